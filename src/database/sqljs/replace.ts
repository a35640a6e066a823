import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { isAlive } from "./saveLock";

/** A file written beside the one it will replace: whole and on the disk, under a name of its own. */
export interface Written {
  /** Puts it in the other's place, at one moment; the folder is on the disk too when it returns. */
  replace(): void;
  /** Takes it away again. */
  discard(): void;
}

/** Writes `content` beside `path`, with the permissions and the owner of `like`; throws what the file system throws. */
export function writeBeside(path: string, content: Uint8Array, like: Pick<Stats, "mode" | "uid" | "gid">): Written {
  const folder = dirname(path);
  removeLeft(folder, basename(path));
  const part = join(folder, `.${basename(path)}.${process.pid}.part`);
  const discard = (): void => {
    try {
      rmSync(part, { force: true });
    } catch {
      // The next save removes it; what failed before is what the person should hear of.
    }
  };
  const file = openSync(part, "wx", 0o600);
  try {
    for (let at = 0; at < content.length; ) at += writeSync(file, content, at);
    const made = fstatSync(file);
    if (made.uid !== like.uid || made.gid !== like.gid) fchownSync(file, like.uid, like.gid);
    fchmodSync(file, like.mode & 0o7777);
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    closeQuietly(file);
    discard();
    throw error;
  }
  return {
    discard,
    replace: () => {
      renameSync(part, path);
      syncFolder(folder);
    },
  };
}

/** Writes a file that is whole or not there; makes its folder. */
export function writeWhole(path: string, content: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  writeBeside(path, content, { mode: 0o600, uid, gid }).replace();
}

function closeQuietly(file: number): void {
  try {
    closeSync(file);
  } catch {
    // It is closed already.
  }
}

/** What a process wrote that was ended before it could rename it. */
function removeLeft(folder: string, name: string): void {
  for (const entry of readdirSync(folder)) {
    if (!entry.startsWith(`.${name}.`) || !entry.endsWith(".part")) continue;
    const pid = Number(entry.slice(name.length + 2, -".part".length));
    if (Number.isInteger(pid) && (pid === process.pid || !isAlive(pid))) rmSync(join(folder, entry), { force: true });
  }
}

function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, "r");
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch {
    // Some systems cannot open a folder, or not sync it; there the rename has to do.
  }
}
