import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { momentNow } from "../../../src/engine/clock";
import { MemoryJournal } from "../../../src/preview/journal/memory";
import { observeJson } from "../../../src/preview/observe";
import { apply, type Plan, type RunContext, rehearse } from "../../../src/preview/rehearsal";
import { runScript, type Script, type StatementRun } from "../../../src/preview/script";
import { openApp } from "../../django/open";
import { APP, MODELS, REVIEWS, type Scenario } from "./scenarios";

/** Milliseconds of the measured statement, and of everything. */
export interface Timed {
  readonly statement: number;
  readonly whole: number;
}

function scriptOf(scenario: Scenario): Script {
  return {
    source: [...scenario.before, scenario.statement].join("\n"),
    now: momentNow(),
    seed: 1,
    keepGoing: false,
  };
}

/** The text of a scenario's `models.py`. */
export function modelsOf({ reviews }: Scenario): string {
  return reviews ? MODELS + REVIEWS : MODELS;
}

async function opened<T>(scenario: Scenario, database: string, work: (context: RunContext) => Promise<T>): Promise<T> {
  const { backend, host } = await openApp({
    app: APP,
    models: modelsOf(scenario),
    settings: { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "AutoField" },
    database,
    backend: "native",
  });
  const limits = { steps: 1_000_000_000, depth: 250 };
  try {
    return await work({ host: { ...host, limits }, backend, signal: null, observe: observeJson });
  } finally {
    await backend.close();
  }
}

function measured(statements: readonly StatementRun[], more: number): Timed {
  const failed = statements.find((statement) => statement.error);
  if (failed) throw new Error(`${failed.source}: ${failed.error?.message}`);
  const last = (statements.at(-1)?.milliseconds ?? 0) + more;
  return { statement: last, whole: statements.reduce((sum, { milliseconds }) => sum + milliseconds, 0) + more };
}

/** Ours, run and committed without a preview, as only this measurement can. */
export function ours(scenario: Scenario, database: string): Promise<Timed> {
  return opened(scenario, database, async ({ host, backend, observe }) => {
    if (scenario.writes === false)
      return backend.read(async (session) =>
        measured((await runScript(host, scriptOf(scenario), session, false, null, observe)).statements, 0),
      );
    return backend.transaction(async (transaction) => {
      const run = await runScript(host, scriptOf(scenario), transaction, true, null, observe);
      const start = performance.now();
      await transaction.commit();
      return measured(run.statements, performance.now() - start);
    });
  });
}

/** Ours as people use it: the whole script previewed, then applied. Milliseconds of each, and of what led up in both. */
export function oursPreviewed(
  scenario: Scenario,
  database: string,
): Promise<{ preview: number; apply: number; before: number }> {
  return opened(scenario, database, async (context) => {
    const plan: Plan = { kind: "script", script: scriptOf(scenario) };
    const start = performance.now();
    const rehearsal = await rehearse(context, plan);
    const { failed } = rehearsal;
    const shown = performance.now();
    const applied = await apply(context, rehearsal, new MemoryJournal(), () => "bench");
    if (failed || (applied.kind !== "applied" && applied.rehearsal.changes.count > 0))
      throw new Error(`${scenario.name}: ${applied.kind}`);
    const apart = performance.now() - shown;
    const before = [rehearsal, applied.rehearsal]
      .flatMap(({ statements }) => statements.slice(0, -1))
      .reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    return { preview: shown - start, apply: apart, before };
  });
}

/** By hand: one prepared statement in a loop, in one transaction. */
export function byHand(raw: (database: DatabaseSync) => void, file: string): number {
  const database = new DatabaseSync(file);
  try {
    const start = performance.now();
    database.exec("BEGIN IMMEDIATE");
    raw(database);
    database.exec("COMMIT");
    return performance.now() - start;
  } finally {
    database.close();
  }
}

/** A Django that waits for what to time. */
export class Django {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  rss = 0;

  constructor(python: string, folder: string, env: NodeJS.ProcessEnv, models = MODELS) {
    mkdirSync(join(folder, APP), { recursive: true });
    writeFileSync(join(folder, APP, "__init__.py"), "");
    writeFileSync(join(folder, APP, "models.py"), models);
    const program = join(process.cwd(), "test/bench/writes/django.py");
    this.#child = spawn(python, [program, folder], { stdio: ["pipe", "pipe", "inherit"], env });
    if (!this.#child.stdout) throw new Error("Python has no output");
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** With `rollback`, nothing of it stays. */
  async time(
    scenario: Pick<Scenario, "before" | "statement"> & Partial<Scenario>,
    database: string,
    rollback = false,
  ): Promise<Timed> {
    const statements = [...scenario.before, scenario.statement];
    this.#child.stdin?.write(`${JSON.stringify({ database, statements, rollback })}\n`);
    const line = await this.#lines.next();
    if (line.done) throw new Error("Django ended");
    const { milliseconds, rss } = JSON.parse(line.value) as { milliseconds: number[]; rss: number };
    this.rss = rss;
    return { statement: milliseconds.at(-1) ?? 0, whole: milliseconds.reduce((sum, part) => sum + part, 0) };
  }

  close(): void {
    this.#child.stdin?.end();
  }
}
