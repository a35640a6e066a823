import { PyDict, PyTuple } from "./collections";
import { PyDecimal } from "./decimal";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import type { Value } from "./objects";
import { reprFloat } from "./text";

/** `json.dumps(value)` with Python's default separators and ASCII escapes. Throws TypeError for what JSON has not. */
export function dumpJson(
  value: Value,
  options: { ensureAscii?: boolean; compact?: boolean; sortKeys?: boolean } = {},
): string {
  const [comma, colon] = options.compact ? [",", ":"] : [", ", ": "];
  const text = (s: string): string => {
    const quoted = JSON.stringify(s);
    if (options.ensureAscii === false) return quoted;
    return quoted.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  };
  const write = (v: Value): string => {
    if (v === null) return "null";
    if (typeof v === "boolean") return v ? "true" : "false";
    if (typeof v === "bigint") return v.toString();
    if (typeof v === "number")
      return Number.isFinite(v) ? reprFloat(v) : Number.isNaN(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity";
    if (typeof v === "string") return text(v);
    if (Array.isArray(v)) return `[${v.map(write).join(comma)}]`;
    if (v instanceof PyTuple) return `[${v.items.map(write).join(comma)}]`;
    if (v instanceof PyDict) {
      const entries = v.entries().map(([key, item]): [string, Value] => [keyText(key), item]);
      if (options.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return `{${entries.map(([key, item]) => `${text(key)}${colon}${write(item)}`).join(comma)}}`;
    }
    throw raise("TypeError", `Object of type ${shortTypeName(v)} is not JSON serializable`);
  };
  return write(value);
}

/** A type's name without its module. */
export function shortTypeName(value: Value): string {
  if (value instanceof PyDecimal) return "Decimal";
  return typeNameOf(value).split(".").at(-1) ?? "";
}

/** A dict's key as JSON has it. */
export function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null) return "null";
  if (typeof key === "boolean") return key ? "true" : "false";
  if (typeof key === "bigint") return key.toString();
  if (typeof key === "number") return reprFloat(key);
  throw raise("TypeError", `keys must be str, int, float, bool or None, not ${shortTypeName(key)}`);
}
