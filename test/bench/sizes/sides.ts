import { spawnSync } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import type { EngineClient } from "../../../src/host/engine/engineClient";
import type { RunAnswer } from "../../../src/protocol/engine";
import { clientOf, forked, peakMemory } from "../engineProcess";
import { timed } from "../reads/measure";
import { type Operation, PAGE } from "./operations";

/** What a write took of ours: shown, committed, taken back. Milliseconds. */
export interface Written {
  readonly preview: number;
  readonly apply: number;
  readonly undo: number;
}

/** Our engine in its own process, asked over the same line as by the extension. */
export class OurEngine {
  readonly #client: EngineClient;
  readonly #pid: number;

  constructor(entry: string) {
    const process = forked(entry);
    this.#pid = process.pid;
    this.#client = clientOf(process);
  }

  open(request: { readonly workspace: string; readonly storage: string }): Promise<number> {
    return timed(() => this.#client.call("open", request));
  }

  /** A page of a queryset, from the statement to the rows; or a statement that does its work and says nothing. */
  async read({ python, page }: Operation): Promise<number> {
    const source = python.join("\n");
    if (page === undefined) return timed(async () => read(await this.#client.call("run", { source })));
    const queryset = source.replace(/^rows = list\((.*)\[\d+:\d+\]\)$/, "$1");
    if (page === 0) return timed(() => this.#page(queryset, 0));
    // A person who is deep in a result came there page by page: the one before is there.
    const { id } = handleOf(await this.#client.call("run", { source: queryset }));
    await this.#client.call("page", { id, start: page - PAGE, count: PAGE });
    return timed(() => this.#client.call("page", { id, start: page, count: PAGE }));
  }

  async #page(source: string, start: number): Promise<void> {
    const { id } = handleOf(await this.#client.call("run", { source }));
    const { rows } = await this.#client.call("page", { id, start, count: PAGE });
    if (rows.length === 0) throw new Error(`${source}: ${rows.length} rows`);
  }

  /** Previews a write, applies it, and takes it back. */
  async write({ name, python }: Operation): Promise<Written> {
    const started = performance.now();
    const preview = shown(name, await this.#client.call("run", { source: python.join("\n") }));
    const rehearsed = performance.now();
    const entry = await this.#apply(name, preview);
    const applied = performance.now();
    await this.#apply(name, shown(name, await this.#client.call("undo", { entry })));
    return { preview: rehearsed - started, apply: applied - rehearsed, undo: performance.now() - applied };
  }

  async #apply(name: string, preview: string): Promise<string> {
    const answer = await this.#client.call("apply", { preview, confirmed: { many: true } });
    if (answer.kind !== "applied") throw new Error(`${name}: ${answer.kind}`);
    return answer.entry.id;
  }

  get peak(): number | null {
    return peakMemory(this.#pid);
  }

  close(): void {
    this.#client.dispose();
  }
}

function read(answer: RunAnswer): void {
  const failed = answer.kind === "failed" ? answer.statements.find(({ error }) => error)?.error : undefined;
  if (answer.kind !== "read") throw new Error(failed?.message ?? answer.kind);
}

function handleOf(answer: RunAnswer) {
  read(answer);
  const handle = answer.kind === "preview" ? undefined : answer.statements.at(-1)?.result;
  if (!handle) throw new Error("no rows");
  return handle;
}

function shown(name: string, answer: RunAnswer): string {
  if (answer.kind === "preview") return answer.preview.id;
  throw new Error(`${name}: ${answer.statements.find(({ error }) => error)?.error?.message ?? answer.kind}`);
}

/** The driver by itself. A write is rolled back afterwards, without being counted. */
export function byDriver(file: string, { sql, writes }: Operation): number {
  const database = new DatabaseSync(file, { readOnly: writes !== true });
  try {
    if (writes) database.exec("PRAGMA foreign_keys = ON; BEGIN IMMEDIATE");
    const start = performance.now();
    for (const text of sql) database.prepare(text).all();
    const took = performance.now() - start;
    if (writes) database.exec("ROLLBACK");
    return took;
  } finally {
    database.close();
  }
}

/** The `sqlite3` program from its start to its end; null where there is none. */
export function byProgram(file: string, { sql }: Operation): number | null {
  const start = performance.now();
  const { error } = spawnSync("sqlite3", ["-readonly", file, sql.join(";")], { maxBuffer: 1 << 28 });
  return error ? null : performance.now() - start;
}
