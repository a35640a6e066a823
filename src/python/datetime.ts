import { Temporal } from "temporal-polyfill";
import { raise } from "./exceptions";
import { PyObject, type Value } from "./objects";
import { strftime } from "./strftime";

/** The calendar that dates are kept in, for rooms that may not reach for the package themselves. */
export { Temporal };

const MICROS_PER_DAY = 86_400_000_000n;

/** Python's timedelta, exact to the microsecond. */
export class PyTimedelta extends PyObject {
  readonly typeName = "datetime.timedelta";

  constructor(readonly micros: bigint) {
    super();
  }

  get days(): bigint {
    return floorDiv(this.micros, MICROS_PER_DAY);
  }

  /** Microseconds past the whole days, always positive. */
  get rest(): bigint {
    return this.micros - this.days * MICROS_PER_DAY;
  }

  override truth(): boolean {
    return this.micros !== 0n;
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof PyTimedelta ? this.micros === other.micros : undefined;
  }

  override compare(other: Value): number | undefined {
    return other instanceof PyTimedelta
      ? Number(this.micros > other.micros) - Number(this.micros < other.micros)
      : undefined;
  }

  override hashKey(): string {
    return `td:${this.micros}`;
  }

  override str(): string {
    return this.toString();
  }

  override toString(): string {
    const { days, rest } = this;
    const seconds = rest / 1_000_000n;
    const fraction = rest % 1_000_000n;
    const clock = `${seconds / 3600n}:${pad((seconds / 60n) % 60n)}:${pad(seconds % 60n)}`;
    const micros = fraction === 0n ? "" : `.${pad(fraction, 6)}`;
    const prefix = days === 0n ? "" : `${days} day${days === 1n || days === -1n ? "" : "s"}, `;
    return `${prefix}${clock}${micros}`;
  }

  override repr(): string {
    const parts: string[] = [];
    const { days, rest } = this;
    if (days !== 0n) parts.push(`days=${days}`);
    if (rest / 1_000_000n !== 0n) parts.push(`seconds=${rest / 1_000_000n}`);
    if (rest % 1_000_000n !== 0n) parts.push(`microseconds=${rest % 1_000_000n}`);
    return `datetime.timedelta(${parts.join(", ") || "0"})`;
  }

  /** ISO 8601 as Django writes it (`django.utils.duration.duration_iso_string`): `P0DT06H30M00S`. */
  isoString(): string {
    const sign = this.micros < 0n ? "-" : "";
    const positive = new PyTimedelta(this.micros < 0n ? -this.micros : this.micros);
    const seconds = positive.rest / 1_000_000n;
    const fraction = positive.rest % 1_000_000n;
    const micros = fraction === 0n ? "" : `.${pad(fraction, 6)}`;
    return `${sign}P${positive.days}DT${pad(seconds / 3600n)}H${pad((seconds / 60n) % 60n)}M${pad(seconds % 60n)}${micros}S`;
  }

  override unary(operator: string): Value {
    if (operator === "-") return new PyTimedelta(-this.micros);
    if (operator === "+") return this;
    throw raise("TypeError", `bad operand type for unary ${operator}: 'datetime.timedelta'`);
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyTimedelta) {
      const [a, b] = reflected ? [other.micros, this.micros] : [this.micros, other.micros];
      if (operator === "+") return new PyTimedelta(a + b);
      if (operator === "-") return new PyTimedelta(a - b);
      if (b === 0n && ["/", "//", "%"].includes(operator))
        throw raise("ZeroDivisionError", "integer division or modulo by zero");
      if (operator === "/") return Number(a) / Number(b);
      if (operator === "//") return floorDiv(a, b);
      if (operator === "%") return new PyTimedelta(a - floorDiv(a, b) * b);
    }
    if (typeof other === "bigint") {
      if (operator === "*") return new PyTimedelta(this.micros * other);
      if (other === 0n && !reflected && ["/", "//"].includes(operator))
        throw raise("ZeroDivisionError", "integer division or modulo by zero");
      if (operator === "//" && !reflected) return new PyTimedelta(floorDiv(this.micros, other));
      if (operator === "/" && !reflected) return new PyTimedelta(roundHalfEven(Number(this.micros) / Number(other)));
    }
    if (typeof other === "number") {
      if (other === 0 && operator === "/" && !reflected) throw raise("ZeroDivisionError", "division by zero");
      if (operator === "*") return new PyTimedelta(roundHalfEven(Number(this.micros) * other));
      if (operator === "/" && !reflected) return new PyTimedelta(roundHalfEven(Number(this.micros) / other));
    }
    return undefined;
  }

  override attribute(name: string): Value | undefined {
    if (name === "days") return this.days;
    if (name === "seconds") return this.rest / 1_000_000n;
    if (name === "microseconds") return this.rest % 1_000_000n;
    return dateMethods.get(name)?.(this);
  }
}

/** A time zone: a fixed offset, or an IANA one. */
export class PyTimezone extends PyObject {
  get typeName(): string {
    return this.#fixed === null && this.id !== "UTC" ? "zoneinfo.ZoneInfo" : "datetime.timezone";
  }

  /** A fixed offset in minutes; null for a zone of the IANA database. */
  get #fixed(): number | null {
    const match = /^([+-])(\d{2}):(\d{2})$/.exec(this.id);
    return match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : null;
  }

  /** `id` as Temporal reads it (`UTC`, `+02:00`, `America/Chicago`); `label` as Python shows it. */
  constructor(
    readonly id: string,
    readonly label: string = id,
  ) {
    super();
  }

  override str(): string {
    return this.label;
  }

  override repr(): string {
    if (this.#fixed !== null) {
      const named = this.label === `UTC${this.id}` ? "" : `, '${this.label}'`;
      return `datetime.timezone(${new PyTimedelta(BigInt(this.#fixed) * 60_000_000n).repr()}${named})`;
    }
    return this.id === "UTC" ? "datetime.timezone.utc" : `zoneinfo.ZoneInfo(key='${this.label}')`;
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof PyTimezone ? other.id === this.id : undefined;
  }
}

export const UTC = new PyTimezone("UTC");

/** Python's date. */
export class PyDate extends PyObject {
  readonly typeName: string = "datetime.date";

  constructor(readonly plain: Temporal.PlainDate) {
    super();
  }

  static of(year: number, month: number, day: number): PyDate {
    return new PyDate(plainDate(year, month, day));
  }

  isoformat(): string {
    return isoDate(this.plain);
  }

  override str(): string {
    return this.isoformat();
  }

  override toString(): string {
    return this.isoformat();
  }

  override repr(): string {
    return `datetime.date(${this.plain.year}, ${this.plain.month}, ${this.plain.day})`;
  }

  override equals(other: Value): boolean | undefined {
    if (other instanceof PyDateTime) return false;
    return other instanceof PyDate ? this.plain.equals(other.plain) : undefined;
  }

  override compare(other: Value): number | undefined {
    if (other instanceof PyDateTime) throw raise("TypeError", "can't compare datetime.datetime to datetime.date");
    if (!(other instanceof PyDate)) return undefined;
    return Temporal.PlainDate.compare(this.plain, other.plain);
  }

  override hashKey(): string {
    return `d:${this.isoformat()}`;
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyTimedelta && (operator === "+" || (operator === "-" && !reflected))) {
      const days = Number(operator === "+" ? other.days : -new PyTimedelta(other.micros).days);
      return guard(() => new PyDate(inYears(this.plain.add({ days }))));
    }
    if (operator === "-" && !reflected && other instanceof PyDate && !(other instanceof PyDateTime)) {
      return new PyTimedelta(BigInt(other.plain.until(this.plain, { largestUnit: "day" }).days) * MICROS_PER_DAY);
    }
    return undefined;
  }

  override attribute(name: string): Value | undefined {
    if (name === "year" || name === "month" || name === "day") return BigInt(this.plain[name]);
    return dateMethods.get(name)?.(this);
  }
}

/** Python's datetime: naive without a zone, aware with one. A datetime is a date, as in Python. */
export class PyDateTime extends PyObject {
  readonly typeName = "datetime.datetime";

  constructor(
    readonly plain: Temporal.PlainDateTime,
    readonly zone: PyTimezone | null = null,
    readonly fold: 0 | 1 = 0,
  ) {
    super();
  }

  /** The moment on the time line. Throws for a naive one. */
  get instant(): Temporal.Instant {
    if (!this.zone) throw raise("TypeError", "can't compare offset-naive and offset-aware datetimes");
    return this.#zoned(this.zone).toInstant();
  }

  /** The offset from UTC in nanoseconds; null for a naive one. */
  get offset(): number | null {
    if (!this.zone) return null;
    if (this.zone.id === "UTC") return 0;
    const zoned = this.#zoned(this.zone);
    if (zoned.toPlainDateTime().equals(this.plain)) return zoned.offsetNanoseconds;
    return Number(this.plain.toZonedDateTime("UTC").epochNanoseconds - zoned.epochNanoseconds);
  }

  /**
   * The moment that is meant by a time which clocks show twice, or skip: with fold 0 by the offset that held before the
   * clocks were changed, with fold 1 by the one after (PEP 495).
   */
  #zoned(zone: PyTimezone): Temporal.ZonedDateTime {
    if (this.fold === 0) return this.plain.toZonedDateTime(zone.id, { disambiguation: "compatible" });
    const later = this.plain.toZonedDateTime(zone.id, { disambiguation: "later" });
    const isSkipped = !later.toPlainDateTime().equals(this.plain);
    return isSkipped ? this.plain.toZonedDateTime(zone.id, { disambiguation: "earlier" }) : later;
  }

  in(zone: PyTimezone): PyDateTime {
    const zoned = this.instant.toZonedDateTimeISO(zone.id);
    const earlier = zoned.toPlainDateTime().toZonedDateTime(zone.id, { disambiguation: "earlier" });
    return new PyDateTime(zoned.toPlainDateTime(), zone, earlier.epochNanoseconds === zoned.epochNanoseconds ? 0 : 1);
  }

  get micros(): number {
    return this.plain.millisecond * 1000 + this.plain.microsecond;
  }

  isoformat(separator = "T"): string {
    return `${isoDate(this.plain)}${separator}${isoTime(this.plain)}${this.offset === null ? "" : isoOffset(this.offset)}`;
  }

  override str(): string {
    return this.isoformat(" ");
  }

  override toString(): string {
    return this.isoformat(" ");
  }

  override repr(): string {
    const p = this.plain;
    const parts = [p.year, p.month, p.day, p.hour, p.minute];
    if (p.second !== 0 || this.micros !== 0) parts.push(p.second);
    if (this.micros !== 0) parts.push(this.micros);
    return `datetime.datetime(${parts.join(", ")}${this.zone ? `, tzinfo=${this.zone.repr()}` : ""})`;
  }

  override equals(other: Value): boolean | undefined {
    if (other instanceof PyDate) return false;
    if (!(other instanceof PyDateTime)) return undefined;
    if (!this.zone !== !other.zone) return false;
    return this.zone ? this.instant.equals(other.instant) : this.plain.equals(other.plain);
  }

  override compare(other: Value): number | undefined {
    if (other instanceof PyDate) throw raise("TypeError", "can't compare datetime.datetime to datetime.date");
    if (!(other instanceof PyDateTime)) return undefined;
    if (!this.zone !== !other.zone) throw raise("TypeError", "can't compare offset-naive and offset-aware datetimes");
    return this.zone
      ? Temporal.Instant.compare(this.instant, other.instant)
      : Temporal.PlainDateTime.compare(this.plain, other.plain);
  }

  override hashKey(): string {
    return this.zone ? `dt:${this.instant.toString()}` : `dt:${this.plain.toString()}`;
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyTimedelta && (operator === "+" || (operator === "-" && !reflected))) {
      const micros = operator === "+" ? other.micros : -other.micros;
      return guard(() => new PyDateTime(inYears(this.plain.add(asDuration(micros))), this.zone));
    }
    if (operator === "-" && !reflected && other instanceof PyDateTime) {
      if (!this.zone !== !other.zone)
        throw raise("TypeError", "can't subtract offset-naive and offset-aware datetimes");
      return new PyTimedelta(
        this.zone ? epochMicros(this) - epochMicros(other) : plainMicros(this.plain) - plainMicros(other.plain),
      );
    }
    return undefined;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case "year":
      case "month":
      case "day":
      case "hour":
      case "minute":
      case "second":
        return BigInt(this.plain[name]);
      case "microsecond":
        return BigInt(this.micros);
      case "tzinfo":
        return this.zone;
      default:
        return dateMethods.get(name)?.(this);
    }
  }
}

/** Python's time of day. */
export class PyTime extends PyObject {
  readonly typeName = "datetime.time";

  constructor(readonly plain: Temporal.PlainTime) {
    super();
  }

  get micros(): number {
    return this.plain.millisecond * 1000 + this.plain.microsecond;
  }

  isoformat(): string {
    return isoTime(this.plain);
  }

  override str(): string {
    return this.isoformat();
  }

  override toString(): string {
    return this.isoformat();
  }

  override repr(): string {
    const parts = [this.plain.hour, this.plain.minute];
    if (this.plain.second !== 0 || this.micros !== 0) parts.push(this.plain.second);
    if (this.micros !== 0) parts.push(this.micros);
    return `datetime.time(${parts.join(", ")})`;
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof PyTime ? this.plain.equals(other.plain) : undefined;
  }

  override compare(other: Value): number | undefined {
    return other instanceof PyTime ? Temporal.PlainTime.compare(this.plain, other.plain) : undefined;
  }

  override hashKey(): string {
    return `t:${this.isoformat()}`;
  }

  override attribute(name: string): Value | undefined {
    if (name === "hour" || name === "minute" || name === "second") return BigInt(this.plain[name]);
    if (name === "microsecond") return BigInt(this.micros);
    if (name === "tzinfo") return null;
    return dateMethods.get(name)?.(this);
  }
}

type Dated = PyDate | PyDateTime | PyTime | PyTimedelta;
/** Methods of dates and times by name, filled by `dateModule.ts`. */
export const dateMethods = new Map<string, (value: Dated) => Value | undefined>();

/** A calendar date. Throws Python's ValueError for one that does not exist. */
export function plainDate(year: number, month: number, day: number): Temporal.PlainDate {
  if (year < 1 || year > 9999) throw raise("ValueError", `year ${year} is out of range`);
  if (month < 1 || month > 12) throw raise("ValueError", "month must be in 1..12");
  try {
    return new Temporal.PlainDate(year, month, day);
  } catch {
    throw raise("ValueError", "day is out of range for month");
  }
}

/** A time of day. Throws Python's ValueError for one that does not exist. */
export function plainTime(hour: number, minute: number, second: number, micro: number): Temporal.PlainTime {
  if (hour < 0 || hour > 23) throw raise("ValueError", "hour must be in 0..23");
  if (minute < 0 || minute > 59) throw raise("ValueError", "minute must be in 0..59");
  if (second < 0 || second > 59) throw raise("ValueError", "second must be in 0..59");
  if (micro < 0 || micro > 999_999) throw raise("ValueError", "microsecond must be in 0..999999");
  return new Temporal.PlainTime(hour, minute, second, Math.floor(micro / 1000), micro % 1000);
}

/** `YYYY-MM-DD`. */
export function isoDate(date: { year: number; month: number; day: number }): string {
  return `${pad(date.year, 4)}-${pad(date.month)}-${pad(date.day)}`;
}

/** `HH:MM:SS[.ffffff]`. */
export function isoTime(time: {
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  microsecond: number;
}): string {
  const micros = time.millisecond * 1000 + time.microsecond;
  return `${pad(time.hour)}:${pad(time.minute)}:${pad(time.second)}${micros === 0 ? "" : `.${pad(micros, 6)}`}`;
}

function isoOffset(nanoseconds: number): string {
  const seconds = Math.round(Math.abs(nanoseconds) / 1e9);
  const tail = seconds % 60 === 0 ? "" : `:${pad(seconds % 60)}`;
  return `${nanoseconds < 0 ? "-" : "+"}${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}${tail}`;
}

/** Microseconds since 1970 in UTC. */
export function epochMicros(value: PyDateTime): bigint {
  return floorDiv(value.instant.epochNanoseconds, 1000n);
}

function plainMicros(plain: Temporal.PlainDateTime): bigint {
  return floorDiv(plain.toZonedDateTime("UTC").epochNanoseconds, 1000n);
}

function asDuration(micros: bigint): Temporal.Duration {
  const days = micros / MICROS_PER_DAY;
  const rest = micros % MICROS_PER_DAY;
  return Temporal.Duration.from({
    days: Number(days),
    seconds: Number(rest / 1_000_000n),
    microseconds: Number(rest % 1_000_000n),
  });
}

/** Python's years are 1 to 9999. */
function inYears<T extends { readonly year: number }>(value: T): T {
  if (value.year < 1 || value.year > 9999) throw new RangeError("year");
  return value;
}

function guard<T>(make: () => T): T {
  try {
    return make();
  } catch {
    throw raise("OverflowError", "date value out of range");
  }
}

/** Integer division that rounds down, as Python's `//`. */
export function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** The nearest integer, ties to even, as Python rounds. */
export function roundHalfEven(value: number): bigint {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest < 0.5) return BigInt(down);
  if (rest > 0.5) return BigInt(down + 1);
  return BigInt(down % 2 === 0 ? down : down + 1);
}

function pad(value: number | bigint, width = 2): string {
  return String(value).padStart(width, "0");
}

/** `value.strftime(format)`. */
export function formatDate(value: PyDate | PyDateTime | PyTime, format: string): string {
  const p = value.plain;
  const date =
    "year" in p ? { year: p.year, month: p.month, day: p.day, weekday: p.dayOfWeek, yearDay: p.dayOfYear } : null;
  const time =
    "hour" in p
      ? { hour: p.hour, minute: p.minute, second: p.second, micros: p.millisecond * 1000 + p.microsecond }
      : null;
  const offset =
    value instanceof PyDateTime && value.offset !== null ? isoOffset(value.offset).replaceAll(":", "") : "";
  const zone = value instanceof PyDateTime && value.zone ? value.zone.label : "";
  return strftime(format, {
    year: 1900,
    month: 1,
    day: 1,
    weekday: 1,
    yearDay: 1,
    hour: 0,
    minute: 0,
    second: 0,
    micros: 0,
    offset,
    zone,
    ...date,
    ...time,
  });
}
