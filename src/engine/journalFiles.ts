import { createHash, randomUUID } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import type { Registry } from "../orm/registry";
import type { ChangeSet } from "../preview/changeSet";
import { type Input, type Packer, readChanges, readHead, writeEntry } from "../preview/journal/format";
import type { EntryHead, Journal } from "../preview/journal/journal";
import { readOldEntry } from "../preview/journal/old";
import { QuerysetError } from "../protocol/errors";
import type { HistoryEntry } from "../protocol/results";

/** The journal folder of one workspace inside the storage folder. */
export function journalFolder(storage: string, workspace: string): string {
  return join(storage, "journal", createHash("sha256").update(workspace).digest("hex").slice(0, 16));
}

/** What a journal may take. */
export interface JournalLimits {
  readonly days: number;
  readonly bytes: number;
}

export const JOURNAL_LIMITS: JournalLimits = { days: 90, bytes: 500_000_000 };

const ENTRY = ".journal";
const OLD_ENTRY = ".json";
const DAY = 86_400_000;

/** A head as it is in the file, with the process that wrote it. */
type StoredHead = Omit<EntryHead, "state"> & { readonly writer?: { readonly host: string; readonly process: number } };

/** Bytes that are unpacked at once: a whole block of an entry, so that it is not put together from small pieces. */
const UNPACKED = 2 ** 18 + 1024;

const packer: Packer = {
  pack: (bytes) => deflateRawSync(bytes, { level: constants.Z_BEST_SPEED }),
  unpack: (bytes) => {
    const { buffer, byteOffset, length } = inflateRawSync(bytes, { chunkSize: UNPACKED });
    return new Uint8Array(buffer, byteOffset, length);
  },
};

/** A journal of files: one an entry, written and synced before the commit it stands for; its state beside it. */
export class JournalFiles implements Journal {
  readonly holdsChanges = false;
  /** Entries that this process has begun and not settled. */
  readonly #begun = new Set<string>();

  constructor(
    readonly folder: string,
    readonly limits: JournalLimits = JOURNAL_LIMITS,
    /** What the models know of generated columns. */
    readonly registry: () => Registry | null = () => null,
  ) {}

  async begin(entry: EntryHead, changes: ChangeSet): Promise<void> {
    const head = { ...entry, writer: { host: hostname(), process: process.pid } };
    const name = `${entry.id}${ENTRY}`;
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      this.#begun.add(entry.id);
      await this.#write(name, async (file) => {
        const output = { write: async (bytes: Uint8Array) => void (await file.writeFile(bytes)) };
        await writeEntry(head, changes, this.registry(), output, packer);
      });
    } catch (error) {
      this.#begun.delete(entry.id);
      await rm(join(this.folder, `${name}.part`), { force: true }).catch(() => undefined);
      throw unwritten(error, this.folder);
    }
  }

  async settle(id: string, state: HistoryEntry["state"]): Promise<void> {
    await this.#write(`${id}.state`, (file) => file.writeFile(state));
    this.#begun.delete(id);
  }

  async list(): Promise<readonly EntryHead[]> {
    const heads: EntryHead[] = [];
    for (const name of await this.#names()) {
      const head = await this.#head(name);
      if (head) heads.push({ ...head, state: await this.#state(head.id) });
    }
    return heads.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  async open(id: string): Promise<ChangeSet> {
    const name = (await this.#names()).find((each) => each === `${id}${ENTRY}` || each === `${id}${OLD_ENTRY}`);
    const path = join(this.folder, name ?? `${id}${ENTRY}`);
    if (name?.endsWith(OLD_ENTRY)) {
      const old = readOldEntry(await readFile(path, "utf8"));
      if (old) return old.changes;
    } else if (name !== undefined) {
      const head = withFile(path, readHead);
      // The file is opened for each block: entries are read for a moment and kept for long.
      const size = withFile(path, (input) => input.size);
      const input: Input = { size, read: (position, length) => withFile(path, (file) => file.read(position, length)) };
      if (head) return readChanges(head, input, packer);
    }
    throw new QuerysetError("LookupError", "There is no such entry in the history.", {
      hint: "Old entries are dropped when the journal grows past its limits.",
    });
  }

  async isAtWork(id: string): Promise<boolean> {
    const head = await this.#head(`${id}${ENTRY}`);
    const { writer } = head ?? {};
    if (!writer || writer.host !== hostname()) return false;
    if (writer.process === process.pid) return this.#begun.has(id);
    try {
      process.kill(writer.process, 0);
      return true;
    } catch (error) {
      return (error as { code?: unknown }).code === "EPERM";
    }
  }

  /** Drops entries past the limits, oldest first, and what a crash left half written; never one that is open. */
  async prune(now = Date.now()): Promise<void> {
    const entries: { readonly id: string; readonly name: string; readonly bytes: number; readonly time: number }[] = [];
    for (const name of await this.#names()) {
      const found = await stat(join(this.folder, name)).catch(() => null);
      if (found) entries.push({ id: name.replace(/\.[a-z]+$/, ""), name, bytes: found.size, time: found.mtimeMs });
    }
    let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    for (const { id, name, bytes: own, time } of entries.sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const isOld = now - time > this.limits.days * DAY;
      if (!isOld && bytes <= this.limits.bytes) continue;
      if ((await this.#state(id)) === "open") continue;
      bytes -= own;
      await rm(join(this.folder, name), { force: true });
      await rm(join(this.folder, `${id}.state`), { force: true });
    }
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (!name.endsWith(".part")) continue;
      const found = await stat(join(this.folder, name)).catch(() => null);
      if (found && now - found.mtimeMs > DAY) await rm(join(this.folder, name), { force: true });
    }
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.folder).catch((): string[] => []);
    return names.filter((name) => name.endsWith(ENTRY) || name.endsWith(OLD_ENTRY));
  }

  async #head(name: string): Promise<StoredHead | null> {
    const path = join(this.folder, name);
    if (name.endsWith(OLD_ENTRY)) return readOldEntry(await readFile(path, "utf8").catch(() => ""))?.head ?? null;
    try {
      return withFile(path, readHead);
    } catch {
      return null;
    }
  }

  async #state(id: string): Promise<EntryHead["state"]> {
    const text = await readFile(join(this.folder, `${id}.state`), "utf8").catch(() => "open");
    return isState(text) ? text : "open";
  }

  /** A file that is whole or not there: written aside, synced, renamed, the folder synced. */
  async #write(name: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
    const path = join(this.folder, name);
    const aside = `${path}.${randomUUID()}.part`;
    const file = await open(aside, "w", 0o600);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
    const folder = await open(this.folder, "r").catch(() => null);
    // Some systems cannot open a folder; there the rename has to do.
    await folder?.sync().catch(() => undefined);
    await folder?.close();
  }
}

function withFile<T>(path: string, work: (input: Input) => T): T {
  const file = openSync(path, "r");
  try {
    return work({
      size: fstatSync(file).size,
      read: (position, length) => {
        const bytes = new Uint8Array(length);
        return bytes.subarray(0, readSync(file, bytes, 0, length, position));
      },
    });
  } finally {
    closeSync(file);
  }
}

/** A journal that cannot be written, in words for people; other errors as they are. */
function unwritten(error: unknown, folder: string): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== "string" || !/^E[A-Z]+$/.test(code)) return error;
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  const reason = isFull ? "the disk is full" : String(message);
  return new QuerysetError("OperationalError", `Nothing was written: the history could not be kept, as ${reason}.`, {
    hint: isFull ? `Free some space for ${folder}, then apply again.` : `Check who may write to ${folder}.`,
    cause: error,
  });
}

function isState(text: string): text is HistoryEntry["state"] {
  return ["applied", "not applied", "undone", "unknown"].includes(text);
}
