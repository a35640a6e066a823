/** A JSON value whose integers may be past 2^53 (`bigint`): exact in structured clones and in `stringify`. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | { readonly [key: string]: Json };

/** JSON text with every integer exact; `indent` spaces a level where given. */
export function stringify(value: Json | object, indent = 0): string {
  return write(value as Json, indent, "\n");
}

function write(value: Json | undefined, indent: number, line: string): string {
  if (typeof value === "bigint") return value.toString();
  if (value === null || value === undefined || typeof value !== "object") return JSON.stringify(value ?? null);
  const inner = indent > 0 ? line + " ".repeat(indent) : "";
  const end = indent > 0 ? line : "";
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[${inner}${value.map((item) => write(item, indent, inner || line)).join(`,${inner}`)}${end}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return "{}";
  const colon = indent > 0 ? ": " : ":";
  return `{${inner}${entries.map(([key, item]) => `${JSON.stringify(key)}${colon}${write(item, indent, inner || line)}`).join(`,${inner}`)}${end}}`;
}
