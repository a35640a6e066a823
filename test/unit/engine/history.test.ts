import { expect, it } from "vitest";
import { applied, applyView, musicWorkspace, NEVER, openEngine, previewOf, undone, write } from "./music";

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

it("says what a fresh preview after a conflict is of, and names its rows", async () => {
  const workspace = musicWorkspace();
  const engine = await openEngine(workspace);
  const { id } = await applied(engine, 'Album.objects.filter(genre="Rock").update(genre="Pop")');
  const fresh = async (entry: string, changed: number) => {
    const shown = previewOf(await engine.undo(entry, NEVER));
    write(workspace.database, `UPDATE music_album SET genre = 'Soul' WHERE id = ${changed}`);
    const answer = await engine.apply(shown.id, NEVER);
    if (answer.kind !== "conflict") throw new Error(answer.kind);
    return answer.preview;
  };
  const undo = await fresh(id, 3);
  expect([undo.undoOf, undo.isRedo]).toEqual([id, undefined]);
  expect(undo.effects[0]?.rows.map(({ label }) => label)).toEqual(["Abbey Road"]);
  expect(undo.conflicts?.[0]?.rows.map(({ label }) => label)).toEqual(["Let It Be"]);
  const undoing = await applyView(engine, undo);
  const redo = await fresh(undoing.id, 2);
  expect([redo.undoOf, redo.isRedo]).toEqual([undoing.id, true]);
  expect(redo.conflicts?.[0]?.rows.map(({ label }) => label)).toEqual(["Abbey Road"]);
});

it("copies what was undone with a note, and what was done again without", async () => {
  const engine = await openEngine(musicWorkspace());
  const source = "Song.objects.filter(album_id=2).delete()";
  const { id } = await applied(engine, source);
  const undo = await undone(engine, id);
  const redo = await undone(engine, undo.id);
  const script = async (entry: string) => (await engine.handlers.script({ entry }, NEVER)).source;
  const note = "# This is the statement that was undone.\n";
  expect(await script(undo.id)).toMatch(new RegExp(`^# db\\.sqlite3, .*: 3 rows inserted, an undo\\n${note}Song`));
  expect(await script(redo.id)).toMatch(/^# db\.sqlite3, .*: 3 rows deleted\nSong/);
});
