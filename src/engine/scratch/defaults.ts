import type { SqlValue } from "../../database/backend";
import type { Field } from "../../orm/fields";
import type { Conversion } from "../../orm/fieldTypes";
import { PyDict } from "../../python/collections";
import type { Value } from "../../python/objects";
import { dateText, momentText } from "./sample/moments";
import { BadValue, storedValue } from "./stored";

/** The value of a field that was left out, where it is known without running code; undefined where it is not. */
export function defaultFor(field: Field, conversion: Conversion, now: number): SqlValue | undefined {
  const { info, valueType } = field;
  const moment =
    valueType.family === "date"
      ? dateText(now)
      : valueType.family === "time"
        ? momentText(now, false).slice(11)
        : momentText(now, conversion.useTz);
  const value = info.autoNow === true || info.autoNowAdd === true ? moment : constant(info.default?.source, moment);
  if (value === undefined)
    return valueType.family === "text" && info.blank === true && !field.isNullable ? "" : undefined;
  try {
    return storedValue(field, value, "fixture", conversion);
  } catch (error) {
    if (error instanceof BadValue) return undefined;
    throw error;
  }
}

/** A Python constant, or one of the usual callables. */
function constant(source: string | undefined, moment: string): Value | undefined {
  const text = source?.trim() ?? "";
  if (/^-?\d+$/.test(text)) return BigInt(text);
  if (/^-?\d+\.\d+$/.test(text)) return Number(text);
  const quoted = /^(?:Decimal\(\s*)?(["'])([^"'\\]*)\1\s*\)?$/.exec(text);
  if (quoted !== null) return quoted[2] ?? "";
  if (text === "True" || text === "False") return text === "True";
  if (text === "None") return null;
  if (/^(dict|\{\})$/.test(text)) return new PyDict([]);
  if (/^(list|\[\])$/.test(text)) return [];
  if (/^((django\.utils\.)?timezone\.now|(datetime\.)?datetime\.now|(datetime\.)?date\.today)$/.test(text))
    return moment;
  return /^(uuid\.)?uuid4$/.test(text) ? crypto.randomUUID() : undefined;
}
