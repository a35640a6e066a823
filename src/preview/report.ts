import type { Registry } from "../orm/registry";
import type { Effect, StatementResult } from "../protocol/results";
import { type Labels, netChanges, toEffects } from "./effects";
import type { StatementRun } from "./script";

/** A statement's run as it is reported; `offset` is added to its lines where the text is a part of a file. */
export function toResult(
  run: StatementRun,
  registry: Registry,
  labels: Labels = new Map(),
  offset = 0,
): StatementResult {
  const { observed, error } = run;
  const effects: Effect[] = error ? [] : toEffects(netChanges(run.trace.changes), registry, labels);
  return {
    line: run.statement.line + offset,
    endLine: run.statement.endLine + offset,
    source: run.source,
    ...(observed.json !== undefined && { value: observed.json }),
    ...(observed.kind !== undefined && { valueType: observed.kind }),
    ...(run.printed !== "" && { printed: run.printed }),
    ...(error && {
      error: {
        ...error,
        line: error.line + offset,
        ...(error.endLine !== undefined && { endLine: error.endLine + offset }),
      },
    }),
    sql: run.trace.sql.map((sent) => sent.sql),
    effects,
    signals: run.trace.signals,
    notRun: run.trace.notRun,
    milliseconds: Math.round(run.milliseconds * 100) / 100,
  };
}
