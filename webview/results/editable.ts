import type { EditedValue, RowKey } from "../../src/protocol/edits";
import type { Cell, ColumnInfo, ResultHandle } from "../../src/protocol/results";
import { t } from "../text";

/** Why no row of a result can be changed in place; undefined where they can. */
export function readOnlyReason({ model, columns }: ResultHandle): string | undefined {
  if (model === undefined) return t("These values are no rows of a model, so there is nothing to change in place.");
  if (keyColumn(columns) < 0)
    return t("The rows' primary key is not among the columns, so no change could say which row it is about.");
  return undefined;
}

/** Why a column cannot be changed in place; undefined where it can. */
export function fixedReason({ name, field }: ColumnInfo, isNewRow: boolean): string | undefined {
  if (field === undefined || field.attname !== name)
    return t("{0} is computed by the query, not a field of the row.", name);
  if (field.generated === true) return t("{0} is computed by the database.", name);
  if (field.primaryKey && !isNewRow) return t("A row's key stays as it is: with another one it would be another row.");
  return undefined;
}

/** Number of the primary key's column; -1 where it is not there, or the key is of several. */
export function keyColumn(columns: readonly ColumnInfo[]): number {
  const keys = columns.flatMap(({ name, field }, index) =>
    field?.primaryKey === true && field.attname === name ? [index] : [],
  );
  return keys.length === 1 ? (keys[0] ?? -1) : -1;
}

/** Kinds of cells whose text cannot be written back as a key. */
const unnamed: ReadonlySet<Cell["kind"]> = new Set(["null", "bytes", "json", "object"]);

/** A row's key; undefined for a row that is not there yet, and one whose key no text names, or is too long for one. */
export function keyOf(row: readonly Cell[] | undefined, columns: readonly ColumnInfo[]): RowKey | undefined {
  const cell = row?.[keyColumn(columns)];
  if (cell === undefined || cell.length !== undefined || unnamed.has(cell.kind)) return undefined;
  return { kind: cell.kind, text: cell.text };
}

const text = /(Char|Text|Slug|Email|URL|File|Image|FilePath|IPAddress)Field$/;

/** What typed text means for a column: nothing typed is NULL where the column holds it and is no text. */
export function typedValue({ type = "", field }: ColumnInfo, typed: string): EditedValue {
  const isText = text.test(type) && field?.choices === undefined;
  return typed === "" && !isText && field?.null === true ? { kind: "null" } : { kind: "value", text: typed };
}

/** A column whose cells are edited as bytes. */
export function isBytes({ type, field }: ColumnInfo): boolean {
  return type === "BinaryField" && field?.choices === undefined;
}

/** True where a value is what the cell holds already; `whole` is undefined where that cannot be told. */
export function isSame(cell: Cell | undefined, whole: string | undefined, value: EditedValue): boolean {
  if (cell === undefined) return false;
  if (cell.kind === "null" || value.kind === "null") return (cell.kind === "null") === (value.kind === "null");
  return value.text === whole;
}
