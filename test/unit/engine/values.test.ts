import { describe, expect, it } from "vitest";
import type { Engine } from "../../../src/engine/engine";
import type { Cell } from "../../../src/protocol/results";
import { ask } from "../database/temporary";
import { applyView, dump, musicWorkspace, NEVER, openEngine, preview, run, statementsOf, undone } from "./music";

const MODELS = `class Thing(models.Model):
    n = models.BigIntegerField(null=True)
    text = models.TextField(null=True)
    data = models.BinaryField(null=True)
    price = models.DecimalField(max_digits=20, decimal_places=2, null=True)
`;
const TABLE =
  'CREATE TABLE music_thing (id INTEGER PRIMARY KEY AUTOINCREMENT, n bigint, "text" text, data BLOB, price decimal)';

const things = (values: string) =>
  musicWorkspace({
    models: MODELS,
    sql: `${TABLE}; INSERT INTO music_thing (id, n, "text", data, price) VALUES ${values}`,
  });

async function cells(engine: Engine, source: string): Promise<{ id: string; rows: readonly (readonly Cell[])[] }> {
  const id = statementsOf(await run(engine, source))[0]?.result?.id ?? "";
  return { id, rows: (await engine.handlers.page({ id, start: 0, count: 100 }, NEVER)).rows };
}

describe.each(["native", "sqljs"] as const)("values on %s", (backend) => {
  it("tells NULL from the empty text, and empty bytes from none", async () => {
    const engine = await openEngine(things("(1, NULL, NULL, NULL, NULL), (2, 0, '', x'', 0)"), { backend });
    const { rows } = await cells(engine, 'Thing.objects.order_by("id")');
    expect(rows[0]?.slice(1)).toEqual(Array.from({ length: 4 }, () => ({ kind: "null", text: "" })));
    expect(rows[1]?.slice(1, 4)).toEqual([
      { kind: "int", text: "0" },
      { kind: "str", text: "" },
      { kind: "bytes", text: "b''" },
    ]);
    expect(rows[1]?.[4]?.kind).toBe("decimal");
    const view = await preview(engine, 'Thing.objects.filter(id=1).update(text="", data=b"\\x00\\xff")');
    expect(view.effects[0]?.rows[0]).toMatchObject({
      before: { text: null, data: null },
      after: { text: "", data: "hex:00ff" },
    });
  });

  it("keeps integers past 2^53 exact in pages and previews", async () => {
    const engine = await openEngine(
      things("(1, 9007199254740993, NULL, NULL, NULL), (2, -9223372036854775808, NULL, NULL, NULL)"),
      { backend },
    );
    const { rows } = await cells(engine, 'Thing.objects.order_by("id").values_list("n")');
    expect(rows.map((row) => row[0]?.text)).toEqual(["9007199254740993", "-9223372036854775808"]);
    const view = await preview(engine, 'Thing.objects.filter(id=1).update(n=F("n") + 2)');
    expect(view.effects[0]?.rows[0]).toMatchObject({
      before: { n: 9007199254740993n },
      after: { n: 9007199254740995n },
    });
  });

  it("sends the start of a 5 MB text with its page, and the whole of it when asked", async () => {
    const engine = await openEngine(things(`(1, 1, replace(hex(zeroblob(2500000)), '0', 'é'), NULL, NULL)`), {
      backend,
    });
    const { id, rows } = await cells(engine, "Thing.objects.all()");
    expect(rows[0]?.[2]).toEqual({ kind: "str", text: "é".repeat(1000), length: 5_000_000 });
    expect((await engine.handlers.cell({ id, row: 0, column: 2 }, NEVER)).text).toBe("é".repeat(5_000_000));
  });

  it("does not cut a character in half", async () => {
    const engine = await openEngine(things(`(1, 1, 'a' || replace(hex(zeroblob(600)), '0', '🎸'), NULL, NULL)`), {
      backend,
    });
    const { rows } = await cells(engine, "Thing.objects.all()");
    expect(rows[0]?.[2]?.text).toBe(`a${"🎸".repeat(499)}`);
    expect(rows[0]?.[2]?.length).toBe(2401);
  });

  it("gives the whole of long bytes when asked", async () => {
    const engine = await openEngine(things("(1, 1, NULL, zeroblob(3000), NULL)"), { backend });
    const { id, rows } = await cells(engine, "Thing.objects.all()");
    expect(rows[0]?.[3]).toMatchObject({ kind: "bytes", length: 12_003 });
    expect(rows[0]?.[3]?.text).toHaveLength(1000);
    expect((await engine.handlers.cell({ id, row: 0, column: 3 }, NEVER)).text).toBe(`b'${"\\x00".repeat(3000)}'`);
  });
});

describe("values through apply and undo", () => {
  it("come back exactly", async () => {
    const workspace = things(
      "(1, 9223372036854775807, '', x'00ff', 12.5), (2, NULL, NULL, NULL, NULL), (3, 1, 'a' || char(0) || 'b', x'', '7.10')",
    );
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    const types = 'SELECT id, typeof(n) n, typeof("text") t, typeof(data) d, typeof(price) p FROM music_thing';
    const typesBefore = ask(workspace.database, types);
    await applyView(
      engine,
      await preview(engine, 'Thing.objects.update(n=5, text="x", data=b"y", price=Decimal("1.10"))'),
    );
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
    await applyView(engine, await preview(engine, "Thing.objects.all().delete()"));
    expect(dump(workspace.database).music_thing).toEqual([]);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
    expect(ask(workspace.database, types)).toEqual(typesBefore);
  });
});
