import * as vscode from "vscode";
import type { Composed, FormDraft, FormFault, FormField, FormTable } from "../../protocol/form";
import type { ModelInfo } from "../../protocol/models";
import { importOf, managerOf } from "../models/nodes";
import { argumentName } from "./fields";
import { type Literal, literalOf } from "./literal";
import { pythonCall } from "./python";
import type { Subject } from "./statement";
import { type DataCell, type DataTable, readTable } from "./table";

interface Column {
  readonly name: string;
  readonly field: FormField | undefined;
}

/** `bulk_create([…])` of pasted data: each column goes to the field of its name, each value is read as the field's type. */
export function composeBulkCreate(subject: Subject, draft: FormDraft): Composed {
  const faults: FormFault[] = [];
  const { model, fields } = subject;
  const table = tableOf(draft.text, faults);
  const columns = table.columns.map((name) => columnOf(name, model, fields, draft, faults));
  const rows = table.rows.map((cells, index) => instanceOf(subject, columns, cells, index + 1, faults));
  if (rows.length === 0 && faults.length === 0) {
    faults.push({
      message: vscode.l10n.t("Paste rows, or open a file: CSV with names in its first line, or JSON."),
      early: true,
    });
  }
  const call = `${model.name}.${managerOf(model)}.bulk_create([\n${rows.map((row) => `    ${row},\n`).join("")}])`;
  const shown: FormTable = {
    rows: rows.length,
    columns: columns.map(({ name, field }, at) => ({ name, field: field?.name ?? null, sample: sampleOf(table, at) })),
  };
  return { statement: `${importOf(subject)}${call}`, faults, table: shown };
}

function tableOf(text: string, faults: FormFault[]): DataTable {
  try {
    return readTable(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    faults.push({ message: vscode.l10n.t("The data cannot be read: {0}", reason) });
    return { columns: [], rows: [] };
  }
}

/** The field that a column goes to: the one chosen for it, else the one of that name. An empty choice leaves it out. */
function columnOf(
  name: string,
  model: ModelInfo,
  fields: readonly FormField[],
  draft: FormDraft,
  faults: FormFault[],
): Column {
  const chosen = draft.columns[name];
  if (chosen === "") return { name, field: undefined };
  const wanted = plainName(chosen ?? name);
  const found = model.fields.find((field) => {
    return [field.name, field.attname, field.column, field.verboseName].some(
      (each) => plainName(each ?? "") === wanted,
    );
  });
  const field = fields.find((each) => each.name === found?.name);
  if (field === undefined) {
    const message = vscode.l10n.t(
      "{0} has no field {1}. Choose one for this column, or leave the column out.",
      model.name,
      name,
    );
    faults.push({ column: name, message });
  } else if (field.fixed !== undefined) {
    faults.push({ column: name, message: vscode.l10n.t("{0} takes no value: it is {1}.", field.name, field.fixed) });
    return { name, field: undefined };
  }
  return { name, field };
}

function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
}

function instanceOf(
  { model, fields }: Subject,
  columns: readonly Column[],
  cells: readonly DataCell[],
  row: number,
  faults: FormFault[],
): string {
  const given: string[] = [];
  const filled = new Set<string>();
  for (const [at, { name, field }] of columns.entries()) {
    const cell = cells[at];
    if (field === undefined || cell === undefined) continue;
    filled.add(field.name);
    const literal = cellLiteral(field, cell);
    if ("fault" in literal) faults.push({ row, column: name, field: field.name, message: literal.fault });
    const info = model.fields.find((each) => each.name === field.name);
    given.push(
      `${info === undefined ? field.name : argumentName(info)}=${"python" in literal ? literal.python : "..."}`,
    );
  }
  for (const field of fields) {
    if (!field.required || filled.has(field.name)) continue;
    const column = columns.find((each) => each.field === field)?.name ?? field.name;
    faults.push({ row, column, field: field.name, message: vscode.l10n.t("A value is needed.") });
  }
  return pythonCall(model.name, given, "    ");
}

function cellLiteral(field: FormField, cell: Exclude<DataCell, undefined>): Literal {
  if (cell === null) {
    return field.nullable ? { python: "None" } : { fault: vscode.l10n.t("This field holds no NULL.") };
  }
  if ("text" in cell) {
    // In CSV, JSON is written out; a bare word is one where it can be nothing else.
    return literalOf(field, cell.text);
  }
  return literalOf(field, cell.json);
}

function sampleOf({ rows }: DataTable, at: number): string {
  const cell = rows.map((row) => row[at]).find((each) => each !== undefined && each !== null);
  const text = cell === undefined || cell === null ? "" : "text" in cell ? cell.text : cell.json;
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
