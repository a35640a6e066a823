import * as vscode from "vscode";
import type { Connection } from "../engine/connection";
import { commands } from "../ids";
import type { Board } from "../run/board";
import { relatedRef } from "./rows";

interface Place {
  /** The statement's number in the panel. */
  readonly statement: number;
  readonly row: number;
  /** A foreign key's column: the row that it leads to is meant. */
  readonly column?: number;
}

/** Shows the object tree of a row of the results, or of the row that one of its foreign keys leads to. */
export async function showTreeOf(
  { shown, lines }: Board,
  connection: Connection,
  use: () => Promise<void>,
  { statement, row, column }: Place,
  signal: AbortSignal,
): Promise<void> {
  const result = lines.statement(statement)?.result;
  if (result === undefined) return;
  const { project } = await connection.ensureOpen();
  if (column === undefined) {
    const columns = result.columns.map(({ name }) => name);
    await use();
    const chosen = { model: result.model, result: result.id, rows: [row], columns };
    await vscode.commands.executeCommand(commands.showObjectTree, chosen);
    return;
  }
  const page = await shown.page({ id: result.id, start: row, count: 1 }, signal);
  const ref = relatedRef(result, column, page.rows[0]?.[column], project.models);
  if (ref === undefined) return;
  await use();
  await vscode.commands.executeCommand(commands.showObjectTree, ref);
}
