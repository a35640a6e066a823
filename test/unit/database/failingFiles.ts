import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Calls to the file system that a save makes. */
export const FILE_CALLS = [
  "openSync",
  "readFileSync",
  "writeSync",
  "fchmodSync",
  "fsyncSync",
  "closeSync",
  "renameSync",
  "mkdirSync",
  "readdirSync",
  "statSync",
] as const;

/** Makes the nth of one kind of calls fail, once, from `start` to `stop`. */
export function failing(
  call: (typeof FILE_CALLS)[number],
  nth: number,
  code: string,
): { start(): void; stop(): void; happened(): boolean } {
  const real = fs[call] as (...args: unknown[]) => unknown;
  let count = 0;
  const set = (value: unknown): void => {
    (fs as unknown as Record<string, unknown>)[call] = value;
    syncBuiltinESMExports();
  };
  return {
    start: () =>
      set((...args: unknown[]) => {
        count++;
        if (count === nth) throw Object.assign(new Error(`${code}: injected, ${call}`), { code });
        return real(...args);
      }),
    stop: () => set(real),
    happened: () => count >= nth,
  };
}
