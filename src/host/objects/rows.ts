import type { ModelInfo } from "../../protocol/models";
import type { ObjectRef } from "../../protocol/objects";
import type { Cell, ResultHandle } from "../../protocol/results";
import type { Connection } from "../engine/connection";

/** Rows of a result, as the grid names those that are chosen. */
export interface ChosenRows {
  readonly model: string;
  readonly result: string;
  /** Their numbers in the result, from 0. */
  readonly rows: readonly number[];
  readonly columns: readonly string[];
}

/** Trees that are shown at once, at most. */
const most = 50;

/** What a menu's context, or the results page, says of chosen rows; undefined where it says nothing of the kind. */
export function chosenRows(sent: unknown): ChosenRows | undefined {
  if (typeof sent !== "object" || sent === null) return undefined;
  const { model, result, rows, columns } = sent as { readonly [name: string]: unknown };
  if (typeof model !== "string" || typeof result !== "string" || !Array.isArray(rows) || !Array.isArray(columns))
    return undefined;
  const numbers = rows.filter((row): row is number => Number.isSafeInteger(row) && row >= 0);
  return numbers.length === 0
    ? undefined
    : { model, result, rows: numbers.slice(0, most), columns: columns.map(String) };
}

/** The names of the columns that a model's key is in: one, or several for a composite key. */
export function keyColumns({ fields }: ModelInfo): readonly string[] {
  const parts = fields.find(({ compositeOf }) => compositeOf !== undefined)?.compositeOf;
  const keys = fields.filter(({ name, primaryKey }) => (parts === undefined ? primaryKey : parts.includes(name)));
  const ordered = parts === undefined ? keys : keys.sort((a, b) => parts.indexOf(a.name) - parts.indexOf(b.name));
  return ordered.map(({ attname }) => attname);
}

/** References to chosen rows by their keys, from the engine; none where the key is not among the columns. */
export async function refsOf(connection: Connection, model: ModelInfo, chosen: ChosenRows): Promise<ObjectRef[]> {
  const places = keyColumns(model).map((name) => chosen.columns.indexOf(name));
  if (places.length === 0 || places.includes(-1)) return [];
  const refs = chosen.rows.map(async (row): Promise<ObjectRef[]> => {
    const page = await connection.call("page", { id: chosen.result, start: row, count: 1 });
    const cells = page.rows[0];
    const key = places.map((place) => keyText(cells?.[place]));
    return key.every((text) => text !== undefined) ? [{ model: model.label, key }] : [];
  });
  return (await Promise.all(refs)).flat();
}

/** The row that a foreign key's cell leads to; undefined where it leads nowhere, or by another field than the key. */
export function relatedRef(
  { columns }: ResultHandle,
  column: number,
  cell: Cell | undefined,
  models: readonly ModelInfo[],
): ObjectRef | undefined {
  const { related, target } = columns[column]?.field ?? {};
  const model = models.find(({ label }) => label === related);
  const text = keyText(cell);
  if (model === undefined || text === undefined) return undefined;
  const isKey = target === undefined || target === "pk" || target === model.primaryKey;
  return isKey ? { model: model.label, key: [text] } : undefined;
}

/** A cell's text, where it is whole. */
function keyText(cell: Cell | undefined): string | undefined {
  return cell === undefined || cell.kind === "null" || cell.length !== undefined ? undefined : cell.text;
}
