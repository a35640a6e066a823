import { describe, expect, it } from "vitest";
import type { Engine } from "../../../src/engine/engine";
import type { ComparisonView } from "../../../src/protocol/compare";
import type { Effect } from "../../../src/protocol/results";
import { musicWorkspace, NEVER, openEngine, run, statementsOf, write } from "./music";

const THINGS = `
class Thing(models.Model):
    name = models.TextField(null=True)
    price = models.DecimalField(max_digits=30, decimal_places=2, null=True)
    big = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)
`;
const SQL = `CREATE TABLE music_thing (id integer PRIMARY KEY, name text, price decimal, big bigint, at datetime);
  INSERT INTO music_thing VALUES (1, 'one', '1.50', 9007199254740993, '2026-01-03 10:00:00.000001'),
    (2, NULL, '2', 2, NULL), (3, 'three', '3', 3, NULL);`;

async function things() {
  const workspace = musicWorkspace({ models: THINGS, sql: SQL });
  return { engine: await openEngine(workspace), ...workspace };
}

/** The id of the rows that a queryset comes to. */
async function rowsOf(engine: Engine, source: string): Promise<string> {
  const result = statementsOf(await run(engine, source)).at(-1)?.result;
  if (result === undefined) throw new Error(`${source} has no rows`);
  return result.id;
}

/** The id of rows as they are now. */
async function held(engine: Engine, source: string): Promise<string> {
  const kept = await engine.handlers.hold({ id: await rowsOf(engine, source), rows: 1_000_000, bytes: 1 << 30 }, NEVER);
  if (kept === null) throw new Error("The rows were not held.");
  return kept.id;
}

async function compared(engine: Engine, before: string, after: string): Promise<ComparisonView> {
  const { job } = await engine.handlers.compareStart({ before, after }, NEVER);
  for (;;) {
    const { view } = await engine.handlers.compareStep({ job }, NEVER);
    if (view !== undefined) return view;
  }
}

/** `insert 2, delete 0, update 1, equal 3`. */
function counts({ effects, equal }: ComparisonView): string {
  return `${effects.map(({ action, count }) => `${action} ${count}`).join(", ")}, equal ${equal}`;
}

/** The columns that differ in each changed row: `1: name one→uno`. */
function changes({ rows }: Effect): readonly string[] {
  return rows.flatMap(({ pk, before, after }) =>
    Object.keys(after ?? {})
      .filter((column) => JSON.stringify(before?.[column]) !== JSON.stringify(after?.[column]))
      .map(
        (column) =>
          `${JSON.stringify(pk)}: ${column} ${JSON.stringify(before?.[column])}→${JSON.stringify(after?.[column])}`,
      ),
  );
}

describe("rows that are held", () => {
  it("stay as they were, whatever is written", async () => {
    const { engine, database } = await things();
    const id = await held(engine, "Thing.objects.order_by('id')");
    write(database, "UPDATE music_thing SET name = 'uno' WHERE id = 1; DELETE FROM music_thing WHERE id = 2");
    const page = await engine.handlers.page({ id, start: 0, count: 10 }, NEVER);
    expect(page.rows.map((row) => row[1]?.text)).toEqual(["one", "", "three"]);
    expect(page.rowCount).toBe(3);
    await engine.handlers.release({ id }, NEVER);
    await expect(async () => engine.handlers.page({ id, start: 0, count: 10 }, NEVER)).rejects.toThrow(
      "no longer held",
    );
  });

  it("are no more than were asked for", async () => {
    const { engine } = await things();
    const id = await rowsOf(engine, "Thing.objects.all()");
    expect(await engine.handlers.hold({ id, rows: 2, bytes: 1 << 20 }, NEVER)).toBeNull();
    expect(await engine.handlers.hold({ id, rows: 3, bytes: 1 << 20 }, NEVER)).toMatchObject({ rows: 3 });
  });

  it("are no larger than was asked for, and large ones are read a few at a time", async () => {
    const { engine, database } = await things();
    write(
      database,
      `WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 309)
       INSERT INTO music_thing (id, name) SELECT i, printf('%.*c', 100000, 'x') FROM n`,
    );
    const id = await rowsOf(engine, "Thing.objects.all()");
    expect(await engine.handlers.hold({ id, rows: 5000, bytes: 8 << 20 }, NEVER)).toBeNull();
    expect(await engine.handlers.hold({ id, rows: 5000, bytes: 100 << 20 }, NEVER)).toMatchObject({ rows: 303 });
  });

  it("outlive the results that are run after them", async () => {
    const { engine } = await things();
    const id = await held(engine, "Thing.objects.all()");
    for (let i = 0; i < 70; i++) await run(engine, "Thing.objects.all()");
    expect((await engine.handlers.page({ id, start: 0, count: 10 }, NEVER)).rows.length).toBe(3);
  });
});

describe("two results", () => {
  it("of the same rows do not differ", async () => {
    const { engine } = await things();
    const id = await held(engine, "Thing.objects.all()");
    const view = await compared(engine, id, await rowsOf(engine, "Thing.objects.order_by('-id')"));
    expect(counts(view)).toBe("insert 0, delete 0, update 0, equal 3");
    expect(view).toMatchObject({ keyed: true, uncompared: [] });
  });

  it("differ by rows that were added, removed and changed, each value to its last digit", async () => {
    const { engine, database } = await things();
    const id = await held(engine, "Thing.objects.all()");
    write(
      database,
      `UPDATE music_thing SET big = 9007199254740992, at = '2026-01-03 10:00:00.000002', price = '1.5' WHERE id = 1;
       UPDATE music_thing SET name = '' WHERE id = 2; DELETE FROM music_thing WHERE id = 3;
       INSERT INTO music_thing VALUES (4, 'four', NULL, NULL, NULL)`,
    );
    const view = await compared(engine, id, await rowsOf(engine, "Thing.objects.all()"));
    expect(counts(view)).toBe("insert 1, delete 1, update 2, equal 0");
    const [added, removed, changed] = view.effects;
    expect(added?.rows[0]).toMatchObject({ pk: 4, before: null, after: { name: "four" } });
    expect(removed?.rows[0]).toMatchObject({ pk: 3, before: { name: "three" }, after: null });
    expect(changed && changes(changed)).toEqual([
      '1: big "9007199254740993"→"9007199254740992"',
      '1: at "2026-01-03 10:00:00.000001+00:00"→"2026-01-03 10:00:00.000002+00:00"',
      '2: name null→""',
    ]);
  });

  it("are compared in the columns that both have", async () => {
    const { engine } = await things();
    const before = await rowsOf(engine, "Thing.objects.values('id', 'name', 'big')");
    const view = await compared(engine, before, await rowsOf(engine, "Thing.objects.values('name', 'price', 'id')"));
    expect(counts(view)).toBe("insert 0, delete 0, update 0, equal 3");
    expect(view.uncompared).toEqual(["big", "price"]);
  });

  it("are compared as whole rows where their key is missing, repeated ones one by one", async () => {
    const { engine, database } = await things();
    write(database, "UPDATE music_thing SET name = 'same'");
    const before = await held(engine, "Thing.objects.values('name')");
    write(database, "INSERT INTO music_thing (id, name) VALUES (5, 'same'), (6, 'other')");
    const view = await compared(engine, before, await rowsOf(engine, "Thing.objects.values('name')"));
    expect(counts(view)).toBe("insert 2, delete 0, update 0, equal 3");
    expect(view.keyed).toBe(false);
  });

  it("take no joined row's key for their own", async () => {
    const { engine } = await things();
    const before = await rowsOf(engine, "Song.objects.values('album__id', 'name')");
    const view = await compared(engine, before, await rowsOf(engine, "Song.objects.values('album__id', 'name')"));
    expect(view.keyed).toBe(false);
    expect(counts(view)).toMatch(/^insert 0, delete 0, update 0, equal \d+$/);
  });

  it("without a common column are refused", async () => {
    const { engine } = await things();
    const before = await rowsOf(engine, "Thing.objects.values('big')");
    const after = await rowsOf(engine, "Album.objects.values('title')");
    await expect(async () => engine.handlers.compareStart({ before, after }, NEVER)).rejects.toThrow(
      "no column in common",
    );
  });

  it("of 100,000 rows are compared piece by piece, and their differences paged", async () => {
    const { engine, database } = await things();
    const many = `WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 100009)
      INSERT INTO music_thing (id, name, big) SELECT i, 'thing ' || i, i * 2 FROM n`;
    write(database, many);
    const before = await held(engine, "Thing.objects.all()");
    write(database, "UPDATE music_thing SET big = 1 WHERE id % 100 = 0; DELETE FROM music_thing WHERE id = 77");
    const after = await rowsOf(engine, "Thing.objects.all()");
    const { job } = await engine.handlers.compareStart({ before, after }, NEVER);
    const steps: number[] = [];
    let view: ComparisonView | undefined;
    while (view === undefined) {
      const step = await engine.handlers.compareStep({ job }, NEVER);
      steps.push(step.rows);
      view = step.view;
    }
    expect(steps.length).toBeGreaterThan(20);
    expect(counts(view)).toBe("insert 0, delete 1, update 1000, equal 99002");
    const [, , changed] = view.effects;
    expect([changed?.rows.length, changed?.truncated]).toEqual([100, true]);
    const rest = await engine.handlers.effects({ comparison: job, effect: 2, start: 990, count: 100 }, NEVER);
    expect([rest.rows.length, rest.count]).toEqual([10, 1000]);
    await engine.handlers.release({ id: job }, NEVER);
    await expect(async () =>
      engine.handlers.effects({ comparison: job, effect: 2, start: 0, count: 1 }, NEVER),
    ).rejects.toThrow("no longer held");
  });
});
