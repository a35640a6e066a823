import { describe, expect, it } from "vitest";
import type { Engine } from "../../../src/engine/engine";
import type { ResultHandle } from "../../../src/protocol/results";
import { musicWorkspace, NEVER, openEngine, run, statementsOf } from "./music";

async function resultOf(engine: Engine, source: string): Promise<ResultHandle> {
  const [statement] = statementsOf(await run(engine, source)).slice(-1);
  if (statement?.error) throw new Error(`${source}: ${statement.error.message}`);
  if (!statement?.result) throw new Error(`${source}: no rows`);
  return statement.result;
}

describe("what is offered for a result's columns", () => {
  it.each([
    "Album.objects",
    "Album.objects.all()",
    "Album.objects.order_by('?')",
    "Album.objects.filter(song__name__contains='e').distinct()",
    "Album.objects.select_related()",
    "Album.objects.values('artist').annotate(n=Count('id'))",
    "Album.objects.annotate(n=Count('song')).filter(n__gte=0)",
    "Album.objects.values_list('title', flat=True)",
    "Album.objects.values_list('artist', 'genre').distinct()",
    "Song.objects.values('album__artist', 'name')",
    "Song.objects.all() | Song.objects.filter(id=1)",
    "Album.objects.get(id=1).song_set",
    "Album.objects.none()",
    "Album.objects.only('title')",
  ])("runs: %s", async (source) => {
    const engine = await openEngine(musicWorkspace());
    const { columns, refinement } = await resultOf(engine, source);
    expect(refinement).toMatchObject({ order: expect.anything() });
    expect([refinement?.noOrder, refinement?.noFilter]).toEqual([undefined, undefined]);
    for (const { name } of columns) {
      const order = { kind: "order", column: name, direction: "desc", add: true } as const;
      const sorted = await engine.handlers.refine({ source, columns, change: order }, NEVER);
      const result = await resultOf(engine, sorted.source);
      expect(result.refinement?.order.at(-1)).toMatchObject({ column: name, descending: true });
      const where = { kind: "add", argument: `${name}__isnull=False`, exclude: false } as const;
      const filtered = await engine.handlers.refine({ source: sorted.source, columns, change: where }, NEVER);
      const narrowed = await resultOf(engine, filtered.source);
      expect(narrowed.refinement?.conditions.at(-1)).toMatchObject({ column: name, lookup: "isnull", python: "False" });
      expect(narrowed.columns).toEqual(columns);
    }
  });

  it.each([
    ["Album.objects.all()[:2]", "sliced", "sliced"],
    ["Album.objects.reverse()", "reversed", undefined],
    ["Album.objects.all().union(Album.objects.all())", undefined, "combined"],
    ["Album.objects.raw('SELECT * FROM music_album')", "raw", "raw"],
    ["Album.objects.get(id=1)", "list", "list"],
    ["list(Album.objects.all())", "list", "list"],
  ])("is nothing that would raise: %s", async (source, noOrder, noFilter) => {
    const engine = await openEngine(musicWorkspace());
    const { refinement } = await resultOf(engine, source);
    expect([refinement?.noOrder, refinement?.noFilter]).toEqual([noOrder, noFilter]);
  });

  it("knows a key by its other names", async () => {
    const engine = await openEngine(musicWorkspace());
    const { refinement } = await resultOf(engine, "Song.objects.filter(album=1).order_by('pk')");
    expect(refinement?.order[0]?.column).toBe("id");
    expect(refinement?.conditions[0]).toMatchObject({ column: "album_id", lookup: "exact", python: "1" });
  });
});
