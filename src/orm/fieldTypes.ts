import type { SqlValue } from "../database/backend";
import { type FieldFamily, fieldClass } from "../models/vocabulary/fields";
import { messages } from "../models/vocabulary/messages";
import { PyDict, PyTuple } from "../python/collections";
import { parseDate, parseDateTime, parseTime } from "../python/dateParsing";
import {
  isoDate,
  isoTime,
  PyDate,
  PyDateTime,
  PyTime,
  PyTimedelta,
  type PyTimezone,
  plainDate,
  roundHalfEven,
  type Temporal,
  UTC,
} from "../python/datetime";
import { PyDecimal } from "../python/decimal";
import { typeNameOf } from "../python/equality";
import { type PyRaise, raise } from "../python/exceptions";
import { dumpJson, parseJson } from "../python/jsonModule";
import { unmixed } from "../python/modules/enum";
import { type MaybePromise, PyObject, type Value } from "../python/objects";
import { reprFloat, reprString } from "../python/text";
import { PyUuid } from "../python/uuid";
import type { Dialect } from "./dialects/dialect";
import { validationError } from "./validation";

/** What a conversion needs of the project and the database. */
export interface Conversion {
  readonly dialect: Dialect;
  readonly useTz: boolean;
  readonly zone: PyTimezone;
}

export interface TypeOptions {
  readonly maxLength?: number;
  readonly maxDigits?: number;
  readonly decimalPlaces?: number;
  /** TypeORM writes UUIDs with their dashes, and moments with at least three digits after the second. */
  readonly storage?: "typeorm";
  /** NULL is a value of the field. */
  readonly isNullable?: boolean;
  /** The column's type as the database declares it. */
  readonly dbType?: string;
}

const INTEGER_RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  SmallIntegerField: [-32768n, 32767n],
  SmallAutoField: [-32768n, 32767n],
  PositiveSmallIntegerField: [0n, 32767n],
  IntegerField: [-2147483648n, 2147483647n],
  AutoField: [-2147483648n, 2147483647n],
  PositiveIntegerField: [0n, 2147483647n],
  BigIntegerField: [-9223372036854775808n, 9223372036854775807n],
  BigAutoField: [-9223372036854775808n, 9223372036854775807n],
  PositiveBigIntegerField: [0n, 9223372036854775807n],
};

const WIDEST: readonly [bigint, bigint] = [-9223372036854775808n, 9223372036854775807n];

/** A column's or an expression's type: how its values go into the database and come out. */
export class FieldType {
  readonly family: FieldFamily;

  constructor(
    /** Django's internal type, `CharField`. */
    readonly name: string,
    readonly options: TypeOptions = {},
    /** The field's name, for messages; null for an expression's type. */
    readonly fieldName: string | null = null,
  ) {
    this.family = fieldClass(name).family;
  }

  get isAuto(): boolean {
    return this.name.endsWith("AutoField");
  }

  /** A text is stored as it is. */
  get isPlainText(): boolean {
    return this.family === "text" && this.name !== "GenericIPAddressField";
  }

  /** The values that the column can hold; null where there is no bound. */
  range(dialect: Dialect): readonly [bigint, bigint] | null {
    return this.family === "integer" ? dialect.integerRange(INTEGER_RANGES[this.name] ?? WIDEST) : null;
  }

  /** `Field.get_prep_value`: a Python value of the field's own kind. Throws what Django throws. */
  prep(given: Value, conversion: Conversion): Value {
    const value = unmixed(given);
    if (value === null) return null;
    switch (this.family) {
      case "integer":
        return this.#integer(value);
      case "float":
        return this.#float(value);
      case "decimal":
        return this.#decimal(value);
      case "bool":
        return this.#bool(value);
      case "text":
        if (!this.isPlainText) return ipAddress(plainText(value).trim());
        return typeof value === "string" ? value : plainText(value);
      case "file":
        return typeof value === "string" ? value : plainText(value);
      case "date":
        return toDate(value, conversion);
      case "datetime":
        return toDateTime(value, conversion);
      case "time":
        return toTime(value);
      case "uuid":
        return toUuid(value);
      default:
        return value;
    }
  }

  #expected(value: Value, error: string): PyRaise {
    return raise(error, messages.number(this.fieldName ?? "None", plainRepr(value)));
  }

  #integer(value: Value): bigint {
    if (typeof value === "bigint") return value;
    if (typeof value === "boolean") return value ? 1n : 0n;
    if (typeof value === "number") {
      if (!Number.isFinite(value)) throw this.#expected(value, "ValueError");
      return BigInt(Math.trunc(value));
    }
    if (value instanceof PyDecimal && value.isFinite) return BigInt(value.big.trunc().toFixed(0));
    if (typeof value === "string") {
      const clean = value.trim().replaceAll("_", "");
      if (/^[+-]?\d+$/.test(clean)) return BigInt(clean.replace(/^\+/, ""));
      throw this.#expected(value, "ValueError");
    }
    throw this.#expected(value, "TypeError");
  }

  #float(value: Value): number {
    if (typeof value === "number") return value;
    if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
    if (value instanceof PyDecimal) return value.big.toNumber();
    if (typeof value === "string" && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) return Number(value);
    if (typeof value === "string" && /^\s*[+-]?(inf|infinity|nan)\s*$/i.test(value))
      return Number(
        value
          .trim()
          .replace(/^([+-]?)inf(inity)?$/i, "$1Infinity")
          .replace(/nan/i, "NaN"),
      );
    throw this.#expected(value, typeof value === "string" ? "ValueError" : "TypeError");
  }

  #decimal(value: Value): PyDecimal {
    const invalid = (): PyRaise => validationError(messages.decimal(plainText(value)), "invalid");
    if (value instanceof PyDecimal) {
      if (value.big.isNaN()) throw invalid();
      return value;
    }
    if (typeof value === "number") {
      if (Number.isNaN(value)) throw invalid();
      // Django makes it by a context of max_digits, so 0.1 stays 0.1.
      return decimalFromFloat(value, this.options.maxDigits ?? 28);
    }
    if (typeof value === "bigint" || typeof value === "boolean") return PyDecimal.fromBigInt(BigInt(value));
    const parsed = typeof value === "string" ? PyDecimal.parse(value) : null;
    if (!parsed || parsed.big.isNaN()) throw invalid();
    return parsed;
  }

  #bool(value: Value): boolean {
    if (typeof value === "boolean") return value;
    if (value === 1n || value === 1 || value === "t" || value === "True" || value === "1") return true;
    if (value === 0n || value === 0 || value === "f" || value === "False" || value === "0") return false;
    throw validationError(messages.bool(plainText(value), this.options.isNullable === true), "invalid");
  }

  /** A prepared value in the form that the database is given. */
  toDb(value: Value, conversion: Conversion): SqlValue {
    if (value === null) return null;
    if (this.family === "json") return dumpJson(value);
    if (this.family === "decimal" && value instanceof PyDecimal) return value.toString();
    if (this.family === "binary" && !(value instanceof Uint8Array))
      throw raise("TypeError", `memoryview: a bytes-like object is required, not '${typeNameOf(value)}'`);
    if (this.family === "duration" && !(value instanceof PyTimedelta))
      throw raise("AttributeError", `'${typeNameOf(value)}' object has no attribute 'days'`);
    if (this.options.storage === "typeorm") {
      if (value instanceof PyUuid) return value.toString();
      if (value instanceof PyDateTime) return withMilliseconds(String(plainToDb(value, conversion)));
    }
    return plainToDb(value, conversion);
  }

  /** A stored value as Python sees it. `exactColumn` is true for a plain column, whose decimals get the column's scale. */
  fromDb(raw: SqlValue, conversion: Conversion, exactColumn = true): Value {
    if (raw === null) return null;
    switch (this.family) {
      case "integer":
        if (typeof raw === "string" && conversion.dialect.stored.numbersAsText) return wholeFromText(raw);
        return typeof raw === "number" ? (Number.isInteger(raw) ? BigInt(raw) : raw) : raw;
      case "float":
        if (typeof raw === "string" && conversion.dialect.stored.numbersAsText) return Number(raw);
        return typeof raw === "bigint" ? Number(raw) : raw;
      case "bool":
        if (raw === 1 || raw === 1n || raw === "true") return true;
        return raw === 0 || raw === 0n || raw === "false" ? false : plainFromDb(raw);
      case "decimal":
        return this.#decimalFromDb(raw, exactColumn);
      case "date":
        return typeof raw === "string" ? dateOf(raw) : plainFromDb(raw);
      case "datetime":
        return typeof raw === "string" ? dateTimeFromDb(raw, conversion) : plainFromDb(raw);
      case "time":
        return typeof raw === "string" ? (parseTime(raw) ?? raw) : plainFromDb(raw);
      case "duration": {
        if (typeof raw === "number") return new PyTimedelta(roundHalfEven(raw));
        const micros = typeof raw === "string" ? conversion.dialect.stored.microseconds(raw) : raw;
        return typeof micros === "bigint" ? new PyTimedelta(micros) : raw;
      }
      case "uuid":
        return typeof raw === "string" ? (PyUuid.parse(raw) ?? raw) : plainFromDb(raw);
      case "json":
        return typeof raw === "string" ? jsonFromDb(raw) : plainFromDb(raw);
      default:
        return plainFromDb(raw);
    }
  }

  #decimalFromDb(raw: SqlValue, exactColumn: boolean): Value {
    // SQLite keeps decimals as REAL: Django reads 15 significant digits and then the column's scale.
    const parsed = typeof raw === "number" ? decimalFromFloat(raw, 15) : PyDecimal.parse(String(raw));
    if (!parsed) return plainFromDb(raw);
    const { decimalPlaces } = this.options;
    return exactColumn && decimalPlaces !== undefined && parsed.isFinite ? parsed.quantize(-decimalPlaces) : parsed;
  }
}

/** A number of a wide type; one with a fraction, of an expression that says it has none, is cut as Python's `int()` cuts. */
function wholeFromText(raw: string): Value {
  const parsed = PyDecimal.parse(raw);
  return parsed?.isFinite ? BigInt(parsed.big.trunc().toFixed(0)) : raw;
}

function dateOf(raw: string): Value {
  const day = parseDate(raw);
  if (day) return day;
  const moment = parseDateTime(raw);
  return moment ? new PyDate(moment.plain.toPlainDate()) : raw;
}

function jsonFromDb(raw: string): Value {
  try {
    return parseJson(raw);
  } catch {
    return raw;
  }
}

/** A float as a Decimal of so many digits, as `Context(prec).create_decimal_from_float` makes it. */
export function decimalFromFloat(value: number, digits: number): PyDecimal {
  const exact = PyDecimal.fromFloat(value);
  if (!exact.isFinite || exact.digits <= digits) return exact;
  return exact.quantize(exact.big.e - digits + 1);
}

/** A value that has no field's type, as a driver takes it. */
export function plainToDb(value: Value, conversion: Conversion): SqlValue {
  if (value === null || typeof value === "bigint" || typeof value === "number" || typeof value === "string")
    return value;
  if (typeof value === "boolean") return conversion.dialect.stored.boolean(value);
  if (value instanceof Uint8Array) return value;
  if (value instanceof PyDecimal) return value.toString();
  if (value instanceof PyDateTime) return conversion.dialect.stored.moment(value, conversion);
  if (value instanceof PyDate) return value.isoformat();
  if (value instanceof PyTime) return value.isoformat();
  if (value instanceof PyTimedelta) return conversion.dialect.stored.duration(value);
  if (value instanceof PyUuid) return conversion.dialect.stored.uuid(value);
  if (value instanceof PyDict || Array.isArray(value)) {
    throw raise("TypeError", `Error binding parameter: type '${typeNameOf(value)}' is not supported`);
  }
  if (value instanceof PyTuple) throw raise("TypeError", "Error binding parameter: type 'tuple' is not supported");
  throw raise("TypeError", `Error binding parameter: type '${typeNameOf(value)}' is not supported`);
}

/** A stored value whose type is not known. */
export function plainFromDb(raw: SqlValue): Value {
  return typeof raw === "number" && Number.isSafeInteger(raw) ? BigInt(raw) : raw;
}

/** `YYYY-MM-DD HH:MM:SS[.ffffff]`, in UTC where it has a zone: a moment in a column without one. */
export function plainMoment(value: PyDateTime): string {
  if (!value.zone) return value.isoformat(" ");
  const utc = value.in(UTC).plain;
  return `${isoDate(utc)} ${isoTime(utc)}`;
}

/** `03:04:05` as `03:04:05.000` and `.120000` as `.120`; microseconds that say more stay. */
function withMilliseconds(text: string): string {
  const [, whole, digits = ""] = /^([^+]*:\d\d)(?:\.(\d+))?$/.exec(text) ?? [];
  // With an offset it is the server's own form.
  if (whole === undefined) return text;
  return `${whole}.${digits.replace(/0+$/, "").padEnd(3, "0")}`;
}

function dateTimeFromDb(raw: string, conversion: Conversion): Value {
  const parsed = parseDateTime(raw);
  if (!parsed) return raw;
  if (conversion.useTz) return parsed.zone ? parsed.in(UTC) : new PyDateTime(parsed.plain, UTC);
  // Without zones a moment that has one is the project's own time.
  return parsed.zone && conversion.dialect.stored.numbersAsText
    ? new PyDateTime(parsed.in(conversion.zone).plain)
    : parsed;
}

/** `str(value)` for values whose text needs no interpreter. */
export function plainText(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return reprFloat(value);
  if (typeof value === "string" || typeof value === "bigint") return String(value);
  if (value instanceof PyObject && value.str) {
    const { str } = value;
    const text = atOnce(() => str.call(value, undefined as never));
    if (text !== null) return text;
  }
  return plainRepr(value);
}

/** `repr(value)` for the same. */
export function plainRepr(value: Value): string {
  if (typeof value === "string") return reprString(value);
  if (value === null || typeof value !== "object") return plainText(value);
  if (Array.isArray(value)) return `[${value.map(plainRepr).join(", ")}]`;
  if (value instanceof PyTuple)
    return value.items.length === 1
      ? `(${plainRepr(value.items[0] as Value)},)`
      : `(${value.items.map(plainRepr).join(", ")})`;
  if (value instanceof PyDict)
    return `{${value
      .entries()
      .map(([key, item]) => `${plainRepr(key)}: ${plainRepr(item)}`)
      .join(", ")}}`;
  if (value instanceof Uint8Array) return `b'${String.fromCharCode(...value)}'`;
  return atOnce(() => value.repr(undefined as never)) ?? `<${value.typeName} object>`;
}

/** A text that needs no database and no script; null where it would. */
function atOnce(make: () => MaybePromise<string>): string | null {
  try {
    const text = make();
    if (typeof text === "string") return text;
    // It fails for want of a runtime, and nobody waits for it.
    text.catch(() => undefined);
  } catch {
    // The same, before its first pause.
  }
  return null;
}

const invalid = (message: string): PyRaise => validationError(message, "invalid");

function toDate(value: Value, conversion: Conversion): Value {
  if (value instanceof PyDateTime) {
    const local = value.zone && conversion.useTz ? value.in(conversion.zone) : value;
    return new PyDate(local.plain.toPlainDate());
  }
  if (value instanceof PyDate) return value;
  const text = plainText(value);
  let parsed: PyDate | null;
  try {
    parsed = typeof value === "string" ? parseDate(text) : null;
  } catch {
    throw invalid(messages.dateValue(plainText(value)));
  }
  if (!parsed) {
    if (typeof value !== "string") throw raise("TypeError", "fromisoformat: argument must be str");
    throw invalid(messages.dateFormat(plainText(value)));
  }
  return parsed;
}

/** `DateTimeField.to_python`, with the naive value made aware where the project uses time zones. */
export function toDateTime(value: Value, conversion: Conversion): Value {
  const aware = (moment: PyDateTime): PyDateTime =>
    conversion.useTz && !moment.zone ? makeAware(moment, conversion.zone) : moment;
  if (value instanceof PyDateTime) return aware(value);
  if (value instanceof PyDate) return aware(new PyDateTime(value.plain.toPlainDateTime()));
  if (typeof value !== "string") throw raise("TypeError", "fromisoformat: argument must be str");
  let parsed: PyDateTime | null;
  const bareDate = /^\d{4}-\d{1,2}-\d{1,2}$/.test(value);
  try {
    parsed = parseDateTime(value);
  } catch {
    throw invalid(bareDate ? messages.dateValue(value) : messages.datetimeValue(value));
  }
  if (!parsed) throw invalid(messages.datetimeFormat(value));
  return aware(parsed);
}

/** A naive moment taken as one of that zone. */
export function makeAware(moment: PyDateTime, zone: PyTimezone): PyDateTime {
  return new PyDateTime(moment.plain, zone, moment.fold);
}

function toTime(value: Value): Value {
  if (value instanceof PyTime) return value;
  if (value instanceof PyDateTime) return new PyTime(value.plain.toPlainTime());
  if (typeof value !== "string") throw raise("TypeError", "fromisoformat: argument must be str");
  let parsed: PyTime | null;
  try {
    parsed = parseTime(value);
  } catch {
    throw invalid(messages.timeValue(value));
  }
  if (!parsed) throw invalid(messages.timeFormat(value));
  return parsed;
}

function toUuid(value: Value): Value {
  if (value instanceof PyUuid) return value;
  if (typeof value === "bigint" && value >= 0n) return new PyUuid(value.toString(16).padStart(32, "0"));
  const parsed = typeof value === "string" ? PyUuid.parse(value) : null;
  if (!parsed) throw validationError(messages.uuid(plainText(value)), "invalid");
  return parsed;
}

/** Whether a text is an IPv6 address. */
export function isIpv6(text: string): boolean {
  return text.includes(":") && URL.canParse(`http://[${text}]/`);
}

/** An IPv6 address in its shortest form, a mapped IPv4 address in it with dots (`django.utils.ipv6`); other text as it is. */
function ipAddress(text: string): string {
  if (!isIpv6(text)) return text;
  const short = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (mapped === null) return short;
  const bytes = mapped.slice(1).flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
  return `::ffff:${bytes.join(".")}`;
}

/** Midnight of a date, for comparing datetimes with dates. */
export function midnight(value: PyDate): Temporal.PlainDateTime {
  return plainDate(value.plain.year, value.plain.month, value.plain.day).toPlainDateTime();
}
