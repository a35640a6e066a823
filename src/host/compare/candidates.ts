import type { StatementResult } from "../../protocol/results";
import type { ComparedResult } from "../../protocol/webview";

/** A result that can be compared, by the id of its rows. */
export interface Candidate extends ComparedResult {
  readonly id: string;
  readonly model?: string | undefined;
  /** Null where they are not counted. */
  readonly rows: number | null;
}

/** The results of statements as candidates. */
export function candidatesOf(statements: readonly StatementResult[], name: string, time: string): Candidate[] {
  return statements.flatMap(({ source, result }) =>
    result === undefined
      ? []
      : [{ id: result.id, name, source: source.trim(), time, model: result.model, rows: result.rowCount }],
  );
}

/** Which of two is compared with the other: the one that was run later. */
export function inOrder(one: Candidate, other: Candidate): readonly [before: Candidate, after: Candidate] {
  return one.time <= other.time ? [one, other] : [other, one];
}

/** The others to choose from, those of the same model first, the latest first. */
export function othersThan(chosen: Candidate, all: readonly Candidate[]): readonly Candidate[] {
  const distance = ({ model }: Candidate): number => (model !== undefined && model === chosen.model ? 0 : 1);
  return all
    .filter(({ id }) => id !== chosen.id)
    .sort((a, b) => distance(a) - distance(b) || (a.time < b.time ? 1 : -1));
}

/** A statement as the name of a tab: its first line, and no more than fits. */
export function nameOf(source: string): string {
  const line = source.trim().split("\n", 1)[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
