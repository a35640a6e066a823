import { expect, it } from "vitest";
import { applied, musicWorkspace, NEVER, openEngine, previewOf, undone, write } from "./music";

it("names the rows of an apply, of its undo, and of those changed since", async () => {
  const workspace = musicWorkspace();
  const engine = await openEngine(workspace);
  const { id } = await applied(engine, 'Album.objects.filter(genre="Rock").update(genre="Pop")');
  const { effects } = await engine.entry(id);
  expect(effects[0]?.rows.map(({ pk, label }) => [pk, label])).toEqual([
    [2, "Abbey Road"],
    [3, "Let It Be"],
  ]);
  write(workspace.database, "UPDATE music_album SET genre = 'Soul' WHERE id = 3");
  const view = previewOf(await engine.undo(id, NEVER));
  expect(view.effects[0]?.rows.map(({ label }) => label)).toEqual(["Abbey Road"]);
  expect(view.conflicts?.[0]?.rows.map(({ label }) => label)).toEqual(["Let It Be"]);
});

it("names rows that were deleted by what they were", async () => {
  const engine = await openEngine(musicWorkspace());
  const { id } = await applied(engine, "Song.objects.filter(album_id=2).delete()");
  const { effects } = await engine.entry(id);
  expect(effects[0]?.rows.every(({ label }) => label !== undefined)).toBe(true);
  expect(previewOf(await engine.undo(id, NEVER)).effects[0]?.rows.map(({ label }) => label)).toEqual(
    effects[0]?.rows.map(({ label }) => label),
  );
});

it("tells the undo of an undo from an undo", async () => {
  const engine = await openEngine(musicWorkspace());
  const { id } = await applied(engine, "Song.objects.filter(album_id=2).delete()");
  expect(previewOf(await engine.undo(id, NEVER)).isRedo).toBeUndefined();
  const undo = await undone(engine, id);
  expect(previewOf(await engine.undo(undo.id, NEVER)).isRedo).toBe(true);
  const redo = await undone(engine, undo.id);
  expect(previewOf(await engine.undo(redo.id, NEVER)).isRedo).toBeUndefined();
});
