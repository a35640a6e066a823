import { describe, expect, it } from "vitest";
import { type Names, readRefinement } from "../../../src/engine/refine/read";
import { refine } from "../../../src/engine/refine/write";
import type { Refining } from "../../../src/protocol/refine";

const columns: readonly Names[] = [
  { column: "id", others: ["pk"] },
  { column: "title", others: [] },
  { column: "album_id", others: ["album"] },
];

const by = (column: string, direction: "asc" | "desc" | null, add = false): Refining => ({
  kind: "order",
  column,
  direction,
  add,
});
const where = (argument: string, exclude = false): Refining => ({ kind: "add", argument, exclude });

describe("an order is written into the statement", () => {
  it.each([
    ["Album.objects.all()", by("title", "asc"), 'Album.objects.all().order_by("title")'],
    ["Album.objects", by("title", "desc"), 'Album.objects.order_by("-title")'],
    ['Album.objects.order_by("title")', by("title", "desc"), 'Album.objects.order_by("-title")'],
    ['Album.objects.order_by("title")', by("title", null), "Album.objects.all()"],
    ['Album.objects.order_by("title")', by("id", "asc", true), 'Album.objects.order_by("title", "id")'],
    ['Album.objects.order_by("title", "id")', by("title", "desc", true), 'Album.objects.order_by("-title", "id")'],
    ['Album.objects.order_by("title", "-pk")', by("id", "asc", true), 'Album.objects.order_by("title", "id")'],
    ['Album.objects.order_by(F("a").desc())', by("id", "asc", true), 'Album.objects.order_by(F("a").desc(), "id")'],
    ['Album.objects.order_by("title").values("id")', by("id", "asc"), 'Album.objects.values("id").order_by("id")'],
    ["Album.objects.all()  # every one", by("id", "asc"), 'Album.objects.all().order_by("id")  # every one'],
    ["(\n    Album.objects\n    .all()\n)", by("id", "asc"), '(\n    Album.objects\n    .all().order_by("id")\n)'],
    ["a | b", by("id", "asc"), '(a | b).order_by("id")'],
    ["(a | b)", by("id", "asc"), '(a | b).order_by("id")'],
    ["a if b else c", by("id", "asc"), '(a if b else c).order_by("id")'],
    ["Album.objects.get(pk=1).song_set", by("id", "asc"), 'Album.objects.get(pk=1).song_set.order_by("id")'],
    ["albums", by("id", "asc"), 'albums.order_by("id")'],
    [
      'Author.objects.order_by("name").first().book_set.all()',
      by("title", "asc"),
      'Author.objects.order_by("name").first().book_set.all().order_by("title")',
    ],
  ])("%s, %j", (text, change, expected) => {
    expect(refine(text, change, columns)).toBe(expected);
  });
});

describe("a condition is written into the statement", () => {
  it.each([
    ["Album.objects.all()", where('title="a"'), 'Album.objects.all().filter(title="a")'],
    ["Album.objects.filter(id=1)", where('title="a"'), 'Album.objects.filter(id=1, title="a")'],
    ["Album.objects.filter(id=1,)", where('title="a"'), 'Album.objects.filter(id=1, title="a")'],
    ["Album.objects.filter(id=1)", where("id=2"), "Album.objects.filter(id=1).filter(id=2)"],
    ["Album.objects.filter(Q(id=1))", where("id=2"), "Album.objects.filter(Q(id=1)).filter(id=2)"],
    ['Album.objects.order_by("id")', where("id__gt=2"), 'Album.objects.filter(id__gt=2).order_by("id")'],
    ["Album.objects.filter(id=1)", where("id=2", true), "Album.objects.filter(id=1).exclude(id=2)"],
    ["a | b", where("id=2"), "(a | b).filter(id=2)"],
    [
      'Song.objects.filter(x=1).annotate(n=Count("a"))',
      where("n__gt=2"),
      'Song.objects.filter(x=1).annotate(n=Count("a")).filter(n__gt=2)',
    ],
  ])("%s, %j", (text, change, expected) => {
    expect(refine(text, change, columns)).toBe(expected);
  });

  it.each([
    ['Album.objects.filter(id=1, title="a")', 0, 'Album.objects.filter(title="a")'],
    ['Album.objects.filter(id=1, title="a")', 1, "Album.objects.filter(id=1)"],
    ["Album.objects.filter(id=1)", 0, "Album.objects.all()"],
    ["Album.objects.filter(id=1).exclude(id=2)", 0, "Album.objects.exclude(id=2)"],
    ['Album.objects.filter(\n    id=1,\n    title="a",\n)', 0, 'Album.objects.filter(\n    title="a",\n)'],
    ['(a | b).filter(id=1).order_by("id")', 0, '(a | b).order_by("id")'],
  ])("and taken out of it again: %s, %i", (text, at, expected) => {
    expect(refine(text, { kind: "remove", at }, columns)).toBe(expected);
  });

  it("all at once", () => {
    expect(refine("Album.objects.filter(id=1).exclude(id=2, x=3)[:5]", { kind: "clear" })).toBe(
      "Album.objects.filter(id=1).exclude(id=2, x=3)[:5]",
    );
    expect(refine("Album.objects.filter(id=1).exclude(id=2, x=3)", { kind: "clear" })).toBe("Album.objects.all()");
  });

  it("leaves what is more than an expression alone", () => {
    expect(() => refine("a = 1\nb", by("id", "asc"))).toThrow("one queryset");
    expect(() => refine("Album.objects.filter(", by("id", "asc"))).toThrow("one queryset");
  });
});

describe("order and conditions are read back from the text", () => {
  it("by the columns they are about", () => {
    const read = readRefinement(
      'Song.objects.filter(album=3, title__icontains="x").exclude(Q(id=1)).order_by("-pk", "album", "title", F("x"))',
      columns,
    );
    expect(read.conditions).toEqual([
      { column: "album_id", lookup: "exact", python: "3", exclude: false },
      { column: "title", lookup: "icontains", python: '"x"', exclude: false },
      { column: null, lookup: "", python: "Q(id=1)", exclude: true },
    ]);
    expect(read.order.map(({ column, descending }) => [column, descending])).toEqual([
      ["id", true],
      [null, false],
      ["title", false],
      [null, false],
    ]);
  });

  it("says what cannot be refined", () => {
    expect(readRefinement("a = 1", columns).noOrder).toBe("statement");
    expect(readRefinement('Album.objects.raw("SELECT 1")', columns).noFilter).toBe("raw");
    expect(readRefinement("Album.objects.all()[:5]", columns, { noOrder: "sliced" }).noOrder).toBe("sliced");
  });
});
