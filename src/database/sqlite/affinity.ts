import type { SqlValue } from "../backend";

type Affinity = "integer" | "text" | "blob" | "real" | "numeric";

/** What a declared type makes of a column, by SQLite's rules (sqlite.org/datatype3.html §3.1). */
export function affinityOf(type: string): Affinity {
  if (/int/i.test(type)) return "integer";
  if (/char|clob|text/i.test(type)) return "text";
  if (type === "" || /blob/i.test(type)) return "blob";
  return /real|floa|doub/i.test(type) ? "real" : "numeric";
}

/** Whether a column of this affinity stores just the value that it is given, and gives it back. False where that is not sure. */
export function keepsAsGiven(affinity: Affinity, value: SqlValue): boolean {
  if (value === null) return true;
  if (typeof value === "bigint") return affinity !== "text" && affinity !== "real";
  if (typeof value === "string") return keepsText(affinity, value);
  if (typeof value !== "number") return true;
  // NaN becomes NULL, and a zero loses its sign.
  return (affinity === "real" || affinity === "blob") && !Number.isNaN(value) && !Object.is(value, -0);
}

const UNSURE = /[\0\p{Cs}]/u;

function keepsText(affinity: Affinity, text: string): boolean {
  // Text ends at a NUL where it is read; halves of surrogates are no UTF-8.
  if (UNSURE.test(text)) return false;
  return affinity === "text" || affinity === "blob" || Number.isNaN(Number(text));
}
