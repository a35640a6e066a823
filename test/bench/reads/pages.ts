import { execFileSync } from "node:child_process";
import type { DatabaseSync } from "node:sqlite";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Engine } from "../../../src/engine/engine";
import type { RunAnswer } from "../../../src/protocol/engine";
import type { ResultHandle } from "../../../src/protocol/results";
import { recordSides } from "../record";
import { SCHEMA } from "../writes/scenarios";
import { interleaved, median, ms, ratio, timed } from "./measure";

export const MANY = 10_000_000;
const PAGE = 200;
/** Rows that are scrolled through for the sake of memory. */
const SCROLLED = 1_000_000;
const never = new AbortController().signal;

/** A table of ten million songs, a thousand albums, and an index on each song's album. */
export function fillMany(database: DatabaseSync): void {
  database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
  database.exec(SCHEMA);
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    INSERT INTO music_album SELECT i, 'Album ' || i, 'Artist ' || (i % 50), 1950 + i % 70 FROM n`);
  database.exec("DROP INDEX music_song_album_id_62fd9a4c");
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY})
    INSERT INTO music_song (id, title, plays, rating, released, album_id)
    SELECT i, 'Song ' || i, i * 7919 % 1000003, i / 8.0, '1969-09-26', i % 1000 + 1 FROM n`);
  database.exec('CREATE INDEX "music_song_album_id_62fd9a4c" ON "music_song" ("album_id")');
  database.exec("PRAGMA journal_mode = DELETE");
}

function handleOf(answer: RunAnswer): ResultHandle {
  const handle = answer.kind === "preview" ? undefined : answer.statements.at(-1)?.result;
  if (!handle) throw new Error("no rows");
  return handle;
}

/** First pages of a large table beside the `sqlite3` program, pages at depth, and the memory of scrolling. */
export async function pageTimes(engine: Engine, file: string, rounds: number): Promise<void> {
  const first = async (source: string): Promise<number> =>
    timed(async () => {
      const { id } = handleOf(await engine.run({ source }, never));
      await engine.handlers.page({ id, start: 0, count: PAGE }, never);
    });
  const program = (sql: string): Promise<number> =>
    timed(() => execFileSync("sqlite3", ["-readonly", file, sql], { maxBuffer: 1 << 26 }));
  const columns = "id, album_id, title, plays, rating, released";
  for (const [name, source, sql] of [
    ["filtered on an index", "Song.objects.filter(album=7)", `SELECT ${columns} FROM music_song WHERE album_id = 7`],
    ["unfiltered", "Song.objects.all()", `SELECT ${columns} FROM music_song`],
    ["ordered by an index", 'Song.objects.order_by("album_id")', `SELECT ${columns} FROM music_song ORDER BY album_id`],
  ] as const) {
    const cold = await first(source);
    const times = await interleaved(rounds * 6, {
      ours: () => first(source),
      program: () => program(`${sql} LIMIT ${PAGE}`),
    });
    recordSides(
      {
        bench: "reads",
        what: `first page, ${name}`,
        of: `${MANY.toLocaleString("en")} rows`,
        target: "≤ 1.3 × sqlite3",
      },
      { engine: times.ours, sqlite3: times.program },
    );
    console.log(`first page of ${MANY.toLocaleString("en")} rows, ${name}
  ours ${ms(times.ours)}, the first time ${ms(cold)}   sqlite3 ${ms(times.program)}   ours ÷ sqlite3  ${ratio(times.ours, times.program, "≤ 1.3")}`);
  }
  await depth(engine, program);
  await memory(engine);
}

async function depth(engine: Engine, program: (sql: string) => Promise<number>): Promise<void> {
  for (const source of [
    "Song.objects.all()",
    'Song.objects.order_by("album_id")',
    'Song.objects.order_by("-album_id")',
  ]) {
    const { id } = handleOf(await engine.run({ source }, never));
    const at = (start: number): Promise<number> => timed(() => engine.handlers.page({ id, start, count: PAGE }, never));
    const jump = await at(MANY / 2);
    const next: number[] = [];
    for (let n = 1; n <= 50; n++) next.push(await at(MANY / 2 + n * PAGE));
    const counted = await timed(() => engine.handlers.total({ id, exact: true }, never));
    const end = await at(MANY - PAGE);
    const order = source.includes("order_by") ? ` ORDER BY album_id${source.includes("-") ? " DESC" : ""}` : "";
    const offset = await program(`SELECT * FROM music_song${order} LIMIT ${PAGE} OFFSET ${MANY / 2 + PAGE}`);
    const of = `at row ${(MANY / 2).toLocaleString("en")}`;
    recordSides({ bench: "reads", what: `next page of ${source}`, of }, { engine: median(next), sqlite3: offset });
    console.log(`${source} at row ${(MANY / 2).toLocaleString("en")}
  jump ${ms(jump)}   next pages ${ms(median(next))}   OFFSET in sqlite3 ${ms(offset)}   count ${ms(counted)}   last page ${ms(end)}`);
  }
}

async function memory(engine: Engine): Promise<void> {
  const { id } = handleOf(await engine.run({ source: 'Song.objects.order_by("album_id")' }, never));
  // What is no longer used is not memory that paging takes.
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const used = (): number => {
    collect();
    return process.memoryUsage().rss / 1024 / 1024;
  };
  const seen: number[] = [];
  const took = await timed(async () => {
    for (let start = 0; start < SCROLLED; start += PAGE) {
      await engine.handlers.page({ id, start, count: PAGE }, never);
      if ((start + PAGE) % (SCROLLED / 5) === 0) seen.push(used());
    }
  });
  console.log(`scrolling through ${SCROLLED.toLocaleString("en")} rows: ${ms(took)}, ${ms((took * PAGE) / SCROLLED)} a page
  memory after each fifth of them ${seen.map((mib) => mib.toFixed(0)).join(", ")} MiB (flat)`);
}
