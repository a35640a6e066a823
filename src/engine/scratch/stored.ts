import type { SqlValue } from "../../database/backend";
import { fromJson } from "../../orm/choices";
import type { Field } from "../../orm/fields";
import { type Conversion, plainText } from "../../orm/fieldTypes";
import { parseDuration } from "../../python/dateParsing";
import { equal } from "../../python/equality";
import { PyRaise } from "../../python/exceptions";
import { parseJson } from "../../python/jsonModule";
import type { Value } from "../../python/objects";

/** Where a value comes from: each has its own way of writing some kinds of value. */
export type Origin = "csv" | "fixture" | "sql";

/** A value of a file that its field does not take; the message is a whole sentence. */
export class BadValue extends Error {}

/** What a file's value is in the field's column. Throws `BadValue`. */
export function storedValue(field: Field, value: Value, origin: Origin, conversion: Conversion): SqlValue {
  const type = field.valueType;
  try {
    const read = readValue(field, value, origin, conversion);
    const ready = type.prep(read, conversion);
    if (origin !== "sql") assertFits(field, ready);
    return type.family === "file" && ready === null && !field.isNullable ? "" : type.toDb(ready, conversion);
  } catch (error) {
    if (error instanceof BadValue) throw error;
    if (!(error instanceof PyRaise)) throw error;
    throw new BadValue(`${shown(value)} is no value for ${field.name}, which is a ${field.info.type}.`);
  }
}

function readValue(field: Field, value: Value, origin: Origin, conversion: Conversion): Value {
  if (value === null || typeof value !== "string") return value;
  const text = value.trim();
  switch (field.valueType.family) {
    case "bool": {
      if (/^(true|t|yes|y|on|1)$/i.test(text)) return true;
      if (/^(false|f|no|n|off|0)$/i.test(text)) return false;
      return value;
    }
    case "datetime":
      // A database without zones keeps UTC; people and fixtures mean the project's own time.
      return origin === "sql" && conversion.useTz && !/(Z|[+-]\d\d(:?\d\d)?)$/i.test(text)
        ? `${text}+00:00`
        : momentOf(text);
    case "date":
    case "time":
    case "uuid":
    case "decimal":
      return text;
    case "duration":
      return durationOf(field, text, origin);
    case "json":
      return origin === "fixture" ? value : jsonOf(field, value);
    case "binary":
      return bytesOf(field, text, origin);
    default:
      return value;
  }
}

/** A date alone is its midnight; PostgreSQL's `+00` is `+00:00`. */
function momentOf(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text} 00:00:00`;
  return text.replace(/([+-]\d\d)$/, "$1:00");
}

function durationOf(field: Field, text: string, origin: Origin): Value {
  if (origin === "sql" && /^-?\d+$/.test(text)) return parseDuration(`${Number(text) / 1e6}`);
  const parsed = parseDuration(text);
  if (parsed === null) throw new BadValue(`${shown(text)} is no duration for ${field.name}. Write it as 1 02:03:04.`);
  return parsed;
}

function jsonOf(field: Field, text: string): Value {
  try {
    return parseJson(text);
  } catch {
    throw new BadValue(`${shown(text)} is no JSON for ${field.name}.`);
  }
}

function bytesOf(field: Field, text: string, origin: Origin): Value {
  const hex = /^(?:\\x|0x|x')?((?:[0-9a-f]{2})*)'?$/i.exec(text)?.[1];
  if (origin !== "fixture" && hex !== undefined)
    return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    throw new BadValue(`The bytes for ${field.name} are neither base64 nor hexadecimal.`);
  }
}

/** What Django's validators of the field itself would say; a dump is what a database held, and is not asked. */
function assertFits(field: Field, value: Value): void {
  const { info, valueType } = field;
  if (value === null) {
    if (!field.isNullable && !field.isPrimaryKey) throw new BadValue(`${field.name} may not be NULL.`);
    return;
  }
  const { maxLength, maxDigits, decimalPlaces } = valueType.options;
  if (typeof value === "string" && maxLength !== undefined && [...value].length > maxLength)
    throw new BadValue(`${shown(value)} has ${[...value].length} characters, and ${field.name} takes ${maxLength}.`);
  if (
    info.choices !== undefined &&
    info.choices.length > 0 &&
    !info.choices.some(({ value: choice }) => equal(fromJson(choice), value)) &&
    !(info.blank === true && value === "")
  )
    throw new BadValue(`${shown(value)} is not among the choices of ${field.name}.`);
  if (valueType.family === "decimal" && maxDigits !== undefined && decimalPlaces !== undefined) {
    const [whole = "", part = ""] = plainText(value).replace(/^-/, "").split(".");
    if (/E/i.test(plainText(value))) return;
    if (part.replace(/0+$/, "").length > decimalPlaces || whole.replace(/^0+/, "").length > maxDigits - decimalPlaces)
      throw new BadValue(
        `${shown(value)} does not fit ${field.name}: ${maxDigits} digits, ${decimalPlaces} of them after the point.`,
      );
  }
}

/** A value in a message, cut where it is long. */
export function shown(value: Value): string {
  const text = typeof value === "string" ? `"${value}"` : plainText(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
