import { PyDate, PyDateTime, PyTime, PyTimedelta, PyTimezone, plainDate, plainTime, UTC } from "./datetime";

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?$/;
const DATETIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** The forms that Django's `parse_date` reads; null for other text. Throws ValueError for a date that does not exist. */
export function parseDate(text: string): PyDate | null {
  const match = DATE.exec(text);
  return match ? PyDate.of(Number(match[1]), Number(match[2]), Number(match[3])) : null;
}

/** The forms that Django's `parse_time` reads. */
export function parseTime(text: string): PyTime | null {
  const match = TIME.exec(text);
  return match
    ? new PyTime(plainTime(Number(match[1]), Number(match[2]), Number(match[3] ?? 0), micros(match[4])))
    : null;
}

/** The forms that Django's `parse_datetime` reads; a bare date is midnight, as `datetime.fromisoformat` has it. */
export function parseDateTime(text: string): PyDateTime | null {
  const match = DATETIME.exec(text);
  if (!match) {
    const day = parseDate(text);
    return day && DATE.test(text) ? new PyDateTime(day.plain.toPlainDateTime()) : null;
  }
  const day = plainDate(Number(match[1]), Number(match[2]), Number(match[3]));
  const time = plainTime(Number(match[4]), Number(match[5]), Number(match[6] ?? 0), micros(match[7]));
  return new PyDateTime(day.toPlainDateTime(time), zone(match[8]));
}

/** Microseconds of the digits behind the point. */
export function micros(fraction: string | undefined): number {
  return fraction ? Number(fraction.padEnd(6, "0")) : 0;
}

/** The zone of an offset in text. */
export function zone(text: string | undefined): PyTimezone | null {
  if (!text) return null;
  if (text === "Z") return UTC;
  const digits = text.slice(1).replace(":", "").padEnd(4, "0");
  const id = `${text.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
  return id === "+00:00" || id === "-00:00" ? UTC : new PyTimezone(id, `UTC${id}`);
}

const STANDARD = /^(?:(-?\d+) (?:days?, )?)?((?:-?\d+):(?=\d+:\d+))?(?:(-?\d+):)?(-?\d+)(?:[.,](\d{1,6})\d{0,6})?$/;
const ISO =
  /^([-+]?)P(?:(\d+(?:[.,]\d+)?)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;

/** The forms that Django's `parse_duration` reads: `4 days, 01:02:03.5`, `30`, `P4DT1H`. */
export function parseDuration(text: string): PyTimedelta | null {
  const iso = ISO.exec(text);
  if (iso && text.length > 1) {
    const number = (value: string | undefined): number => Number((value ?? "0").replace(",", "."));
    const seconds = number(iso[2]) * 86400 + number(iso[3]) * 3600 + number(iso[4]) * 60 + number(iso[5]);
    const total = BigInt(Math.round(seconds * 1e6));
    return new PyTimedelta(iso[1] === "-" ? -total : total);
  }
  const match = STANDARD.exec(text);
  if (!match) return null;
  const sign = text.trimStart().startsWith("-") && !match[1] ? -1n : 1n;
  const part = (value: string | undefined): bigint => BigInt((value ?? "0").replace(/[-:]/g, "") || "0");
  const clock =
    (part(match[2]) * 3600n + part(match[3]) * 60n + part(match[4])) * 1_000_000n + BigInt(micros(match[5]));
  return new PyTimedelta(BigInt(match[1] ?? "0") * 86_400_000_000n + sign * clock);
}
