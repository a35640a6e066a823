// Runs programs for the other scripts.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const bin = join(root, "node_modules", ".bin");
const shell = process.platform === "win32";

/** The environment of every program we start: our own tools first, VS Code's version of Node among them. */
export function environment(extra = {}) {
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`, ...extra };
}

/** The Node that VS Code runs on, whatever started this script. */
export function nodeProgram() {
  const own = join(root, "node_modules", "node", "bin", shell ? "node.exe" : "node");
  return existsSync(own) ? own : process.execPath;
}

/** Runs a program to its end with our output. Resolves to its exit code; `quiet` keeps the output for failures. */
export function run(program, args, { cwd = root, env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"];
    const child = spawn(program, args, { cwd, env: environment(env), stdio, shell });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (quiet && code !== 0) process.stderr.write(output);
      resolve(code ?? 1);
    });
  });
}

/** Runs a program and throws unless it succeeds. */
export async function must(program, args, options) {
  const code = await run(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with code ${code}`);
}

/** Tries `work` up to `times` times, a little later each time: networks fail now and then. */
export async function retried(what, times, work) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= times) throw error;
      console.log(`${what} failed (${error instanceof Error ? error.message : error}); trying again.`);
      await new Promise((resolve) => setTimeout(resolve, attempt * 5_000));
    }
  }
}

/** Where a program is found on the PATH, or undefined. */
export function find(...names) {
  for (const name of names) {
    const found = spawnSync(shell ? "where" : "which", [name], { encoding: "utf8" });
    if (found.status === 0) return found.stdout.split("\n")[0]?.trim();
  }
  return undefined;
}
