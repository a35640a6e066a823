import type { Connection } from "../engine/connection";
import { pythonString } from "../forms/python";
import { importOf, managerOf } from "../models/nodes";
import type { Board } from "./board";
import type { Runner } from "./runner";

interface Place {
  /** The statement's number in the panel. */
  readonly statement: number;
  readonly row: number;
  readonly column: number;
}

/** Runs the queryset of the one row that a foreign key leads to. */
export async function follow(
  runner: Runner,
  { shown, lines }: Board,
  connection: Connection,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const result = lines.statement(place.statement)?.result;
  const field = result?.columns[place.column]?.field;
  if (result === undefined || field?.related === undefined) return;
  const { project } = await connection.ensureOpen();
  const model = project.models.find(({ label }) => label === field.related);
  if (model === undefined) return;
  const page = await shown.page({ id: result.id, start: place.row, count: 1 }, signal);
  const cell = page.rows[0]?.[place.column];
  if (cell === undefined || cell.kind === "null") return;
  const unique = project.models.filter(({ name }) => name === model.name).length === 1;
  const key = field.target === undefined || field.target === model.primaryKey ? "pk" : field.target;
  const value = cell.kind === "int" ? cell.text : pythonString(cell.text);
  const source = `${importOf({ model, unique })}${model.name}.${managerOf(model)}.filter(${key}=${value})`;
  void runner.run({ source });
}
