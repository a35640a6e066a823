import { readFileSync } from "node:fs";
import { complete as completeIn } from "../../src/language/completion/complete";
import { LanguageService } from "../../src/language/service";
import { music } from "../unit/language/music";
import { chance, corpus, mutated } from "../unit/language/mutations";
import { longScript, manyModels } from "../unit/server/large";
import { StdioServer } from "../unit/server/stdio";
import { record, recordSides } from "./record";

const uri = "file:///workspace/long.queryset";

function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function shown(what: string, times: readonly number[]): void {
  const parts = [0.5, 0.95, 1].map((share) => percentile(times, share).toFixed(1).padStart(7));
  console.log(`${what.padEnd(44)} p50${parts[0]} ms  p95${parts[1]} ms  worst${parts[2]} ms`);
}

/** Resident memory of a process in megabytes, where the system tells. */
function memoryOf(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

/** Milliseconds of processor time that a process has used, where the system tells. */
function processorTime(pid: number | undefined): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return undefined;
  }
}

/** A keystroke in a script of 2,000 lines, with 500 models: completion and diagnostics, over stdio. */
export async function benchKeystrokes(): Promise<void> {
  const server = await StdioServer.start();
  const { connection } = server;
  await server.initialize({});
  await connection.sendNotification("queryset/models", manyModels(500));
  let text = longScript(2004);
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "queryset", version: 1, text },
  });
  const cold = performance.now();
  await server.diagnostics(uri, 1);
  console.log(`2,000 lines, 500 models: first diagnostics after ${(performance.now() - cold).toFixed(0)} ms`);

  const completions: number[] = [];
  const diagnostics: number[] = [];
  let version = 1;
  const before = processorTime(server.process.pid);
  const typed = "things.filter(before__na";
  for (let round = 0; round < 20; round++) {
    const line = 1 + ((round * 97) % 1900);
    const lines = text.split("\n");
    lines.splice(line, 0, "");
    text = lines.join("\n");
    const at = { line, character: 0 };
    await change("\n", { start: at, end: at });
    const name = `Thing${round}.objects.${typed}`;
    for (const [character, letter] of [...name].entries()) {
      const position = { line, character };
      const began = performance.now();
      await change(letter, { start: position, end: position });
      const next = { line, character: character + 1 };
      await connection.sendRequest("textDocument/completion", { textDocument: { uri }, position: next });
      completions.push(performance.now() - began);
      const checking = performance.now();
      await server.diagnostics(uri, version);
      diagnostics.push(performance.now() - Math.min(checking, began));
    }
    text = text
      .split("\n")
      .map((old, i) => (i === line ? `${name}me=1)` : old))
      .join("\n");
  }
  shown("completion after a keystroke", completions);
  shown("diagnostics after a keystroke", diagnostics);
  const of = "500 models, a script of 2,000 lines, p95";
  const p95 = (times: readonly number[]) => ({ server: percentile(times, 0.95) });
  recordSides({ bench: "language", what: "completion after a keystroke", of, target: "≤ 10 ms" }, p95(completions));
  recordSides({ bench: "language", what: "diagnostics after a keystroke", of, target: "≤ 30 ms" }, p95(diagnostics));
  const after = processorTime(server.process.pid);
  if (before !== undefined && after !== undefined) {
    const each = (after - before) / completions.length;
    console.log(
      `processor time of the server ${each.toFixed(1)} ms for a keystroke with its completion and diagnostics`,
    );
  }
  const memory = memoryOf(server.process.pid);
  if (memory !== undefined) {
    console.log(`memory of the server ${memory.toFixed(0)} MB`);
    record({
      bench: "language",
      what: "memory",
      of: "500 models",
      by: "server",
      mebibytes: memory,
      target: "≤ 114 MiB",
    });
  }
  await server.stop();

  async function change(inserted: string, range: object): Promise<void> {
    version++;
    await connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range, text: inserted }],
    });
  }
}

/** Broken scripts, each by itself: what the slowest answer took. `QUERYSET_EXPLORER_FUZZ` says how many. */
export function benchBroken(): void {
  const runs = Number(process.env.QUERYSET_EXPLORER_FUZZ ?? 2000);
  const service = new LanguageService();
  service.setModels(music);
  const next = chance(Number(process.env.QUERYSET_EXPLORER_SEED ?? 1));
  const texts = corpus();
  const times: number[] = [];
  let slowest = { time: 0, text: "" };
  for (let run = 0; run < runs; run++) {
    const text = mutated(texts, next);
    const offset = Math.floor(next() * (text.length + 1));
    const began = performance.now();
    service.problems(text);
    completeIn(service.script(""), text, offset);
    const time = performance.now() - began;
    if (run < 100) continue;
    times.push(time);
    if (time > slowest.time) slowest = { time, text };
  }
  shown(`diagnostics and completion of ${runs} broken scripts`, times);
  console.log(`slowest: ${JSON.stringify(slowest.text.slice(0, 200))}`);
}
