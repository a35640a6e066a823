import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineClient } from "../../../src/host/engine/engineClient";
import { Spare } from "../../../src/host/engine/spare";
import { clientOf, engineIn, forked } from "../engineProcess";
import { recordSides } from "../record";
import { median, ms, timed } from "./measure";

/** Every song with every other: ten million times ten million. */
const JOIN = 'Song.objects.extra(tables=["music_album"], where=["music_song.plays + music_album.id < 0"])';

/** How soon a cancelled join is over for the person, and the next statement answered by the engine that takes over. */
export async function cancelTimes(request: { workspace: string; storage: string }, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "queryset-engine-"));
  try {
    const entry = await engineIn(folder);
    const cancelled: number[] = [];
    const next: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const spare = new Spare(() => forked(entry));
      const client = clientOf(forked(entry));
      await client.call("open", request);
      const controller = new AbortController();
      const run = spare.during(client.call("run", { source: JOIN }, controller.signal)).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      let other = client;
      const after = timed(async () => {
        controller.abort();
        const over = await timed(() => Promise.race([run, until(client)]));
        if (round >= 0) cancelled.push(over);
        other = clientOf(spare.take());
        await other.call("open", request);
        await other.call("run", { source: "Album.objects.all()" });
      });
      if (round >= 0) next.push(await after);
      else await after;
      client.dispose();
      other.dispose();
      spare.dispose();
    }
    recordSides({ bench: "reads", what: "a join is cancelled", target: "≤ 100 ms" }, { engine: median(cancelled) });
    console.log(`a cancelled join: over after ${ms(median(cancelled))}, at most ${ms(Math.max(...cancelled))} (≤ 100 ms)
  the next statement's rows ${ms(median(next))} after the cancel`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function until(client: EngineClient): Promise<void> {
  while (!client.stopped) await new Promise((resolve) => setTimeout(resolve, 1));
}
