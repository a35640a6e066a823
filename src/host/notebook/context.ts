import type { RunRequest } from "../../protocol/engine";

/** What was run of the cells above, and the cell's own text. */
interface CellTexts {
  readonly above: readonly string[];
  readonly own: string;
  /** The notebook's file, for messages. */
  readonly file: string;
}

/** The request for a cell: it knows the names of the cells that were run above it, as one script would. */
export function requestForCell({ above, own, file }: CellTexts): RunRequest {
  const source = own.replaceAll("\r\n", "\n");
  const before = above.map((text) => `${text.replaceAll("\r\n", "\n").replace(/\n$/, "")}\n`).join("");
  if (before === "") return { source, file, line: 1 };
  return { source, file, before, line: before.split("\n").length };
}

/** Lines in front of a cell's own in what is run. */
export function linesAbove({ line = 1 }: RunRequest): number {
  return line - 1;
}
