import { closeSync, mkdirSync, openSync, readSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { OpenSpill } from "../database/changes/bytes";

const NAME = /^rows-(\d+)-\d+\.tmp$/;

let made = 0;

/** Files for the rows of previews, in a folder of the storage; each is gone when it is closed, or with its process. */
export async function spillFiles(storage: string): Promise<OpenSpill> {
  const folder = join(storage, "previews");
  await removeLeft(folder);
  return () => {
    // Only what is too large for memory needs it: where it cannot be made, the rest still works.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `rows-${process.pid}-${made++}.tmp`);
    const file = openSync(path, "wx+", 0o600);
    // Without a name it goes with the process, however that ends; where a system keeps open files' names, later.
    let isNamed = false;
    try {
      unlinkSync(path);
    } catch {
      isNamed = true;
    }
    let end = 0;
    return {
      write: (bytes) => {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, end + at);
        end += bytes.length;
        return end - bytes.length;
      },
      read: (position, into) => {
        readSync(file, into, 0, into.length, position);
        return into;
      },
      close: () => {
        closeSync(file);
        if (isNamed) rmSync(path, { force: true });
      },
    };
  };
}

/** What processes that are gone left behind. */
async function removeLeft(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const owner = Number(NAME.exec(name)?.[1] ?? 0);
    if (owner === 0 || owner === process.pid) continue;
    try {
      process.kill(owner, 0);
    } catch {
      await rm(join(folder, name), { force: true }).catch(() => undefined);
    }
  }
}
