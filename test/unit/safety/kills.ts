import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ask } from "../database/temporary";
import { dump, type MusicWorkspace, musicWorkspace, previewOf } from "../engine/music";
import { type EngineProcess, startEngine } from "../engine/process";

/** What the databases of the runs differ in. */
export type Kind = "rollback journal" | "wal" | "sql.js";

/** Where an engine is to be killed: at a step of its apply, or so many microseconds into that step. */
export interface Moment {
  /** Which step it is, from 1: of all, and at the latest the one that decides; `behind`: of those behind that, which is 0. */
  readonly at: number;
  readonly behind: boolean;
  readonly delay: number;
  /** How many steps that look like the one that decides there are up to it: SQL that was run before changes other counts. */
  readonly decides: number;
  /** What is in the database then, where that is certain: all of the apply, or nothing of it. */
  readonly leaves?: "all" | "nothing";
}

/** The steps that an apply may be decided by: a COMMIT, or the rename of a whole file. `killer.cjs` has the same. */
export const DECIDING = /COMMIT|renameSync/;

/** How the killed applies ended, as the database has it. */
export interface Tally {
  kills: number;
  whole: number;
  nothing: number;
  undone: number;
  survived: number;
}

const SONGS = 400;
const MORE_SONGS = `WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < ${SONGS})
  INSERT INTO music_song (id, name, album_id) SELECT i, 'Song ' || i, 1 + i % 5 FROM n`;

const killer = join(import.meta.dirname, "killer.cjs");

/** Several statements in one script: rows changed, made and deleted, in two tables. */
function scriptOf(turn: number): string {
  return [
    `Album.objects.update(genre="turn ${turn}")`,
    `Song.objects.filter(id__lte=${SONGS}).update(name="turn ${turn}")`,
    `Song.objects.filter(id__gt=${SONGS}).delete()`,
    `Song.objects.create(name="made ${turn}", album_id=1)`,
  ].join("\n");
}

/** A workspace whose engine is killed again and again while another program writes to the same database. */
export class Victim {
  readonly #path: string;
  readonly #kind: Kind;
  readonly #workspace: MusicWorkspace;
  readonly #cache: string;
  #engine: EngineProcess | null = null;
  #turn = 0;
  #theirs = 0;

  constructor(path: string, kind: Kind, cache: string) {
    this.#path = path;
    this.#kind = kind;
    this.#cache = cache;
    const wal = kind === "wal" ? "PRAGMA journal_mode = WAL;" : "";
    this.#workspace = musicWorkspace({ sql: `${wal} ${MORE_SONGS}; CREATE TABLE theirs (id INTEGER PRIMARY KEY)` });
  }

  /** The steps of an apply that is left alone. */
  async steps(): Promise<string[]> {
    const report = join(this.#workspace.storage, "steps");
    const engine = await this.#open();
    // The first one has nothing to delete that the one before it made.
    await this.#apply(engine, () => undefined);
    await this.#apply(engine, () => engine.send({ kill: { report } }));
    await engine.kill();
    this.#engine = null;
    return readFileSync(report, "utf8").trim().split("\n");
  }

  /** Applies, is killed, starts again, and holds what is there against what is told. Throws what does not fit. */
  async kill(
    moment: Moment,
    tally: Tally,
    arm: (engine: EngineProcess) => unknown = (engine) => engine.send({ kill: moment }),
  ): Promise<void> {
    const engine = await this.#open();
    this.#foreignWrite();
    const before = dump(this.#workspace.database);
    const answer = await this.#apply(engine, arm);
    // A delay that is longer than what was left of the apply: killed behind it.
    if (answer !== null) tally.survived++;
    await engine.kill();
    this.#engine = null;
    tally.kills++;
    // Another program may come first, and so be the one that rolls back.
    if (this.#turn % 2 === 0) this.#check("before the next start");
    const next = await this.#open();
    const entry = (await next.channel.call("history", undefined)).find(({ source }) => source === scriptOf(this.#turn));
    this.#check("after the next start");
    const isWhole = this.#isWhole();
    const told = entry?.state ?? "not begun";
    if (isWhole) tally.whole++;
    else {
      tally.nothing++;
      same(dump(this.#workspace.database), before, "half of it was applied");
    }
    if (isWhole ? told !== "applied" : told !== "not applied" && told !== "not begun")
      throw new Error(`the history says "${told}", but ${isWhole ? "all" : "nothing"} of it was applied`);
    if (moment.leaves !== undefined && isWhole !== (moment.leaves === "all"))
      throw new Error(`killed at step ${moment.at}, which leaves ${moment.leaves}, but that is not what is there`);
    if (answer === "applied" && !isWhole) throw new Error("it was said to be applied, and is not");
    if (!isWhole || tally.whole % 3 !== 1) return;
    const undo = previewOf(await next.channel.call("undo", { ...(entry && { entry: entry.id }) }));
    const undone = await next.channel.call("apply", { preview: undo.id, confirmed: { many: true } });
    if (undone.kind !== "applied") throw new Error(`the undo gives ${undone.kind}: ${undone.message}`);
    same(dump(this.#workspace.database), before, "an undo after a kill did not restore every row");
    tally.undone++;
  }

  /** Ends what runs. */
  async end(): Promise<void> {
    await this.#engine?.kill();
    this.#engine = null;
  }

  /** The engine: the one that was started to look at the last kill is the next to be killed. */
  async #open(): Promise<EngineProcess> {
    if (this.#engine) return this.#engine;
    const engine = startEngine(this.#path, { preload: killer, env: { NODE_COMPILE_CACHE: this.#cache } });
    await engine.channel.call("open", {
      workspace: this.#workspace.folder,
      storage: this.#workspace.storage,
      database: "db.sqlite3",
      backend: this.#kind === "sql.js" ? "sqljs" : "native",
    });
    this.#engine = engine;
    return engine;
  }

  /** Null where the engine went before it answered. */
  async #apply(engine: EngineProcess, arm: (engine: EngineProcess) => unknown): Promise<string | null> {
    this.#turn++;
    const view = previewOf(await engine.channel.call("run", { source: scriptOf(this.#turn) }));
    const request = { preview: view.id, confirmed: { many: true } };
    await arm(engine);
    const answer = await engine.channel.call("apply", request).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === "Disposed") return null;
      throw error;
    });
    return answer?.kind ?? null;
  }

  #foreignWrite(): void {
    this.#theirs++;
    const other = new DatabaseSync(this.#workspace.database);
    other.exec("INSERT INTO theirs DEFAULT VALUES");
    other.close();
  }

  #isWhole(): boolean {
    const sql = `SELECT count(*) AS n FROM music_album WHERE genre = 'turn ${this.#turn}'`;
    return Number(ask(this.#workspace.database, sql)[0]?.n) > 0 && this.#checkWhole();
  }

  /** One statement of the script was committed, so all have to be. */
  #checkWhole(): boolean {
    const sql = `SELECT (SELECT count(*) FROM music_album WHERE genre = 'turn ${this.#turn}') AS albums,
      (SELECT count(*) FROM music_song WHERE name = 'turn ${this.#turn}') AS songs,
      (SELECT count(*) FROM music_song WHERE id > ${SONGS}) AS made,
      (SELECT count(*) FROM music_song WHERE name = 'made ${this.#turn}') AS own`;
    same(
      { ...ask(this.#workspace.database, sql)[0] },
      { albums: 5, songs: SONGS, made: 1, own: 1 },
      "half of it was applied",
    );
    return true;
  }

  #check(when: string): void {
    const [checked] = ask(this.#workspace.database, "PRAGMA integrity_check");
    if (checked?.integrity_check !== "ok") throw new Error(`damaged ${when}: ${JSON.stringify(checked)}`);
    const [theirs] = ask(this.#workspace.database, "SELECT count(*) AS n FROM theirs");
    if (theirs?.n !== this.#theirs) throw new Error(`${when}: ${theirs?.n} of ${this.#theirs} rows of theirs are left`);
  }
}

/** Lets strace, which is there when this resolves, kill a process at its nth system call of a kind. */
export async function killAtCall(pid: number, call: string, nth: number, gone: Promise<unknown>): Promise<void> {
  const inject = ["-e", `trace=${call}`, "-e", `inject=${call}:signal=SIGKILL:when=${nth}`];
  const tracer = spawn("strace", ["-f", "-o", "/dev/null", "-p", String(pid), ...inject], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  void gone.then(() => tracer.kill("SIGKILL"));
  // "Process 123 attached".
  await once(tracer.stderr, "data");
}

function same(a: unknown, b: unknown, what: string): void {
  if (JSON.stringify(a) === JSON.stringify(b)) return;
  throw new Error(`${what}: ${JSON.stringify(a).slice(0, 400)} is not ${JSON.stringify(b).slice(0, 400)}`);
}
