import type { SqlRow, SqlValue } from "../database/backend";
import type { Json } from "../protocol/json";

/** Text that is equal for equal stored values, types told apart. */
export function storedText(value: SqlValue): string {
  if (value === null) return "n";
  if (value instanceof Uint8Array) return `b${hex(value)}`;
  if (typeof value === "bigint") return `i${value}`;
  return typeof value === "number" ? `r${value}` : `t${value}`;
}

/** Text that is equal for equal keys of one table. */
export function keyText(key: SqlRow): string {
  let text = "";
  for (const column in key) text += `${text === "" ? "" : "\0"}${storedText(key[column] ?? null)}`;
  return text;
}

/** The order of two keys of one table: numbers by size, texts by their code units, other kinds one after another. */
export function compareKeys(a: SqlRow, b: SqlRow): number {
  for (const column in a) {
    const order = compareValues(a[column] ?? null, b[column] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

const isNumber = (value: SqlValue): value is number | bigint => typeof value === "bigint" || typeof value === "number";

function compareValues(a: SqlValue, b: SqlValue): number {
  if (isNumber(a) && isNumber(b) && a !== b) return a < b ? -1 : 1;
  const [x, y] = typeof a === "string" && typeof b === "string" ? [a, b] : [storedText(a), storedText(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A stored value as JSON: blobs `hex:…`, integers exact, `inf`, `-inf` and `nan` as texts, for which JSON has no numbers. */
export function storedJson(value: SqlValue): Json {
  if (value instanceof Uint8Array) return `hex:${hex(value)}`;
  if (typeof value === "number" && !Number.isFinite(value))
    return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A row's key as JSON: one value, or the list of a composite key's. */
export function keyJson(key: SqlRow): Json {
  let only: Json | undefined;
  for (const column in key) {
    if (only !== undefined) return Object.values(key).map(storedJson);
    only = storedJson(key[column] ?? null);
  }
  return only ?? null;
}

/** A row's columns as JSON. */
export function rowJson(row: SqlRow | null): { readonly [column: string]: Json } | null {
  if (!row) return null;
  const json: Record<string, Json> = {};
  for (const column in row) json[column] = storedJson(row[column] ?? null);
  return json;
}
