import type { SqlValue } from "../../database/backend";
import type { Field } from "../../orm/fields";
import type { Model } from "../../orm/meta";
import type { ImportColumns } from "../../protocol/scratch";
import { type CsvRecord, readCsv } from "./csv";
import type { Import } from "./imports";
import { BadValue, storedValue } from "./stored";

/** The fields that a file's columns may go to: those with a column, without what the database works out. */
function fieldsOf(model: Model): readonly Field[] {
  return model.fields.filter((field) => !field.isGenerated && !field.isComposite && !field.isParentLink);
}

/** How a CSV file and a model go together. Throws `CsvError`. */
export function csvColumns(model: Model, text: string): ImportColumns {
  const [head, ...rest] = readCsv(text);
  const fields = fieldsOf(model);
  const columns = (head?.cells ?? []).map((cell, at) => {
    const name = cell.text.trim();
    const field = fieldNamed(fields, name)?.name ?? null;
    return { name, field, sample: rest[0]?.cells[at]?.text ?? "" };
  });
  const found = new Set(columns.map(({ field }) => field));
  const missing = fields.filter((field) => !found.has(field.name) && isNeeded(field)).map(({ name }) => name);
  return { columns, rows: rest.length, missing };
}

function fieldNamed(fields: readonly Field[], name: string): Field | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, "");
  const wanted = plain(name);
  const names = ({ info, attname, column, name: own }: Field): string[] => [
    own,
    attname,
    column,
    info.verboseName ?? "",
  ];
  const isKey = (field: Field): boolean => field.isPrimaryKey && (wanted === "pk" || wanted === "id");
  return (
    fields.find((field) => field.name === name) ??
    fields.find((field) => names(field).map(plain).includes(wanted) || isKey(field))
  );
}

function isNeeded(field: Field): boolean {
  const { info } = field;
  const isFilled = field.type.isAuto || info.autoNow === true || info.autoNowAdd === true;
  const hasDefault = info.default !== undefined || info.dbDefault !== undefined || info.databaseDefault !== undefined;
  return !field.isNullable && !isFilled && !hasDefault && info.blank !== true;
}

/** Reads a CSV file's rows into an import. `chosen` says where columns go whose name is no field's. */
export async function importCsv(
  into: Import,
  model: Model,
  text: string,
  chosen: { readonly [column: string]: string | null },
): Promise<void> {
  const [head, ...rest] = readCsv(text);
  const fields = fieldsOf(model);
  const seen = new Set<Field>();
  const columns = (head?.cells ?? []).map((cell): { name: string; field: Field | null } => {
    const name = cell.text.trim();
    const given = chosen[name];
    const field = given === null ? null : (fieldNamed(fields, given ?? name) ?? null);
    if (field !== null && seen.has(field)) into.fault(1, `Two columns go to ${field.name}.`, name);
    if (field !== null) seen.add(field);
    return { name, field };
  });
  const unused = columns.filter(({ field, name }) => field === null && name !== "").map(({ name }) => name);
  if (unused.length > 0) into.note(`Columns that go to no field are left out: ${unused.join(", ")}.`);
  if (seen.size === 0) {
    into.fault(1, `None of the columns is a field of ${model.label}. The first line has to name them.`);
    return;
  }
  for (const record of rest) {
    const row = rowOf(into, record, columns, head?.cells.length ?? 0);
    if (row !== null) await into.addWhole(model, row, record.line);
  }
}

function rowOf(
  into: Import,
  { line, cells }: CsvRecord,
  columns: readonly { readonly name: string; readonly field: Field | null }[],
  width: number,
): Map<Field, SqlValue> | null {
  if (cells.length > width) {
    into.fault(line, `This line has ${cells.length} values, and the first line names ${width} columns.`);
    return null;
  }
  const row = new Map<Field, SqlValue>();
  let isGood = true;
  columns.forEach(({ name, field }, at) => {
    const cell = cells[at];
    if (field === null || cell === undefined) return;
    const isEmpty = cell.text === "" && !cell.quoted;
    const isText = field.valueType.family === "text" || field.valueType.family === "file";
    // An empty place in a key that the database makes up says nothing; elsewhere it is NULL, or an empty text.
    if (isEmpty && (field.type.isAuto || (!field.isNullable && !isText))) {
      if (!field.type.isAuto && isNeeded(field)) {
        into.fault(line, `${field.name} needs a value.`, name);
        isGood = false;
      }
      return;
    }
    try {
      const value = isEmpty ? (field.isNullable ? null : "") : cell.text;
      row.set(field, storedValue(field, value, "csv", into.conversion));
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      into.fault(line, error.message, name);
      isGood = false;
    }
  });
  return isGood ? row : null;
}
