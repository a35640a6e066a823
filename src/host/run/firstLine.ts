/** A statement's first line, no longer than fits into a message. */
export function firstLine(source: string): string {
  const line = source.trim().split("\n", 1)[0] ?? "";
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
