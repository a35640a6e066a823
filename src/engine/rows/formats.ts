import type { CopyFormat, ExportFormat } from "../../protocol/rows";
import { PyDict } from "../../python/collections";
import { dumpJson } from "../../python/jsonModule";
import type { Value } from "../../python/objects";
import { cellText } from "../cells";
import { managerOf, type WrittenTable } from "./table";
import { jsonText, pythonText, sqlText } from "./values";

/** Writes rows as text, piece by piece: what stands in front, each row, and what stands at the end. */
export interface TextWriter {
  readonly head: string;
  /** `index` counts the rows that were written. */
  row(values: readonly Value[], index: number): string;
  readonly tail: string;
}

/** The writer of a format. Without `head` no line of column names stands in front. */
export function writerFor(
  format: Exclude<CopyFormat | ExportFormat, "xlsx">,
  table: WrittenTable,
  head: boolean,
): TextWriter {
  switch (format) {
    case "csv":
      return separated(table, head, { separator: ",", line: "\r\n", quoted: /[",\r\n]/ });
    case "tsv":
      return separated(table, head, { separator: "\t", line: "\n", quoted: /["\t\r\n]/ });
    case "json":
      return { head: "[\n", row: (values, i) => `${i === 0 ? "" : ",\n"}  ${object(table, values)}`, tail: "\n]\n" };
    case "ndjson":
      return { head: "", row: (values) => `${object(table, values)}\n`, tail: "" };
    case "fixture":
      return { head: "[\n", row: (values, i) => `${i === 0 ? "" : ",\n"}${fixture(table, values)}`, tail: "\n]\n" };
    case "markdown":
      return markdown(table);
    case "sql":
      return { head: "", row: (values) => insert(table, values), tail: "" };
    case "django":
      return { head: "", row: (values) => python(table, values), tail: "" };
  }
}

interface Separated {
  readonly separator: string;
  readonly line: string;
  /** What a text holds that must stand in quotes. */
  readonly quoted: RegExp;
}

/** NULL is nothing at all, an empty text a pair of quotes: as PostgreSQL's COPY reads them. */
function separated({ columns, zone }: WrittenTable, head: boolean, { separator, line, quoted }: Separated): TextWriter {
  const text = (value: string): string =>
    value === "" || quoted.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  return {
    head: head ? `${columns.map(({ name }) => text(name)).join(separator)}${line}` : "",
    row: (values) =>
      `${values.map((value) => (value === null ? "" : text(written(value, zone)))).join(separator)}${line}`,
    tail: "",
  };
}

/** Bytes as hexadecimal digits, which import again; everything else as it is shown. */
function written(value: Value, zone: WrittenTable["zone"]): string {
  if (!(value instanceof Uint8Array)) return cellText(value, zone);
  return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function object({ columns }: WrittenTable, values: readonly Value[]): string {
  return `{${columns.map(({ name }, i) => `${JSON.stringify(name)}: ${jsonText(values[i] ?? null)}`).join(", ")}}`;
}

/** One object as Django's `dumpdata` writes it. */
function fixture({ model, fields }: WrittenTable, values: readonly Value[]): string {
  const at = fields.findIndex((field) => field?.info.primaryKey === true);
  const others = fields.flatMap((field, i) =>
    field === null || i === at ? [] : [`    ${JSON.stringify(field.name)}: ${jsonText(values[i] ?? null)}`],
  );
  const label = `${model?.app}.${model?.modelName}`;
  return [
    "{",
    `  "model": ${dumpJson(label)},`,
    ...(at < 0 ? [] : [`  "pk": ${jsonText(values[at] ?? null)},`]),
    '  "fields": {',
    ...(others.length === 0 ? [] : [others.join(",\n")]),
    "  }",
    "}",
  ].join("\n");
}

function markdown({ columns, zone }: WrittenTable): TextWriter {
  const cell = (text: string): string =>
    text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll(/\r?\n/g, "<br>");
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  return {
    head: line(columns.map(({ name }) => cell(name))) + line(columns.map(() => "---")),
    row: (values) => line(values.map((value) => (value === null ? "*NULL*" : cell(cellText(value, zone))))),
    tail: "",
  };
}

function insert({ model, columns, fields, conversion, dialect }: WrittenTable, values: readonly Value[]): string {
  const quote = (name: string): string => conversion.dialect.quote(name);
  const names = columns.map(({ name }, i) => quote(fields[i]?.column ?? name));
  const literals = values.map((value, i) => sqlText(value, fields[i] ?? null, conversion, dialect));
  return `INSERT INTO ${quote(model?.info.table ?? "results")} (${names.join(", ")}) VALUES (${literals.join(", ")});\n`;
}

function python({ model, columns, fields }: WrittenTable, values: readonly Value[]): string {
  if (model === null)
    return `${pythonText(new PyDict(columns.map(({ name }, i) => [name, values[i] ?? null] as const)))}\n`;
  const given = fields.flatMap((field, i) =>
    field === null || field.info.generated !== undefined ? [] : [`${field.attname}=${pythonText(values[i] ?? null)}`],
  );
  return `${managerOf(model)}.create(${given.join(", ")})\n`;
}
