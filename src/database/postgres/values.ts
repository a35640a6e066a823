import type { SqlValue } from "../backend";

/** Object identifiers of PostgreSQL's own types, fixed in its catalogue (`pg_type.dat`). */
const INTEGERS = new Set([20, 21, 23, 26]);
const FLOATS = new Set([700, 701]);
const BOOL = 16;
const BYTEA = 17;

const integer = (text: string): SqlValue => BigInt(text);
const float = (text: string): SqlValue => (text === "NaN" ? Number.NaN : Number(text));
const bool = (text: string): SqlValue => (text === "t" ? "true" : "false");
const same = (text: string): SqlValue => text;

/** `\x…`, the server's `bytea_output` of hex. */
function bytes(text: string): SqlValue {
  return new Uint8Array(Buffer.from(text.slice(2), "hex"));
}

/**
 * How the server's text of each type becomes a stored value: integers `bigint`, floats `number`, booleans `true` and
 * `false` as text, bytes; all else is the server's own text, so that nothing is rounded: `numeric`, `jsonb`, dates and
 * times (ISO, in UTC), intervals, UUIDs, arrays, ranges, enums. Each of them is taken back as it was given.
 */
export const parsers = {
  getTypeParser(type: number): (text: string) => SqlValue {
    if (INTEGERS.has(type)) return integer;
    if (FLOATS.has(type)) return float;
    if (type === BOOL) return bool;
    return type === BYTEA ? bytes : same;
  },
};

/** A stored value as the driver sends it. Throws ValueError's words for text that PostgreSQL cannot hold. */
export function sent(value: SqlValue): string | Buffer | null {
  if (value === null || typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return String(value);
}
