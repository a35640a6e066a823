import { PyDict } from "./collections";
import { raise } from "./exceptions";
import type { Value } from "./objects";

/** `str.maketrans`: a table from code points to texts, code points or None. */
export function translationTable(x: Value, y: Value | undefined, z: Value | undefined): PyDict {
  const table = new PyDict();
  const code = (c: string): bigint => BigInt(c.codePointAt(0) ?? 0);
  if (y === undefined) {
    if (!(x instanceof PyDict))
      throw raise("TypeError", "if you give only one argument to maketrans it must be a dict");
    for (const [key, value] of x.entries()) table.set(typeof key === "string" ? code(key) : key, value);
    return table;
  }
  const [from, to] = [[...String(x)], [...String(y)]];
  if (from.length !== to.length) throw raise("ValueError", "the first two maketrans arguments must have equal length");
  for (const [i, c] of from.entries()) table.set(code(c), code(to[i] ?? ""));
  for (const c of String(z ?? "")) table.set(code(c), null);
  return table;
}

/** `text.translate(table)`. */
export function translated(text: string, table: Value): string {
  if (!(table instanceof PyDict)) throw raise("TypeError", "translate() needs a dict");
  let out = "";
  for (const c of text) {
    const found = table.get(BigInt(c.codePointAt(0) ?? 0));
    if (found === undefined) out += c;
    else if (typeof found === "bigint") out += String.fromCodePoint(Number(found));
    else if (typeof found === "string") out += found;
  }
  return out;
}
