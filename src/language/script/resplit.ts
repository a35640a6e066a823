import { type StatementText, splitStatements, statementsFrom } from "../../python/parse";

/** A statement as it was found before, and whether its end hangs on all of the text behind it. */
export interface KnownStatement extends StatementText {
  readonly open: boolean;
}

/**
 * The statements of a text that was changed: those well in front of the change and those behind it are taken over, as
 * where a statement ends is decided by what comes from its beginning to the beginning of the next one.
 */
export function resplit(before: string, known: readonly KnownStatement[], after: string): StatementText[] {
  if (known.length === 0 || before === "") return splitStatements(after);
  const first = commonStart(before, after);
  const behind = commonEnd(before, after, first);
  // A line that begins with an `else` or a bracket belongs to what is in front of it: one more is read again.
  let kept = known.findIndex(({ to }) => to >= first);
  kept = Math.max(0, (kept < 0 ? known.length : kept) - 2);
  const hanging = known.findIndex(({ open }) => open);
  if (hanging >= 0) kept = Math.min(kept, hanging);
  while (kept > 0 && known[kept]?.line === known[kept - 1]?.line) kept--;
  const found: StatementText[] = known.slice(0, kept).map(plain);
  const shift = after.length - before.length;
  const starts = new Map(known.map(({ from }, i) => [from + shift, i]));
  for (const piece of statementsFrom(after, kept > 0 ? (known[kept]?.from ?? 0) : 0)) {
    const same = piece.from >= after.length - behind ? starts.get(piece.from) : undefined;
    const old = same === undefined ? undefined : known[same];
    if (same !== undefined && old !== undefined && isFirstOnLine(known, same)) {
      const lines = piece.line - old.line;
      const moved = (one: KnownStatement): StatementText => ({
        from: one.from + shift,
        to: one.to + shift,
        line: one.line + lines,
        endLine: one.endLine + lines,
      });
      return [...found, ...known.slice(same).map(moved)];
    }
    found.push(piece);
  }
  return found;
}

function plain({ from, to, line, endLine }: KnownStatement): StatementText {
  return { from, to, line, endLine };
}

function isFirstOnLine(known: readonly KnownStatement[], at: number): boolean {
  return at === 0 || known[at - 1]?.line !== known[at]?.line;
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) count++;
  return count;
}
