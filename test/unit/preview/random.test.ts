import fc from "fast-check";
import { describe, it } from "vitest";
import type { Engine } from "../../../src/engine/engine";
import type { Effect } from "../../../src/protocol/results";
import { applyView, dump, musicWorkspace, NEVER, newEngine, previewOf } from "../engine/music";

const SEED = 20260;
const RUNS = 300;

const text = fc.constantFrom("Pop", "Rock", "", "O'Neil", "🎸", "%_", "Jazz");
const id = fc.integer({ min: 1, max: 9 });
const quoted = text.map((value) => JSON.stringify(value));

/** One statement that may change anything: albums and songs, one or many, that are there or not. */
const statement = fc.oneof(
  fc.tuple(id, quoted).map(([album, genre]) => `Album.objects.filter(id=${album}).update(genre=${genre})`),
  fc.tuple(quoted, quoted).map(([genre, title]) => `Album.objects.filter(genre=${genre}).update(title=${title})`),
  quoted.map((genre) => `Album.objects.all().update(genre=${genre})`),
  fc.tuple(quoted, quoted).map(([title, genre]) => `Album.objects.create(title=${title}, artist="N", genre=${genre})`),
  fc
    .tuple(quoted, id)
    .map(([name, album]) => `for a in Album.objects.filter(id__gte=${album}): a.song_set.create(name=${name})`),
  id.map((album) => `Album.objects.filter(id=${album}).delete()`),
  id.map((song) => `Song.objects.filter(id__gte=${song}).delete()`),
  fc
    .tuple(id, id)
    .map(([song, album]) => `Song.objects.filter(id=${song}, album__id__lte=${album}).update(name=F("name") + 1)`),
  fc
    .tuple(id, quoted)
    .map(([song, name]) => `for s in Song.objects.filter(id__lte=${song}): s.name = ${name}; s.save()`),
  id.map((album) => `Song.objects.update(album=Album.objects.filter(id__lte=${album}).order_by("-id").first() or 1)`),
  fc.tuple(id, quoted).map(([album, title]) => `Album(id=${album}, title=${title}, artist="F", genre="F").save()`),
);

type Dump = ReturnType<typeof dump>;
type Row = Record<string, unknown>;

/** Rows by table and key. */
function rowsOf(state: Dump): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const [table, lines] of Object.entries(state)) {
    for (const line of lines) {
      const row = JSON.parse(line, (_key, v: unknown) =>
        typeof v === "string" && /^-?\d+n$/.test(v) ? Number(v.slice(0, -1)) : v,
      ) as Row;
      rows.set(`${table} ${String(row.id)}`, row);
    }
  }
  return rows;
}

/** What differs between two states, in the form of `told`. */
function differences(before: Dump, after: Dump): string[] {
  const [old, now] = [rowsOf(before), rowsOf(after)];
  const lines: string[] = [];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [a, b] = [old.get(key), now.get(key)];
    if (!a) lines.push(`insert ${key} ${JSON.stringify(b)}`);
    else if (!b) lines.push(`delete ${key} ${JSON.stringify(a)}`);
    else {
      const changed = Object.keys(a)
        .sort()
        .filter((column) => a[column] !== b[column]);
      if (changed.length > 0)
        lines.push(
          `update ${key} ${changed.map((c) => `${c}: ${JSON.stringify(a[c])} > ${JSON.stringify(b[c])}`).join()}`,
        );
    }
  }
  return lines.sort();
}

/** What effects say, row by row. */
function told(effects: readonly Effect[]): string[] {
  const lines = effects.flatMap(({ action, table, rows }) =>
    rows.map(({ pk, before, after }) => {
      const key = `${action} ${table} ${String(pk)}`;
      if (action !== "update") return `${key} ${JSON.stringify(after ?? before)}`;
      const columns = Object.keys(after ?? {})
        .sort()
        .filter((column) => column !== "id");
      return `${key} ${columns.map((c) => `${c}: ${JSON.stringify(before?.[c])} > ${JSON.stringify(after?.[c])}`).join()}`;
    }),
  );
  return lines.sort();
}

function same(a: unknown, b: unknown, what: string): void {
  const [left, right] = [JSON.stringify(a, null, 1), JSON.stringify(b, null, 1)];
  if (left !== right) throw new Error(`${what}\n${left}\nis not\n${right}`);
}

async function holds(engine: Engine, database: string, source: string): Promise<void> {
  const before = dump(database);
  const answer = await engine.run({ source }, NEVER);
  same(dump(database), before, "a rehearsal changed the database");
  // A script that fails or changes nothing has nothing to apply.
  if (answer.kind !== "preview") return;
  await applyView(engine, answer.preview);
  const after = dump(database);
  same(told(answer.preview.effects), differences(before, after), "the effects are not what changed");
  const undo = previewOf(await engine.undo(undefined, NEVER));
  same(dump(database), after, "the rehearsal of an undo changed the database");
  await applyView(engine, undo);
  same(told(undo.effects), differences(after, dump(database)), "the effects of the undo are not what changed");
  same(dump(database), before, "an undo did not restore every row");
}

describe("random scripts", () => {
  it(`show what they do, and are undone whole (${RUNS} runs, seed ${SEED})`, { timeout: 180_000 }, async () => {
    const workspace = musicWorkspace();
    const engine = newEngine();
    await engine.open({ workspace: workspace.folder, storage: workspace.storage, database: "db.sqlite3" });
    const script = fc.array(statement, { minLength: 1, maxLength: 6 }).map((lines) => lines.join("\n"));
    await fc.assert(
      fc.asyncProperty(script, (source) => holds(engine, workspace.database, source)),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
