import type { SqlValue } from "../../../database/backend";
import type { SqlFunction } from "../../../database/functions";
import { durationText } from "./durations";
import {
  addDays,
  type Clock,
  clockMicros,
  clockText,
  dateText,
  dayNumber,
  inZone,
  parseClock,
  parseStamp,
  type Stamp,
  stampMicros,
  stampOf,
  weekday,
} from "./stamps";

type Call = (...args: SqlValue[]) => SqlValue;

const scalar = (name: string, arity: number, call: Call): SqlFunction => ({
  kind: "scalar",
  name,
  arity,
  deterministic: true,
  call,
});

function stampIn(value: SqlValue, zone: SqlValue, connection: SqlValue): Stamp | null {
  const stamp = parseStamp(value);
  return stamp && inZone(stamp, zone, connection);
}

/** Year and number of the ISO week, as Python's `isocalendar()`. */
function isoWeek(stamp: Stamp): { readonly year: number; readonly week: number } {
  const thursday = addDays(stamp, 3 - weekday(stamp));
  const first = dayNumber({ year: thursday.year, month: 1, day: 1 });
  return { year: thursday.year, week: Math.floor((dayNumber(thursday) - first) / 7) + 1 };
}

function unsupported(part: SqlValue): Error {
  return new TypeError(`Unsupported lookup type: '${String(part)}'`);
}

function extract(part: SqlValue, stamp: Stamp): number {
  switch (part) {
    case "year":
    case "month":
    case "day":
    case "hour":
    case "minute":
    case "second":
      return stamp[part];
    case "microsecond":
      return stamp.micros;
    case "week_day":
      return ((weekday(stamp) + 1) % 7) + 1;
    case "iso_week_day":
      return weekday(stamp) + 1;
    case "week":
      return isoWeek(stamp).week;
    case "iso_year":
      return isoWeek(stamp).year;
    case "quarter":
      return Math.ceil(stamp.month / 3);
    default:
      throw unsupported(part);
  }
}

/** The day that a truncated date stands on; null for a part of the time of day. */
function truncatedDay(part: SqlValue, stamp: Stamp): string | null {
  switch (part) {
    case "year":
      return dateText({ ...stamp, month: 1, day: 1 });
    case "quarter":
      return dateText({ ...stamp, month: stamp.month - ((stamp.month - 1) % 3), day: 1 });
    case "month":
      return dateText({ ...stamp, day: 1 });
    case "week":
      return dateText(addDays(stamp, -weekday(stamp)));
    case "day":
      return dateText(stamp);
    default:
      return null;
  }
}

function truncatedClock(part: SqlValue, clock: Clock): string {
  if (part === "hour") return clockText({ ...clock, minute: 0, second: 0, micros: 0 });
  if (part === "minute") return clockText({ ...clock, second: 0, micros: 0 });
  if (part === "second") return clockText({ ...clock, micros: 0 });
  throw unsupported(part);
}

const datetimeExtract: Call = (part, value, zone, connection) => {
  const stamp = stampIn(value ?? null, zone ?? null, connection ?? null);
  return stamp && BigInt(extract(part ?? null, stamp));
};

const datetimeTrunc: Call = (part, value, zone, connection) => {
  const stamp = stampIn(value ?? null, zone ?? null, connection ?? null);
  if (!stamp) return null;
  const day = truncatedDay(part ?? null, stamp);
  return day === null ? `${dateText(stamp)} ${truncatedClock(part ?? null, stamp)}` : `${day} 00:00:00`;
};

const dateTrunc: Call = (part, value, zone, connection) => {
  const stamp = stampIn(value ?? null, zone ?? null, connection ?? null);
  const day = stamp && truncatedDay(part ?? null, stamp);
  if (stamp && day === null) throw unsupported(part ?? null);
  return day;
};

/** A date, or a number of microseconds; null for what is neither. */
function operand(value: SqlValue): Stamp | bigint | null {
  return typeof value === "bigint" ? value : parseStamp(value);
}

const formatDelta: Call = (operator, left, right) => {
  if (operator === null || left === null || right === null) return null;
  const [a, b] = [operand(left ?? null), operand(right ?? null)];
  if (a === null || b === null) return null;
  const minus = String(operator).trim() === "-";
  if (typeof a === "bigint" && typeof b === "bigint") return durationText(minus ? a - b : a + b);
  if (typeof a !== "bigint" && typeof b !== "bigint")
    return minus ? durationText(stampMicros(a) - stampMicros(b)) : null;
  if (typeof a === "bigint") return typeof b === "bigint" || minus ? null : moved(b, a, 1n);
  return typeof b === "bigint" ? moved(a, b, minus ? -1n : 1n) : null;
};

/** A date stays a date: only the whole days of the duration move it. */
function moved(stamp: Stamp, micros: bigint, sign: 1n | -1n): string {
  if (!stamp.dateOnly) {
    const later = stampOf(stampMicros(stamp) + sign * micros, false);
    return `${dateText(later)} ${clockText(later)}`;
  }
  const rest = ((micros % 86_400_000_000n) + 86_400_000_000n) % 86_400_000_000n;
  return dateText(stampOf(stampMicros(stamp) + sign * (micros - rest), true));
}

/** Date and time functions (Django, `db/backends/sqlite3/_functions.py`). Text that is no date gives NULL. */
export function dateFunctions(): readonly SqlFunction[] {
  return [
    scalar("django_date_extract", 2, (part, value) => datetimeExtract(part ?? null, value ?? null, null, null)),
    scalar("django_date_trunc", 4, dateTrunc),
    scalar("django_datetime_extract", 4, datetimeExtract),
    scalar("django_datetime_trunc", 4, datetimeTrunc),
    scalar("django_datetime_cast_date", 3, (...args) => {
      const stamp = stampIn(args[0] ?? null, args[1] ?? null, args[2] ?? null);
      return stamp && dateText(stamp);
    }),
    scalar("django_datetime_cast_time", 3, (...args) => {
      const stamp = stampIn(args[0] ?? null, args[1] ?? null, args[2] ?? null);
      return stamp && clockText(stamp);
    }),
    scalar("django_time_extract", 2, (part, value) => {
      const clock = parseClock(value ?? null);
      return clock && BigInt(extract(part ?? null, { year: 1, month: 1, day: 1, ...clock, dateOnly: false }));
    }),
    scalar("django_time_trunc", 4, (part, value, zone, connection) => {
      const clock = stampIn(value ?? null, zone ?? null, connection ?? null) ?? parseClock(value ?? null);
      return clock && truncatedClock(part ?? null, clock);
    }),
    scalar("django_time_diff", 2, (left, right) => {
      const [a, b] = [parseClock(left ?? null), parseClock(right ?? null)];
      return a && b && clockMicros(a) - clockMicros(b);
    }),
    scalar("django_timestamp_diff", 2, (left, right) => {
      const [a, b] = [parseStamp(left ?? null), parseStamp(right ?? null)];
      return a && b && stampMicros(a) - stampMicros(b);
    }),
    scalar("django_format_dtdelta", 3, formatDelta),
  ];
}
