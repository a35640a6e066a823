import type { PyTimedelta } from "../../../python/datetime";

const DAY = 86_400_000_000n;

/** A duration as Django's drivers write an `interval`: whole days, down, and the time of day that is left beside them. */
export function durationText({ micros }: PyTimedelta): string {
  const left = ((micros % DAY) + DAY) % DAY;
  const days = (micros - left) / DAY;
  const two = (value: bigint): string => value.toString().padStart(2, "0");
  const seconds = left / 1_000_000n;
  const fraction = left % 1_000_000n === 0n ? "" : `.${(left % 1_000_000n).toString().padStart(6, "0")}`;
  return `${days} days ${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${fraction}`;
}

/** `1 year 2 mons -3 days +04:05:06.5` in microseconds: a month is 30 days and a year 365, as psycopg reads them; null for other text. */
export function durationMicros(text: string): bigint | null {
  const match =
    /^(?:(-?\d+) years? ?)?(?:([+-]?\d+) mons? ?)?(?:([+-]?\d+) days? ?)?(?:([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/.exec(
      text,
    );
  if (!match || text === "") return null;
  const [, years = "0", months = "0", days = "0", sign, hours = "0", minutes = "0", seconds = "0", fraction = ""] =
    match;
  const whole = BigInt(years) * 365n + BigInt(months) * 30n + BigInt(days);
  const clock =
    (BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
  return whole * DAY + (sign === "-" ? -clock : clock);
}
