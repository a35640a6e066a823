import { momentNow } from "../../../src/engine/clock";
import { toEffects } from "../../../src/preview/effects";
import { observeJson } from "../../../src/preview/observe";
import { rehearse } from "../../../src/preview/rehearsal";
import type { Effect, StatementError } from "../../../src/protocol/results";
import { openApp } from "../../django/open";
import { makeDatabase } from "../database/temporary";

/** What a script came to when it was rehearsed. */
export interface Outcome {
  readonly errors: readonly (StatementError | null)[];
  readonly values: readonly unknown[];
  readonly sql: readonly string[];
  readonly effects: readonly Effect[];
  readonly signals: readonly { readonly signal: string; readonly pk: unknown }[];
}

/** Rehearses a script over models and tables of its own (app `app`), going on after errors. */
export async function rehearsed(models: string, sql: string, source: string): Promise<Outcome> {
  const { backend, host } = await openApp({
    app: "app",
    models: `from django.db import models\n${models}`,
    settings: { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "AutoField" },
    database: makeDatabase(sql),
    backend: "native",
  });
  try {
    const script = { source, now: momentNow(), seed: 1, keepGoing: true };
    const run = await rehearse({ host, backend, signal: null, observe: observeJson }, { kind: "script", script });
    return {
      errors: run.statements.map(({ error }) => error),
      values: run.statements.map(({ observed }) => observed.json),
      sql: run.statements.flatMap(({ trace }) => trace.sql.map((sent) => sent.sql)),
      effects: toEffects(run.changes, host.registry),
      signals: run.statements.flatMap(({ trace }) => trace.signals.map(({ signal, pk }) => ({ signal, pk }))),
    };
  } finally {
    await backend.close();
  }
}
