/** One value of a CSV file; an empty place that is not quoted says nothing. */
export interface CsvCell {
  readonly text: string;
  readonly quoted: boolean;
}

export interface CsvRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly cells: readonly CsvCell[];
}

/** A file that is no CSV. */
export class CsvError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** Reads CSV after RFC 4180, separated by commas, semicolons or tabs: whatever the first line has most of. Throws `CsvError`. */
export function readCsv(given: string): CsvRecord[] {
  const text = given.replace(/^\uFEFF/, "");
  const separator = separatorOf(text);
  const records: CsvRecord[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const cells: CsvCell[] = [];
    const begun = line;
    for (;;) {
      const { cell, next, lines } = readCell(text, at, separator, line);
      cells.push(cell);
      line += lines;
      at = next;
      if (text[at] !== separator) break;
      at++;
    }
    if (at < text.length && text[at] !== "\n" && text[at] !== "\r")
      throw new CsvError(line, "Something stands behind a closing quotation mark.");
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
    line++;
    if (cells.length > 1 || cells.some((cell) => cell.quoted || cell.text.trim() !== ""))
      records.push({ line: begun, cells });
  }
  return records;
}

function separatorOf(text: string): string {
  const line = (text.split(/\r?\n/, 1)[0] ?? "").replaceAll(/"(?:[^"]|"")*"/g, "");
  const counts = ["\t", ";", ","].map((mark) => [mark, line.split(mark).length] as const);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ",";
}

function readCell(
  text: string,
  from: number,
  separator: string,
  line: number,
): { cell: CsvCell; next: number; lines: number } {
  if (text[from] !== '"') {
    let next = from;
    while (next < text.length && text[next] !== separator && text[next] !== "\n" && text[next] !== "\r") next++;
    return { cell: { text: text.slice(from, next), quoted: false }, next, lines: 0 };
  }
  let value = "";
  let lines = 0;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\n") lines++;
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') {
      value += '"';
      at++;
    } else return { cell: { text: value, quoted: true }, next: at + 1, lines };
  }
  throw new CsvError(line, "A quotation mark is never closed.");
}
