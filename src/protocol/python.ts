import type { Json } from "./json";

/** Python's own spelling of a value in its normal form; a list or an object goes over lines where it is long. */
export function python(value: Json, depth = 0): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "string") return quote(value);
  const [open, close, items] = Array.isArray(value)
    ? (["[", "]", value.map((item: Json) => python(item, depth + 1))] as const)
    : ([
        "{",
        "}",
        Object.entries(value).map(([key, item]) => `${quote(key)}: ${python(item as Json, depth + 1)}`),
      ] as const);
  const line = `${open}${items.join(", ")}${close}`;
  if (line.length <= 80 && !line.includes("\n")) return line;
  const indent = "    ".repeat(depth + 1);
  return `${open}\n${items.map((item) => `${indent}${item},\n`).join("")}${"    ".repeat(depth)}${close}`;
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `${mark}${escaped.replaceAll(mark, `\\${mark}`)}${mark}`;
}
