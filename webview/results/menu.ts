import type { ResultHandle } from "../../src/protocol/results";

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
