import type { SqlValue } from "../backend";
import { tokenize } from "../sqlite/tokens";

/**
 * sql.js binds a whole number as a 32-bit INTEGER where it fits and as a REAL where it does not. So that a `bigint` is
 * an INTEGER and a `number` a REAL whatever their size, those it would get wrong are bound as text and cast. The plus
 * takes away the affinity that a cast has and a parameter has not.
 */
export function exactBinding(
  sql: string,
  parameters: readonly SqlValue[],
): { sql: string; parameters: readonly unknown[] } {
  const casts = parameters.map(castFor);
  if (casts.every((cast) => cast === null)) return { sql, parameters: parameters.map(plain) };
  let text = "";
  let at = 0;
  let index = 0;
  for (const token of tokenize(sql)) {
    if (token.kind !== "placeholder") continue;
    // `?3` names the third; a bare `?` is the one after the last.
    index = token.value.length > 1 ? Number(token.value.slice(1)) : index + 1;
    const cast = casts[index - 1] ?? null;
    text += sql.slice(at, token.from) + (cast === null ? token.value : `+CAST(${token.value} AS ${cast})`);
    at = token.to;
  }
  return {
    sql: text + sql.slice(at),
    parameters: parameters.map((value, i) => (casts[i] === null ? plain(value) : String(value))),
  };
}

function castFor(value: SqlValue): "INTEGER" | "REAL" | null {
  if (typeof value === "bigint") return value === BigInt.asIntN(32, value) ? null : "INTEGER";
  return typeof value === "number" && (value | 0) === value ? "REAL" : null;
}

function plain(value: SqlValue): unknown {
  if (typeof value === "bigint") return Number(value);
  return value ?? null;
}
