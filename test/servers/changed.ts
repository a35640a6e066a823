import type { RowChange, WriteResult } from "../../src/database/backend";
import { ChangeLog } from "../../src/database/changes/log";

/** Every row that a write changed, whichever way the backend told it. */
export function changed({ changes, many = [] }: WriteResult): RowChange[] {
  const log = new ChangeLog();
  for (const rows of many) log.addRows(rows, { cause: "statement" });
  return [...changes, ...[...log.changes()].map(({ change }) => change)];
}
