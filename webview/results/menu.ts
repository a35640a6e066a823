import type { ResultHandle } from "../../src/protocol/results";
import type { ChosenInGrid } from "../../src/protocol/webview";
import type { Chosen } from "./chosen";

/**
 * What the editor's context menu is told of the grid it was opened on; each row adds the numbers of those that are chosen. Rows that are no
 * model's keep the editor's own menu.
 */
export function menuContext({ id, model, columns }: ResultHandle): string {
  if (model === undefined) return "{}";
  const names = columns.map(({ name }) => name);
  return JSON.stringify({
    webviewSection: "row",
    preventDefaultContextMenuItems: true,
    model,
    result: id,
    columns: names,
  });
}

/** Rows that are told of at once. */
const most = 50;

/** The rows that are chosen in a grid, as its menu would name them; null where they are no model's. */
export function chosenRows(handle: ResultHandle | undefined, { rows }: Chosen): ChosenInGrid | null {
  if (handle?.model === undefined || handle.rowCount === 0) return null;
  const numbers = rows.flatMap(({ start, count }) =>
    Array.from({ length: Math.min(count, most) }, (_, at) => start + at),
  );
  const columns = handle.columns.map(({ name }) => name);
  return { model: handle.model, result: handle.id, rows: numbers.slice(0, most), columns };
}
