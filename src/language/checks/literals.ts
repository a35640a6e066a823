import { fieldClass } from "../../models/vocabulary/fields";
import { messages } from "../../models/vocabulary/messages";
import type { FieldInfo } from "../../protocol/models";
import type { Literal } from "../../python/tree";

/** Why a literal cannot be a value of the field, in Django's words; undefined where it can, or where it is not known. */
export function literalFault(field: FieldInfo, literal: Literal): string | undefined {
  const { value, kind } = literal;
  if (kind === "none" || kind === "ellipsis" || kind === "complex") return undefined;
  const text = typeof value === "string" ? value : undefined;
  switch (fieldClass(field.type).family) {
    case "integer":
      if (text === undefined || /^\s*[+-]?\d+(_\d+)*\s*$/.test(text)) return undefined;
      return messages.number(field.name, quoted(text));
    case "float":
      if (text === undefined || /^\s*[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf(inity)?|nan)\s*$/i.test(text))
        return undefined;
      return messages.number(field.name, quoted(text));
    case "decimal":
      if (text === undefined || /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)) return undefined;
      return messages.decimal(text);
    case "bool": {
      const known = typeof value === "boolean" || value === 0n || value === 1n || value === 0 || value === 1;
      if (known || (text !== undefined && ["t", "f", "True", "False", "0", "1"].includes(text))) return undefined;
      return messages.bool(String(value), field.null);
    }
    case "date":
      return text === undefined ? undefined : dateFault(text);
    case "datetime":
      return text === undefined ? undefined : datetimeFault(text);
    case "time":
      return text === undefined ? undefined : timeFault(text);
    case "uuid": {
      if (text === undefined) return undefined;
      const hex = text
        .replace(/urn:|uuid:/g, "")
        .replace(/^[{]|[}]$/g, "")
        .replaceAll("-", "");
      return /^[0-9a-f]{32}$/i.test(hex) ? undefined : messages.uuid(text);
    }
    default:
      return undefined;
  }
}

function quoted(text: string): string {
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || year < 1) return false;
  const days = new Date(Date.UTC(2000, month, 0)).getUTCDate();
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && !leap ? 28 : days);
}

function dateFault(text: string): string | undefined {
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  // Weeks of ISO 8601 are dates as well.
  if (!parts) return /^\d{4}-?W\d{2}(-?\d)?$/.test(text) ? undefined : messages.dateFormat(text);
  return isDate(Number(parts[1]), Number(parts[2]), Number(parts[3])) ? undefined : messages.dateValue(text);
}

function datetimeFault(text: string): string | undefined {
  const bare = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (bare) return isDate(Number(bare[1]), Number(bare[2]), Number(bare[3])) ? undefined : messages.dateValue(text);
  const parts =
    /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d{1,6}\d{0,6})?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/.exec(
      text,
    );
  if (!parts) return /^\d{4}/.test(text) && /^[\dT:W.+\-Z ]+$/.test(text) ? undefined : messages.datetimeFormat(text);
  const [, year, month, day, hour, minute, second = "0"] = parts;
  const fits = isDate(Number(year), Number(month), Number(day)) && Number(hour) < 24 && Number(minute) < 60;
  return fits && Number(second) < 60 ? undefined : messages.datetimeValue(text);
}

function timeFault(text: string): string | undefined {
  const parts = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d{1,6}\d{0,6})?)?$/.exec(text);
  if (!parts) return /^T?\d{2,6}(\.\d+)?$/.test(text) ? undefined : messages.timeFormat(text);
  const [, hour, minute, second = "0"] = parts;
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 ? undefined : messages.timeValue(text);
}
