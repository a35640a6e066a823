import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ask } from "../database/temporary";
import { bundled } from "./bundle";
import { type MusicWorkspace, musicWorkspace, previewOf } from "./music";
import { type EngineProcess, startEngine } from "./process";

const built = bundled({ engine: "src/engine/main.ts" });

const SONGS = 20_000;
const ADD_SONGS = `WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < ${SONGS})
  INSERT INTO music_song (id, name, album_id) SELECT i, 'Song ' || i, 1 + i % 5 FROM n`;

async function opened(workspace: MusicWorkspace): Promise<EngineProcess> {
  const engine = startEngine(built.path("engine"));
  await engine.channel.call("open", { workspace: workspace.folder, storage: workspace.storage });
  return engine;
}

interface Killed {
  readonly answered: string | null;
  readonly state: string | null;
  readonly integrity: unknown;
  readonly changed: unknown;
}

/** Applies an update of every song and kills the engine when `moment` has come; says what is there afterwards. */
async function killedDuringApply(
  workspace: MusicWorkspace,
  turn: number,
  moment: () => Promise<void>,
): Promise<Killed> {
  const name = `killed ${turn}`;
  const engine = await opened(workspace);
  const view = previewOf(await engine.channel.call("run", { source: `Song.objects.update(name="${name}")` }));
  const applying = engine.channel.call("apply", { preview: view.id }).catch(() => null);
  await moment();
  await engine.kill();
  const answer = await applying;
  const next = await opened(workspace);
  const entry = (await next.channel.call("history", undefined)).find((each) => each.source.includes(`"${name}"`));
  await next.kill();
  const [row] = ask(workspace.database, `SELECT count(*) AS n FROM music_song WHERE name = '${name}'`);
  const [checked] = ask(workspace.database, "PRAGMA integrity_check");
  return {
    answered: answer?.kind ?? null,
    state: entry?.state ?? null,
    integrity: checked?.integrity_check,
    changed: row?.n,
  };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until a file of that kind that was not there before lies in the journal of a workspace. */
function journalWatch(workspace: MusicWorkspace, ending: string): () => Promise<void> {
  const files = (): string[] =>
    readdirSync(workspace.storage, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith(ending));
  const known = new Set(files());
  return async () => {
    const end = performance.now() + 10_000;
    while (!files().some((name) => !known.has(name)) && performance.now() < end) await pause(1);
  };
}

describe("an engine that is killed during an apply", () => {
  it("leaves all of it or nothing, and the next engine says which", async () => {
    const workspace = musicWorkspace({ sql: ADD_SONGS });
    const outcomes: string[] = [];
    for (let turn = 0; turn < 30; turn++) {
      // In the middle of the statement, while the journal is written, and around the commit.
      const [ending, delay] =
        turn < 8 ? [null, turn * 8] : turn < 15 ? [".part", (turn - 8) * 4] : [".journal", (turn - 15) * 4];
      const journalled = ending === null ? null : journalWatch(workspace, ending);
      const found = await killedDuringApply(workspace, turn, async () => {
        await journalled?.();
        await pause(delay);
      });
      expect(found.integrity).toBe("ok");
      const whole = found.changed === SONGS;
      if (!whole) expect(found.changed).toBe(0);
      // Without an entry nothing was begun, and so nothing may have been written.
      expect([turn, found.state]).toEqual([turn, whole ? "applied" : found.state === null ? null : "not applied"]);
      if (found.answered === "applied") expect(whole).toBe(true);
      outcomes.push(found.state ?? "not begun");
    }
    // The moments reach from before the journal to after the commit, or this tests nothing.
    expect(outcomes).toContain("not begun");
    expect(outcomes).toContain("applied");
  }, 300_000);
});

describe("a busy engine", () => {
  const ENDLESS = "while True:\n    pass";

  it("is cancelled within a second, and answers the next call", async () => {
    const engine = await opened(musicWorkspace());
    const cancel = new AbortController();
    const busy = engine.channel.call("run", { source: ENDLESS }, cancel.signal);
    await pause(200);
    const asked = performance.now();
    cancel.abort();
    await expect(busy).rejects.toMatchObject({ code: "Cancelled" });
    expect(performance.now() - asked).toBeLessThan(1000);
    const answer = await engine.channel.call("run", { source: "Song.objects.count()" });
    expect(answer).toMatchObject({ kind: "read", statements: [{ value: 8n }] });
  });

  it("is cancelled during a rehearsal too, with no lock left behind", async () => {
    const workspace = musicWorkspace();
    const engine = await opened(workspace);
    const cancel = new AbortController();
    const busy = engine.channel.call("run", { source: `Song.objects.update(name="x")\n${ENDLESS}` }, cancel.signal);
    await pause(200);
    cancel.abort();
    await expect(busy).rejects.toMatchObject({ code: "Cancelled" });
    ask(workspace.database, "UPDATE music_song SET name = 'mine' WHERE id = 1");
    expect(ask(workspace.database, "SELECT count(*) AS n FROM music_song WHERE name = 'x'")).toEqual([{ n: 0 }]);
  });

  it("is cancelled during an apply, and nothing is written", async () => {
    const workspace = musicWorkspace({ sql: ADD_SONGS });
    const engine = await opened(workspace);
    const source = "for s in Song.objects.all():\n    s.name = 'y'\n    s.save()";
    const view = previewOf(await engine.channel.call("run", { source }));
    const cancel = new AbortController();
    const applying = engine.channel.call("apply", { preview: view.id }, cancel.signal);
    await pause(300);
    cancel.abort();
    await expect(applying).rejects.toMatchObject({ code: "Cancelled" });
    expect(ask(workspace.database, "SELECT count(*) AS n FROM music_song WHERE name = 'y'")).toEqual([{ n: 0 }]);
    expect(await engine.channel.call("history", undefined)).toEqual([]);
  }, 60_000);

  it("loses nothing when it is killed in the middle of a loop", async () => {
    const workspace = musicWorkspace();
    const engine = await opened(workspace);
    const busy = engine.channel.call("run", { source: `Song.objects.all().delete()\n${ENDLESS}` });
    busy.catch(() => undefined);
    await pause(200);
    await engine.kill();
    await expect(busy).rejects.toMatchObject({ code: "Disposed" });
    expect(ask(workspace.database, "SELECT count(*) AS n FROM music_song")).toEqual([{ n: 8 }]);
  });
});
