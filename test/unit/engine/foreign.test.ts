import { expect, it, vi } from "vitest";
import { Engine } from "../../../src/engine/engine";
import { WASM } from "../database/engines";
import { applied, musicWorkspace, NEVER, preview, readValue, write } from "./music";

it("tells of what another program commits, once, and never of its own applies", async () => {
  const workspace = musicWorkspace();
  const changed = vi.fn();
  const engine = new Engine(WASM.path, undefined, changed);
  try {
    await engine.open({ workspace: workspace.folder, storage: workspace.storage });
    await engine.refresh([]);
    await readValue(engine, "Album.objects.count()");
    await applied(engine, 'Album.objects.filter(genre="Rock").update(genre="Pop")');
    await engine.refresh([]);
    expect(changed).not.toHaveBeenCalled();
    write(workspace.database, "UPDATE music_album SET genre = 'Soul' WHERE id = 2");
    await engine.refresh([]);
    await engine.refresh([]);
    expect(changed).toHaveBeenCalledTimes(1);
    const view = await preview(engine, 'Album.objects.filter(genre="Soul").update(genre="Pop")');
    expect(await engine.isCurrent(view.id)).toBe(true);
    write(workspace.database, "UPDATE music_song SET name = 'x' WHERE id = 1");
    // A run reads what is there now: it is told before its results are.
    await engine.run({ source: "Song.objects.count()" }, NEVER);
    expect(changed).toHaveBeenCalledTimes(2);
    expect(await engine.isCurrent(view.id)).toBe(false);
  } finally {
    await engine.close();
  }
});
