import * as vscode from "vscode";

/** A cell of pasted data: text, or a value that JSON tells apart from text. Null is NULL; undefined says nothing. */
export type DataCell = { readonly text: string } | { readonly json: string } | null | undefined;

/** Pasted data: the names of its columns, and its rows. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly DataCell[])[];
}

/** Reads CSV (commas, semicolons or tabs), or JSON: a list of objects, or an object a line. Throws an Error that says what is wrong. */
export function readTable(text: string): DataTable {
  const start = text.trimStart();
  if (start === "") return { columns: [], rows: [] };
  return start.startsWith("[") || start.startsWith("{") ? fromJson(start) : fromText(text);
}

function fromText(text: string): DataTable {
  const bare = text.replace(/^\uFEFF/, "");
  const lines = splitRecords(bare, separatorOf(bare));
  const [head = [], ...rest] = lines;
  const columns = head.map(({ text: name }) => name.trim());
  const twice = columns.find((name, index) => name !== "" && columns.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(vscode.l10n.t("Two columns are named {0}.", twice));
  const rows = rest.map((record, index) => {
    if (record.length > columns.length) {
      throw new Error(
        vscode.l10n.t(
          "Row {0} has {1} values, and the first line names {2} columns.",
          index + 1,
          record.length,
          columns.length,
        ),
      );
    }
    // An empty place says nothing; an empty text is written as "".
    return columns.map((_, at): DataCell => {
      const cell = record[at];
      return cell === undefined || (cell.text === "" && !cell.quoted) ? undefined : { text: cell.text };
    });
  });
  return { columns, rows };
}

interface Field {
  readonly text: string;
  readonly quoted: boolean;
}

/** The separator that the first line has most of. */
function separatorOf(text: string): string {
  const line = text.split(/\r?\n/, 1)[0] ?? "";
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, "");
  const counts = ["\t", ";", ","].map((mark) => [mark, bare.split(mark).length] as const);
  return counts.sort((a, b) => b[1] - a[1])[0]?.[0] ?? ",";
}

/** Records after RFC 4180: quoted fields may hold separators, doubled quotes and line ends. Empty lines are left out. */
function splitRecords(text: string, separator: string): Field[][] {
  const records: Field[][] = [];
  let record: Field[] = [];
  let at = 0;
  const end = (): void => {
    if (record.length > 1 || record.some((field) => field.text.trim() !== "" || field.quoted)) records.push(record);
    record = [];
  };
  while (at < text.length) {
    const { field, next } = readField(text, at, separator, records.length);
    record.push(field);
    at = next;
    if (text[at] === separator) {
      at++;
      if (at === text.length) record.push({ text: "", quoted: false });
      continue;
    }
    end();
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
  }
  end();
  return records;
}

function readField(text: string, from: number, separator: string, row: number): { field: Field; next: number } {
  if (text[from] !== '"') {
    let next = from;
    while (next < text.length && text[next] !== separator && text[next] !== "\n" && text[next] !== "\r") next++;
    return { field: { text: text.slice(from, next), quoted: false }, next };
  }
  let value = "";
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') {
      value += '"';
      at++;
    } else return { field: { text: value, quoted: true }, next: at + 1 };
  }
  throw new Error(vscode.l10n.t("A quotation mark of row {0} is never closed.", row));
}

function fromJson(text: string): DataTable {
  const values = jsonRecords(text);
  const columns: string[] = [];
  for (const [index, value] of values.entries()) {
    if (!isRecord(value)) throw new Error(vscode.l10n.t("Row {0} is no object.", index + 1));
    for (const name of Object.keys(value)) if (!columns.includes(name)) columns.push(name);
  }
  const rows = values.map((value) => columns.map((name) => jsonCell(isRecord(value) ? value[name] : undefined)));
  return { columns, rows };
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** A number by its digits: 2^53 + 1 is not what JavaScript makes of it. */
class ExactNumber {
  constructor(readonly digits: string) {}
}

function jsonRecords(text: string): unknown[] {
  const parsed = tryJson(text);
  if (Array.isArray(parsed)) return parsed;
  if (parsed !== undefined) return [parsed];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const records = lines.length > 1 ? lines.map(tryJson) : [undefined];
  if (records.every((record) => record !== undefined)) return records;
  return [JSON.parse(text)];
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
      return typeof value === "number" ? new ExactNumber(context?.source ?? String(value)) : value;
    });
  } catch {
    return undefined;
  }
}

function jsonCell(value: unknown): DataCell {
  if (value === undefined || value === null) return value;
  if (typeof value === "string") return { text: value };
  return { json: exactJson(value) };
}

/** JSON text again, each number with the digits it had. */
function exactJson(value: unknown): string {
  if (value instanceof ExactNumber) return value.digits;
  if (Array.isArray(value)) return `[${value.map(exactJson).join(", ")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const items = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${exactJson(item)}`);
  return `{${items.join(", ")}}`;
}
