import type { Cell, ResultHandle } from "../../src/protocol/results";
import type { CellDetail, CopyFormat } from "../../src/protocol/rows";
import type { Host } from "../port";
import { rows as rowsText, t } from "../text";
import { copyText, isCut } from "./cell";
import type { Chosen } from "./chosen";

interface Parts {
  readonly host: Host;
  readonly handle: ResultHandle;
  readonly cell: (row: number, column: number) => Cell | undefined;
}

/** A whole cell, from the engine where the page may have only a part of what there is to know. */
export async function wholeCell(
  { host, handle, cell }: Parts,
  place: { readonly row: number; readonly column: number },
  isDetailed: boolean,
): Promise<CellDetail | undefined> {
  const shown = cell(place.row, place.column);
  if (shown === undefined) return undefined;
  if (shown.kind === "null" || (!isCut(shown) && !isDetailed)) return { text: copyText(shown) };
  return await host.call("cell", { id: handle.id, ...place });
}

/** Copies cells as text that is made where their values are; resolves to what is to be said of it. */
export async function copyCells(
  { host, handle }: Parts,
  { rows }: Chosen,
  columns: readonly number[],
  { format, head }: { readonly format: CopyFormat; readonly head: boolean },
): Promise<string> {
  try {
    const copied = await host.call("copyRows", { id: handle.id, rows, columns, format, head });
    return t("Copied {0}.", rowsText(copied.rows));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
