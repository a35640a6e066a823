import { fork } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { engine, release } from "../../scripts/bundles.mjs";
import { EngineClient } from "../../src/host/engine/engineClient";
import { ENGINE_ENVIRONMENT, ENGINE_FLAGS } from "../../src/host/engine/flags";
import type { EngineProcess } from "../../src/host/platform";

/** The line to an engine as the extension has it. */
export function clientOf(process: EngineProcess): EngineClient {
  const ignore = (): void => undefined;
  return new EngineClient(process, { progress: ignore, models: ignore, dataChanged: ignore, log: ignore }, ignore);
}

/** An engine in a process of its own. `pid` tells what it takes of the machine. */
export function forked(path: string): EngineProcess & { readonly pid: number } {
  const child = fork(path, {
    env: { ...process.env, ...ENGINE_ENVIRONMENT },
    execArgv: [...ENGINE_FLAGS],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return {
    pid: child.pid ?? 0,
    port: {
      post: (message) => void (child.connected && child.send(message as object, () => undefined)),
      onMessage: (receiver) => void child.on("message", receiver),
    },
    kill: () => void child.kill("SIGKILL"),
    onExit: (listener) => void child.once("exit", (code, signal) => listener(String(signal ?? code))),
    onOutput: () => undefined,
  };
}

/** Builds the engine into a folder, as it is released; gives the file to fork. */
export async function engineIn(folder: string): Promise<string> {
  const { outdir: _, ...options } = engine;
  const outfile = join(folder, "engine.js");
  await build({ ...options, ...release, entryPoints: ["src/engine/main.ts"], outfile });
  copyFileSync("node_modules/sql.js/dist/sql-wasm.wasm", join(folder, "sql-wasm.wasm"));
  return outfile;
}

/** The most memory a process has held so far, in MiB (Linux's `VmHWM`); null where the system does not tell. */
export function peakMemory(pid: number): number | null {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return found ? Number(found[1]) / 1024 : null;
  } catch {
    return null;
  }
}
