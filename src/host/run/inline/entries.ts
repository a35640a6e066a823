/** The lines of a statement in a document, both included, with where the last one ends. Counted from 0. */
export interface Lines {
  readonly startLine: number;
  readonly endLine: number;
  readonly endCharacter: number;
}

/** One change of a document, as the editor tells it. */
export interface Change {
  readonly start: Position;
  readonly end: Position;
  readonly text: string;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * Where statements are after a change: those below it move, one that it reaches into grows or shrinks with it, and one
 * that it replaces whole is gone.
 */
export function moved<T extends Lines>(entries: readonly T[], change: Change): T[] {
  return entries.flatMap((entry) => movedOne(entry, change) ?? []);
}

function movedOne<T extends Lines>(entry: T, { start, end, text }: Change): T | undefined {
  const inserted = text.split("\n");
  const delta = inserted.length - 1 - (end.line - start.line);
  const isAbove = compare(end, { line: entry.startLine, character: 0 }) <= 0;
  if (isAbove) return { ...entry, startLine: entry.startLine + delta, endLine: entry.endLine + delta };
  if (compare(start, { line: entry.endLine, character: entry.endCharacter }) >= 0) return entry;
  const isWhole =
    compare(start, { line: entry.startLine, character: 0 }) <= 0 &&
    compare(end, { line: entry.endLine, character: entry.endCharacter }) >= 0;
  if (isWhole) return undefined;
  const startLine = Math.min(entry.startLine, start.line);
  return { ...entry, startLine, endLine: Math.max(startLine, entry.endLine + delta) };
}

function compare(a: Position, b: Position): number {
  return a.line === b.line ? a.character - b.character : a.line - b.line;
}
