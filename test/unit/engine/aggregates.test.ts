import { describe, expect, it } from "vitest";
import { openDemo } from "./demoEngine";
import { run, statementsOf } from "./music";

/** A statement's columns, those that are computed from groups with what they hold. */
async function columns(source: string): Promise<string[]> {
  const { engine } = await openDemo();
  const [statement] = statementsOf(await run(engine, source)).slice(-1);
  if (statement?.result === undefined) throw new Error(statement?.error?.message ?? "no rows");
  return statement.result.columns.map(({ name, aggregate }) =>
    aggregate === undefined ? name : `${name}: ${aggregate}`,
  );
}

describe("columns that are computed from groups of rows", () => {
  it("are told from those that name the groups, and numbers from what is none", async () => {
    expect(await columns('Album.objects.values("genre").annotate(albums=Count("id"), last=Max("title"))')).toEqual([
      "genre",
      "albums: number",
      "last: other",
    ]);
    expect(await columns('Album.objects.values("genre").annotate(n=Count("id")).order_by("-n")[:3]')).toEqual([
      "genre",
      "n: number",
    ]);
    expect(await columns('Album.objects.values_list("artist", "genre").annotate(mean=Avg("id") * 2)')).toEqual([
      "artist",
      "genre",
      "mean: number",
    ]);
    expect(
      await columns('Album.objects.annotate(first=Left("title", 1)).values("first").annotate(n=Count("id"))'),
    ).toEqual(["first", "n: number"]);
  });

  it("are none of rows that are not grouped", async () => {
    expect(await columns('Album.objects.values("genre", "id")')).toEqual(["genre", "id"]);
    expect(await columns('Album.objects.annotate(n=Count("song"))')).toEqual(["id", "title", "artist", "genre", "n"]);
    expect(await columns('Album.objects.annotate(place=Window(RowNumber())).values("title", "place")')).toEqual([
      "title",
      "place",
    ]);
  });
});
