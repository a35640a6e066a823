import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Engine } from "../../src/engine/engine";
import type { RunAnswer } from "../../src/protocol/engine";
import type { PreviewView } from "../../src/protocol/results";
import { clientOf, engineIn, forked, peakMemory } from "./engineProcess";
import { median, ms, timed } from "./reads/measure";
import { inWorkspace } from "./reads/project";
import { record, recordSides } from "./record";
import { fill } from "./writes/scenarios";

const ROUNDS = Number(process.env.QUERYSET_BENCH_ROUNDS ?? 5);
const SONGS = 1_000_000;
const ROWS = 100_000;
const NEVER = new AbortController().signal;

const UPDATE = `Song.objects.filter(id__lte=${ROWS}).update(plays=F("plays") + 1)`;
const BARE = `UPDATE music_song SET plays = plays + 1 WHERE id <= ${ROWS}`;

/** A tenth of a million rows updated: previewed, paged through, applied and undone, beside the bare statement. */
export async function benchPreviews(): Promise<void> {
  console.log(`previews: medians of ${ROUNDS} rounds; ${ROWS.toLocaleString("en")} of ${SONGS.toLocaleString("en")} rows updated,
  the bare statement with its commit ÷ into each`);
  await inWorkspace(
    (database) => fill(database, 1000, SONGS),
    async ({ folder, database, storage }) => {
      await times(folder, database, storage);
      await memory(folder, storage);
    },
  );
}

interface Times {
  readonly bare: number[];
  readonly preview: number[];
  readonly pages: number[];
  readonly apply: number[];
  readonly undoPreview: number[];
  readonly undo: number[];
}

async function times(workspace: string, database: string, storage: string): Promise<void> {
  const engine = new Engine("");
  await engine.open({ workspace, storage });
  const bare = new DatabaseSync(database);
  const found: Times = { bare: [], preview: [], pages: [], apply: [], undoPreview: [], undo: [] };
  // The first round warms each side up and does not count.
  for (let round = -1; round < ROUNDS; round++) {
    if (round === 0) for (const list of Object.values(found) as number[][]) list.length = 0;
    found.bare.push(await timed(async () => bare.prepare(BARE).run()));
    let view: PreviewView | null = null;
    const shown = await timed(async () => {
      view = previewIn(await engine.run({ source: UPDATE }, NEVER));
    });
    found.preview.push(shown);
    const paged = await timed(async () => {
      for (let start = 0; start < ROWS; start += 10_000)
        await engine.effects({ preview: previewed(view).id, effect: 0, start, count: 10_000 });
    });
    found.pages.push(shown + paged);
    found.apply.push(await timed(() => applied(engine, previewed(view))));
    let undo: PreviewView | null = null;
    found.undoPreview.push(
      await timed(async () => {
        undo = previewIn(await engine.undo(undefined, NEVER));
      }),
    );
    found.undo.push(await timed(() => applied(engine, previewed(undo))));
  }
  bare.close();
  await engine.close();
  const base = median(found.bare);
  report("the bare statement", found.bare, base);
  report("preview, 10,000 rows of it shown", found.preview, base, 4);
  report("preview, and all rows paged through", found.pages, base, 8);
  report("apply with its journal", found.apply, base, 6);
  report("preview of the undo", found.undoPreview, base);
  report("apply of the undo", found.undo, base, 6);
}

/** The most memory an engine of its own process takes while a million rows are previewed, applied and undone. */
async function memory(workspace: string, storage: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "queryset-engine-"));
  try {
    const process = forked(await engineIn(folder));
    const client = clientOf(process);
    const peak = (what: string, wanted = ""): void => {
      const mebibytes = peakMemory(process.pid);
      if (mebibytes === null) return;
      console.log(`  peak memory ${what}: ${mebibytes.toFixed(0)} MiB${wanted}`);
      record({
        bench: "previews",
        what: `peak memory ${what}`,
        of: "1,000,000 rows",
        by: "engine",
        mebibytes,
        target: "≤ 191 MiB",
      });
    };
    await client.call("open", { workspace, storage });
    peak("of an open engine");
    const view = previewIn(await client.call("run", { source: `Song.objects.update(plays=F("plays") + 1)` }));
    peak("after a preview of a million rows", " (≤ 191 = 200 MB)");
    await client.call("apply", { preview: view.id });
    peak("after its apply", " (≤ 191)");
    const undo = previewIn(await client.call("undo", {}));
    await client.call("apply", { preview: undo.id });
    peak("after its undo");
    client.dispose();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function previewIn(answer: RunAnswer): PreviewView {
  if (answer.kind !== "preview") throw new Error(`no preview but ${answer.kind}`);
  return answer.preview;
}

function previewed(view: PreviewView | null): PreviewView {
  if (view === null) throw new Error("nothing was previewed");
  return view;
}

async function applied(engine: Engine, view: PreviewView): Promise<void> {
  const answer = await engine.apply(view.id, NEVER);
  if (answer.kind !== "applied") throw new Error(`${answer.kind}: ${answer.message}`);
}

function report(what: string, times: readonly number[], base: number, most?: number): void {
  const taken = median(times);
  const ratio = base > 0 ? `${(taken / base).toFixed(2)}×${most === undefined ? "" : ` (≤ ${most})`}` : "";
  console.log(`  ${what.padEnd(38)}${ms(taken).padStart(10)}  ${ratio}`);
  if (taken === base) return;
  recordSides(
    {
      bench: "previews",
      what,
      of: `${ROWS.toLocaleString("en")} of ${SONGS.toLocaleString("en")} rows`,
      ...(most !== undefined && { target: `≤ ${most} × bare statement` }),
    },
    { engine: taken, "bare statement": base },
  );
}
