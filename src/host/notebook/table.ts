import type { RowsOutput } from "../../protocol/notebook";
import type { Cell } from "../../protocol/results";

/** A result's first rows as an HTML table, for what shows outputs without our renderer. */
export function htmlTable({ columns, rows, caption, more }: RowsOutput): string {
  const head = columns.map(({ name }) => `<th scope="col">${escaped(name)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${htmlCell(cell)}</td>`).join("")}</tr>`).join("");
  const rest = more === undefined ? "" : `<p>${escaped(more)}</p>`;
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${rest}`;
}

/** Characters of a cell in a plain table. */
const widest = 40;

/** The same as plain text, in columns. */
export function plainTable({ columns, rows, caption, more }: RowsOutput): string {
  const table = [columns.map(({ name }) => name), ...rows.map((row) => row.map((cell) => inLine(textOf(cell))))];
  const widths = columns.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  const [head = "", ...body] = lines;
  return [caption, "", head, rule, ...body, ...(more === undefined ? [] : [more])].join("\n");
}

function htmlCell(cell: Cell): string {
  return cell.kind === "null" ? "<em>NULL</em>" : escaped(textOf(cell));
}

function inLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
}

function textOf({ kind, text, length }: Cell): string {
  if (kind === "null") return "NULL";
  return length !== undefined && length > text.length ? `${text}…` : text;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
