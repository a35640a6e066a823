/** A cell as a `.qsnb` file has it. */
export interface StoredCell {
  readonly kind: "markdown" | "code";
  readonly text: string;
  /** Of a code cell, where it is none of ours. */
  readonly language?: string;
  /** What else the file says of it: kept as it is. */
  readonly rest?: Entries;
}

/** A notebook as a `.qsnb` file has it. */
export interface StoredNotebook {
  readonly cells: readonly StoredCell[];
  readonly rest?: Entries;
}

type Entries = { readonly [key: string]: unknown };

const format = "queryset-notebook";
const version = 1;

/** Why a file is no notebook; `place` is what in it is wrong. */
export class NotebookFault extends Error {
  constructor(
    readonly fault: "json" | "shape" | "version",
    readonly place: string,
  ) {
    super(place);
  }
}

/** Reads a `.qsnb` file. An empty one is a notebook without cells. Throws `NotebookFault`. */
export function parseNotebook(text: string): StoredNotebook {
  if (text.trim() === "") return { cells: [] };
  let file: unknown;
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new NotebookFault("json", error instanceof Error ? error.message : String(error));
  }
  if (!isEntries(file)) throw new NotebookFault("shape", "{}");
  const { format: own, version: made, cells, ...rest } = file;
  if (own !== format) throw new NotebookFault("shape", "format");
  if (typeof made !== "number" || !Number.isInteger(made)) throw new NotebookFault("shape", "version");
  if (made > version) throw new NotebookFault("version", String(made));
  if (!Array.isArray(cells)) throw new NotebookFault("shape", "cells");
  return { cells: cells.map(parseCell), ...(Object.keys(rest).length > 0 && { rest }) };
}

function parseCell(cell: unknown, index: number): StoredCell {
  const place = `cells[${index}]`;
  if (!isEntries(cell)) throw new NotebookFault("shape", place);
  const { kind, text, language, ...rest } = cell;
  if (kind !== "markdown" && kind !== "code") throw new NotebookFault("shape", `${place}.kind`);
  const lines = typeof text === "string" ? [text] : text;
  if (!Array.isArray(lines) || !lines.every((line) => typeof line === "string"))
    throw new NotebookFault("shape", `${place}.text`);
  return {
    kind,
    text: lines.join("\n"),
    ...(typeof language === "string" && { language }),
    ...(Object.keys(rest).length > 0 && { rest }),
  };
}

/**
 * Writes a `.qsnb` file: a line for each line of text, so that versions of it are compared as those of a script are, and
 * nothing that a run left behind. What was read is written as it was.
 */
export function formatNotebook({ cells, rest }: StoredNotebook): string {
  const file = {
    format,
    version,
    ...rest,
    cells: cells.map((cell) => ({
      kind: cell.kind,
      ...(cell.language !== undefined && { language: cell.language }),
      text: cell.text.split(/\r?\n/),
      ...cell.rest,
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function isEntries(value: unknown): value is Entries {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
