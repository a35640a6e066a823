import type { SqlValue } from "../../../database/backend";
import { Temporal } from "../../../python/datetime";

/** A date or a date and time as Django keeps it in SQLite: no zone, to the microsecond. */
export interface Stamp {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
  /** The text had no time of day. */
  readonly dateOnly: boolean;
}

/** A time of day. */
export type Clock = Pick<Stamp, "hour" | "minute" | "second" | "micros">;

const STAMP = /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d*))?\s*(?:Z|[-+].*)?)?$/;
const CLOCK = /^\s*(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d*))?$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const fraction = (digits: string | undefined): number => Number(`${digits ?? ""}000000`.slice(0, 6));

/** Django's `typecast_timestamp`: an offset in the text is passed over. Null for what is no date that exists. */
export function parseStamp(value: SqlValue): Stamp | null {
  const match = typeof value === "string" ? STAMP.exec(value) : null;
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const days = month === 2 && leap(year) ? 29 : MONTH_DAYS[month - 1];
  if (year < 1 || days === undefined || day < 1 || day > days) return null;
  const dateOnly = match[4] === undefined;
  const clock = dateOnly ? MIDNIGHT : clockOf(match.slice(4));
  return clock && { year, month, day, ...clock, dateOnly };
}

/** Django's `typecast_time`. */
export function parseClock(value: SqlValue): Clock | null {
  const match = typeof value === "string" ? CLOCK.exec(value) : null;
  return match && clockOf(match.slice(1));
}

const MIDNIGHT: Clock = { hour: 0, minute: 0, second: 0, micros: 0 };

function clockOf(parts: readonly (string | undefined)[]): Clock | null {
  const [hour, minute, second] = [Number(parts[0]), Number(parts[1]), Number(parts[2])];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return { hour, minute, second, micros: fraction(parts[3]) };
}

/** Whole days since 1970-01-01. */
export function dayNumber({ year, month, day }: Pick<Stamp, "year" | "month" | "day">): number {
  // Date.UTC takes years below 100 for those of the 20th century; 400 years are a whole cycle of the calendar.
  return Date.UTC(year + 400, month - 1, day) / 86_400_000 - 146_097;
}

/** Monday is 0, as Python's `weekday()`. */
export function weekday(stamp: Stamp): number {
  return (((dayNumber(stamp) + 3) % 7) + 7) % 7;
}

/** The same time of day, `days` later. */
export function addDays(stamp: Stamp, days: number): Stamp {
  const date = new Date((dayNumber(stamp) + 146_097 + days) * 86_400_000);
  return { ...stamp, year: date.getUTCFullYear() - 400, month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Microseconds since midnight. */
export function clockMicros(clock: Clock): bigint {
  return BigInt((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000n + BigInt(clock.micros);
}

/** Microseconds since 1970 on the stamp's own clock. */
export function stampMicros(stamp: Stamp): bigint {
  return BigInt(dayNumber(stamp)) * 86_400_000_000n + clockMicros(stamp);
}

/** The stamp of that many microseconds since 1970. Throws Python's OverflowError outside its years. */
export function stampOf(micros: bigint, dateOnly: boolean): Stamp {
  const rest = ((micros % 86_400_000_000n) + 86_400_000_000n) % 86_400_000_000n;
  const days = Number((micros - rest) / 86_400_000_000n);
  const day = addDays({ year: 1970, month: 1, day: 1, ...MIDNIGHT, dateOnly }, days);
  if (!(day.year >= 1 && day.year <= 9999)) throw new RangeError("date value out of range");
  const seconds = Number(rest / 1_000_000n);
  return {
    ...day,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    micros: Number(rest % 1_000_000n),
  };
}

/** A stamp in the connection's zone, told in another one: `UTC`, an IANA name, or one of them with an offset. */
export function inZone(stamp: Stamp, zone: SqlValue, connection: SqlValue): Stamp {
  if (typeof zone !== "string" || zone === connection || typeof connection !== "string") return stamp;
  const delta = /^(.*?)([+-])(\d{2}):(\d{2})$/.exec(zone);
  const minutes = delta ? (delta[2] === "-" ? -1 : 1) * (Number(delta[3]) * 60 + Number(delta[4])) : 0;
  const target = delta ? delta[1] || "UTC" : zone;
  const shifted = minutes === 0 ? stamp : stampOf(stampMicros(stamp) + BigInt(minutes) * 60_000_000n, false);
  if (target === connection) return { ...shifted, dateOnly: false };
  const { micros, dateOnly: _, ...fields } = shifted;
  const local = Temporal.PlainDateTime.from({
    ...fields,
    millisecond: Math.floor(micros / 1000),
    microsecond: micros % 1000,
  });
  const told = local.toZonedDateTime(connection, { disambiguation: "earlier" }).withTimeZone(target);
  const { year, month, day, hour, minute, second } = told;
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    micros: told.millisecond * 1000 + told.microsecond,
    dateOnly: false,
  };
}

const two = (value: number): string => String(value).padStart(2, "0");

/** `YYYY-MM-DD`. */
export function dateText(stamp: Pick<Stamp, "year" | "month" | "day">): string {
  return `${String(stamp.year).padStart(4, "0")}-${two(stamp.month)}-${two(stamp.day)}`;
}

/** `HH:MM:SS[.ffffff]`. */
export function clockText(clock: Clock): string {
  const micros = clock.micros === 0 ? "" : `.${String(clock.micros).padStart(6, "0")}`;
  return `${two(clock.hour)}:${two(clock.minute)}:${two(clock.second)}${micros}`;
}
