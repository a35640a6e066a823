import { describe, expect, it } from "vitest";
import { musicWorkspace, NEVER, openEngine } from "./music";

describe("a statement of a file", () => {
  const before = 'album = Album.objects.get(pk=3)\nalbum.genre = "Blues"\nAlbum.objects.all().delete()\n';

  it("runs with the lines above that its names need, and only those", async () => {
    const engine = await openEngine(musicWorkspace());
    const answer = await engine.run({ source: "album.save()", before, line: 4 }, NEVER);
    if (answer.kind !== "preview") throw new Error(`expected a preview, got ${answer.kind}`);
    expect(answer.preview.effects.map(({ action, model, count }) => ({ action, model, count }))).toEqual([
      { action: "update", model: "music.Album", count: 1 },
    ]);
    expect(answer.preview.source).toBe('album = Album.objects.get(pk=3)\nalbum.genre = "Blues"\nalbum.save()');
  });

  it("answers for itself alone, with errors on the file's own lines", async () => {
    const engine = await openEngine(musicWorkspace());
    const read = await engine.run({ source: "album.title", before, line: 4 }, NEVER);
    expect(read.kind === "read" && read.statements.map(({ line, value }) => ({ line, value }))).toEqual([
      { line: 4, value: "Let It Be" },
    ]);
    const failed = await engine.run({ source: "album.titel", before, line: 4 }, NEVER);
    expect(failed.kind === "failed" && failed.statements.at(-1)?.error).toMatchObject({
      line: 4,
      type: "AttributeError",
    });
  });
});

describe("chance in the database", () => {
  it("draws the same at apply as in the preview", async () => {
    const engine = await openEngine(musicWorkspace());
    const source = "Album.objects.update(genre=Cast(Random(), output_field=models.CharField()))";
    const answer = await engine.run({ source }, NEVER);
    if (answer.kind !== "preview") throw new Error(`expected a preview, got ${answer.kind}`);
    expect(await engine.apply(answer.preview.id, NEVER)).toMatchObject({ kind: "applied" });
  });
});
