import type { Registry } from "../orm/registry";
import type { Effect, StatementResult } from "../protocol/results";
import { type Labels, SAMPLE_ROWS, toEffects } from "./effects";
import { netChanges } from "./net";
import type { StatementRun } from "./script";

/** How a statement's run is reported: `offset` is added to its lines where the text is a part of a file. */
export interface Reported {
  readonly labels?: Labels;
  readonly offset?: number;
  /** Rows that each effect carries. */
  readonly rows?: number;
  /** Its effects, where they are known already. */
  readonly effects?: readonly Effect[];
}

/** A statement's run as it is reported. */
export function toResult(
  run: StatementRun,
  registry: Registry,
  { labels = new Map(), offset = 0, rows = SAMPLE_ROWS, effects: known }: Reported = {},
): StatementResult {
  const { observed, error } = run;
  const { log, from, to } = run.trace.changes;
  const effects = error ? [] : (known ?? toEffects(netChanges(log, from, to), registry, labels, rows));
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
