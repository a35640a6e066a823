import { describe, expect, it } from "vitest";
import { contextFor } from "../../../src/python/dependencies";

/** The lines of a context that were kept, with their numbers. */
function kept(before: string, statement: string): string[] {
  return contextFor(`${before}\n`, statement)
    .split("\n")
    .flatMap((line, i) => (line.trim() === "" ? [] : [`${i + 1} ${line.trim()}`]));
}

describe("the context of a statement", () => {
  it("keeps where a name was bound and what changed it since", () => {
    const before = 'x = 1\nalbum = Album.objects.get(pk=3)\nAlbum.objects.count()\nalbum.genre = "Rock"\ny = 2';
    expect(kept(before, "album.save()")).toEqual(["2 album = Album.objects.get(pk=3)", '4 album.genre = "Rock"']);
  });

  it("follows names to what they are made of", () => {
    expect(kept("a = 1\nb = a + 1\nc = 5", "print(b)")).toEqual(["1 a = 1", "2 b = a + 1"]);
  });

  it("stops where a name is bound afresh", () => {
    expect(kept("a = 1\na = 2\na += 1", "a")).toEqual(["2 a = 2", "3 a += 1"]);
  });

  it("keeps loops that change what the statement needs, and functions it calls", () => {
    const before = 'xs = list(Album.objects.all())\nfor x in xs:\n    x.genre = "*"\ndef f(v):\n    return v';
    expect(kept(before, 'Album.objects.bulk_update(f(xs), ["genre"])')).toEqual([
      "1 xs = list(Album.objects.all())",
      "2 for x in xs:",
      '3 x.genre = "*"',
      "4 def f(v):",
      "5 return v",
    ]);
  });

  it("keeps nothing for a statement that names only models", () => {
    expect(kept("for a in Album.objects.all():\n    a.save()", "Album.objects.count()")).toEqual([]);
  });

  it("keeps nothing of what a name was before the statement binds it", () => {
    const before = "for album in Album.objects.all():\n    album.save()";
    expect(kept(before, "album = Album.objects.get(pk=3)")).toEqual([]);
    expect(kept(before, "album = Album.objects.get(pk=3)\nalbum.save()")).toEqual([]);
    expect(kept("n = 1", "n = n + 1")).toEqual(["1 n = 1"]);
  });

  it("keeps the lines where they are", () => {
    const before = "x = 1\n\n# a comment\ny = x\n";
    expect(contextFor(before, "y").split("\n").length).toBe(before.split("\n").length);
  });
});
