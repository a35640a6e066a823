import { createHash } from "node:crypto";
import { accessSync, closeSync, constants, openSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { QuerysetError } from "../../protocol/errors";
import { fileIdentity } from "../sqlite/file";
import { holdersOf } from "./holders";
import { writeBeside, writeWhole } from "./replace";
import { SaveLock } from "./saveLock";
import { whyNeverSaved } from "./saving";
import { withWal } from "./wal";

/** Bytes a file may have to be read into memory whole, and to be saved. */
const LIMIT = 100_000_000;

const NATIVE = "use a VS Code with SQLite of its own (1.103 or newer), which writes beside other programs";

/**
 * A SQLite file that is read whole into memory and replaced whole: only while it is what was read, nothing else uses it,
 * and a copy of its last state lies in `backups`. Without such a folder it can only be read.
 */
export class SqljsFile {
  /** Where symbolic links lead, as a link must stay one. */
  readonly #path: string;
  readonly #name: string;
  readonly #backups: string | null;
  #hash = "";
  /** The two bytes of the header that say how the file is journalled: memory knows only one way. */
  #journalling: readonly [number, number] = [1, 1];
  #failures = 0;
  #saved: { readonly signature: string; readonly is: string } | null = null;
  #current = "";

  /** `name` is the file as people know it. */
  constructor(path: string, name: string, backups: string | null) {
    this.#path = realpathSync(path);
    this.#name = name;
    this.#backups = backups;
  }

  /** What stays the same while the memory is what the file holds. Throws where there is no file any more. */
  identity(): string {
    const signature = this.#signature();
    return this.#saved?.signature === signature ? this.#saved.is : signature;
  }

  /** The content, that of a WAL included. Throws `ConnectionFailed` where it cannot be read whole. */
  read(): Uint8Array {
    const before = this.#signature();
    const size = statSync(this.#path).size;
    if (size > LIMIT)
      throw this.#unreadable(`it has ${megabytes(size)}, too much to be read into memory`, capital(`${NATIVE}.`));
    if (this.#hasHotJournal())
      throw this.#unreadable(
        `a program is in the middle of writing to it, or was ended there: ${basename(this.#path)}-journal has what it was`,
        "Try again when the program has finished; if it is gone, open the file once with a program that uses SQLite.",
      );
    const file = readFileSync(this.#path);
    const wal = readIfThere(`${this.#path}-wal`);
    if (this.#signature() !== before)
      throw this.#unreadable(
        "it changed while it was being read",
        "Try again when the other program has finished writing.",
      );
    this.#hash = digest(file);
    this.#saved = null;
    this.#current = before;
    this.#journalling = [file[18] ?? 1, file[19] ?? 1];
    // Never the array that was read: what SQLite does to it must not reach the buffer of Node's.
    const data = withWal(new Uint8Array(file), wal);
    if (data.length > 19) data.fill(1, 18, 20);
    return data;
  }

  /** Why the file cannot be saved now; null where it can. */
  refusal(): QuerysetError | null {
    const refuse = (reason: string, hint: string) =>
      new QuerysetError("ReadOnly", `${this.#name} can only be read: ${reason}.`, { hint });
    const never = whyNeverSaved(this.#path);
    if (never !== null)
      return refuse(never, "Copy rows to the scratch database to write to them, or use VS Code on the desktop.");
    if (this.#backups === null) return refuse("there is no folder for a copy of its last state", capital(`${NATIVE}.`));
    // Who reads or writes next is told that it is gone.
    if (!isThere(this.#path)) return null;
    for (const place of [this.#path, dirname(this.#path)]) {
      if (isWritable(place)) continue;
      const what = place === this.#path ? "the file" : "its folder";
      return refuse(`${what} is write-protected`, `Change the permissions of ${place}.`);
    }
    const live = this.#live();
    if (live === null) return null;
    return refuse(
      `another program is using it, as ${live} lies beside it`,
      `Close that program and try again, or ${NATIVE}.`,
    );
  }

  /**
   * Puts `content` in the file's place, or leaves all as it was and throws: `Conflict` where the file is not what was
   * read, `ReadOnly` or `OperationalError` with the reason elsewhere.
   */
  save(content: Uint8Array): void {
    try {
      const refusal = this.refusal();
      if (refusal !== null) throw refusal;
      if (content.length > LIMIT)
        throw new QuerysetError(
          "OperationalError",
          `${this.#name} would have ${megabytes(content.length)}, more than can be saved whole, so nothing was saved.`,
          { hint: capital(`${NATIVE}.`) },
        );
      content.set(this.#journalling, 18);
      this.#replace(content);
    } catch (error) {
      // What is in memory now is what the file is not: it is read again before anything else.
      this.#failures++;
      throw error instanceof QuerysetError ? error : this.#unsaved(error);
    }
    // It is saved. What fails from here on only means that it is read again.
    this.#hash = digest(content);
    try {
      this.#saved = { signature: this.#signature(), is: this.#current };
    } catch {
      this.#saved = null;
    }
  }

  #replace(content: Uint8Array): void {
    const lock = SaveLock.take(join(dirname(this.#path), `.${basename(this.#path)}.saving`));
    if (lock === null) throw this.#conflict("another window is saving it");
    try {
      const current = readFileSync(this.#path);
      if (digest(current) !== this.#hash) throw this.#conflict("another program has changed it since it was read");
      if (this.#backups !== null) writeWhole(backupOf(this.#backups, this.#path), current);
      const written = writeBeside(this.#path, content, statSync(this.#path));
      try {
        const [holder] = holdersOf(this.#path);
        if (holder !== undefined) throw this.#conflict(`${holder} has it open and would not see what is saved`);
        const live = this.#live();
        if (live !== null) throw this.#conflict(`another program is using it, as ${live} lies beside it`);
        // Looked at last: between this and the rename there is nothing.
        const isAsRead = digest(readFileSync(this.#path)) === this.#hash;
        if (!isAsRead || !lock.isOurs) throw this.#conflict("another program has changed it meanwhile");
        written.replace();
      } catch (error) {
        written.discard();
        throw error;
      }
    } finally {
      lock.release();
    }
  }

  /** The name of a file that says another program is at work; null where there is none. */
  #live(): string | null {
    const found = ["-wal", "-shm"].find((suffix) => isThere(this.#path + suffix));
    if (found !== undefined) return basename(this.#path) + found;
    // What is done with has a header of zeros; a transaction that has not reached the file yet, only zeros at its start.
    return this.#journalHeader().some((byte) => byte !== 0) ? `${basename(this.#path)}-journal` : null;
  }

  /** Only with the file itself does SQLite begin to write when the journal is whole, and then it has its first byte. */
  #hasHotJournal(): boolean {
    return this.#journalHeader()[0] !== 0;
  }

  #journalHeader(): Uint8Array {
    const header = new Uint8Array(28);
    try {
      const file = openSync(`${this.#path}-journal`, "r");
      try {
        readSync(file, header, 0, header.length, 0);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ENOENT") throw error;
    }
    return header;
  }

  #signature(): string {
    const one = (path: string): string => {
      const found = statSync(path, { bigint: true, throwIfNoEntry: false });
      return found ? `${found.size}:${found.mtimeNs}:${found.ctimeNs}` : "";
    };
    const identity = fileIdentity(this.#path, this.#name);
    return [this.#failures, identity, one(this.#path), one(`${this.#path}-wal`)].join(" ");
  }

  #unreadable(reason: string, hint: string): QuerysetError {
    return new QuerysetError("ConnectionFailed", `Could not open ${this.#name}: ${reason}.`, { hint });
  }

  #conflict(reason: string): QuerysetError {
    return new QuerysetError("Conflict", `Nothing was saved to ${this.#name}: ${reason}.`, {
      hint: "Close the other program where there is one, and preview the statement again: the file is read anew.",
    });
  }

  #unsaved(error: unknown): QuerysetError {
    const { code, message } = error as { code?: unknown; message?: unknown };
    const refused = (kind: "OperationalError" | "ReadOnly", reason: string, hint: string) =>
      new QuerysetError(kind, `Nothing was saved to ${this.#name}, which is as it was: ${reason}.`, {
        hint,
        cause: error,
      });
    if (code === "ENOSPC" || code === "EDQUOT")
      return refused("OperationalError", "the disk is full", "Free some space, then apply the preview again.");
    if (code === "EACCES" || code === "EPERM" || code === "EROFS")
      return refused("ReadOnly", String(message), "Check who owns the file and its folder, and who may write to them.");
    return refused("OperationalError", String(message), "Check the disk, then preview the statement again.");
  }
}

/** Where the last state of a file is kept before it is replaced. */
export function backupOf(backups: string, path: string): string {
  return join(backups, digest(new TextEncoder().encode(path)).slice(0, 16), basename(path));
}

function digest(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function readIfThere(path: string): Uint8Array {
  return isThere(path) ? readFileSync(path) : new Uint8Array();
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
