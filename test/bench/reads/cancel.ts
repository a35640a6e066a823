import { fork } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { EngineClient } from "../../../src/host/engine/engineClient";
import { Spare } from "../../../src/host/engine/spare";
import type { EngineProcess } from "../../../src/host/platform";
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
    console.log(`a cancelled join: over after ${ms(median(cancelled))}, at most ${ms(Math.max(...cancelled))} (≤ 100 ms)
  the next statement's rows ${ms(median(next))} after the cancel`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function until(client: EngineClient): Promise<void> {
  while (!client.stopped) await new Promise((resolve) => setTimeout(resolve, 1));
}

function clientOf(process: EngineProcess): EngineClient {
  const ignore = (): void => undefined;
  return new EngineClient(process, { progress: ignore, models: ignore, dataChanged: ignore, log: ignore }, ignore);
}

function forked(path: string): EngineProcess {
  const child = fork(path, { serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
  return {
    port: {
      post: (message) => void (child.connected && child.send(message as object, () => undefined)),
      onMessage: (receiver) => void child.on("message", receiver),
    },
    kill: () => void child.kill("SIGKILL"),
    onExit: (listener) => void child.once("exit", (code, signal) => listener(String(signal ?? code))),
    onOutput: () => undefined,
  };
}

async function engineIn(folder: string): Promise<string> {
  const outfile = join(folder, "engine.js");
  await build({
    entryPoints: ["src/engine/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    keepNames: true,
    logLevel: "error",
    external: ["pg-native", "cloudflare:sockets", "./drivers/*"],
  });
  copyFileSync("node_modules/sql.js/dist/sql-wasm.wasm", join(folder, "sql-wasm.wasm"));
  return outfile;
}
