import type { StatementRun } from "../preview/script";
import type { RunRequest } from "../protocol/engine";

/** What is added to a statement's lines: with its context in front, the text has the file's own. */
export function offsetOf({ before, line }: RunRequest): number {
  return before === undefined ? (line ?? 1) - 1 : 0;
}

/** The statements that were asked for, without those that only had to run before them. */
export function askedFor(runs: readonly StatementRun[], request: RunRequest): readonly StatementRun[] {
  return runs.filter((run) => isAskedFor(run, request));
}

function isAskedFor(run: StatementRun, { before, line }: RunRequest): boolean {
  return run.error !== null || before === undefined || run.statement.line >= (line ?? 1);
}
