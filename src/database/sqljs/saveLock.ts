import { closeSync, lstatSync, openSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeSync } from "node:fs";
import { hostname } from "node:os";

/** A lock of another machine that is older than this was left behind, milliseconds. */
const OLD = 60_000;

/** Keeps two engines from saving the same file at once: a link beside it that names its owner. */
export class SaveLock {
  readonly #path: string;
  readonly #owner: string;

  private constructor(path: string, owner: string) {
    this.#path = path;
    this.#owner = owner;
  }

  /** Takes the lock at `path`; null where another living process has it. One that a crash left behind is taken over. */
  static take(path: string): SaveLock | null {
    const owner = `${process.pid} ${hostname()} ${Date.now()}`;
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        make(path, owner);
        return new SaveLock(path, owner);
      } catch (error) {
        if ((error as { code?: unknown }).code !== "EEXIST") throw error;
        if (isHeld(path)) return null;
        rmSync(path, { force: true });
      }
    }
    return null;
  }

  /** Nobody took it for one that was left behind. */
  get isOurs(): boolean {
    return read(this.#path) === this.#owner;
  }

  /** Gives it back; never throws, as what was saved is saved. */
  release(): void {
    try {
      if (this.isOurs) rmSync(this.#path, { force: true });
    } catch {
      // The next to save finds that its owner is gone.
    }
  }
}

/** A link that leads nowhere but names its owner is there at one moment, name and all, which a file is not. */
function make(path: string, owner: string): void {
  try {
    symlinkSync(owner, path);
    return;
  } catch (error) {
    if ((error as { code?: unknown }).code === "EEXIST") throw error;
    // Links are not for everybody on Windows, and some disks have none.
  }
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, owner);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function isHeld(path: string): boolean {
  const [pid = "", host = ""] = read(path).split(" ");
  // Not written yet, or another machine's: only its age can tell.
  if (pid === "" || host !== hostname()) return age(path) < OLD;
  // A save is over before this process begins another.
  return Number(pid) !== process.pid && isAlive(Number(pid));
}

/** Whether a process of this machine runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === "EPERM";
  }
}

function read(path: string): string {
  for (const one of [() => readlinkSync(path), () => readFileSync(path, "utf8")]) {
    try {
      return one();
    } catch {
      // Not there, or not of that kind.
    }
  }
  return "";
}

function age(path: string): number {
  try {
    return Date.now() - lstatSync(path).mtimeMs;
  } catch {
    return OLD;
  }
}
