import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { Backend } from "../../../src/database/backend";
import { backupOf } from "../../../src/database/sqljs/file";
import { openSqljsFile } from "../../../src/database/sqljs/open";
import { WASM } from "./engines";
import { FILE_CALLS, failing } from "./failingFiles";
import { ask, fingerprint, makeDatabase, temporaryFolder } from "./temporary";

const TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'one'), (2, 'two')";

function opened(path: string, backups = temporaryFolder()): Promise<Backend> {
  return openSqljsFile(path, { wasm: WASM, backups });
}

async function commit(backend: Backend, sql: string, before: () => void = () => undefined): Promise<void> {
  await backend.transaction(async (transaction) => {
    await transaction.write(sql);
    before();
    await transaction.commit();
  });
}

async function ids(backend: Backend): Promise<unknown[]> {
  return (await backend.read((session) => session.all("SELECT id FROM t ORDER BY id"))).map((row) => row.id);
}

/** What lies beside a database after a save: nothing but the database. */
function beside(path: string): string[] {
  return readdirSync(dirname(path)).filter((name) => name !== "test.sqlite3");
}

describe("sql.js saving a file", () => {
  it("writes it whole, keeps its last state, and goes on from there", async () => {
    const path = makeDatabase(TABLE);
    const backups = temporaryFolder();
    const before = readFileSync(path);
    const backend = await opened(path, backups);
    expect(backend.info.readOnly).toBe(false);
    await commit(backend, "INSERT INTO t VALUES (3, 'three')");
    expect(ask(path, "SELECT id FROM t")).toHaveLength(3);
    expect(ask(path, "PRAGMA integrity_check")).toMatchObject([{ integrity_check: "ok" }]);
    expect(readFileSync(backupOf(backups, realpathSync(path)))).toEqual(before);
    const second = readFileSync(path);
    await commit(backend, "DELETE FROM t WHERE id = 1");
    expect(ask(path, "SELECT id FROM t")).toMatchObject([{ id: 2 }, { id: 3 }]);
    expect(readFileSync(backupOf(backups, realpathSync(path)))).toEqual(second);
    expect(beside(path)).toEqual([]);
    await backend.close();
  });

  it("keeps permissions, follows symbolic links, and leaves a WAL database one", async () => {
    const path = makeDatabase(`PRAGMA journal_mode = WAL; ${TABLE}`);
    chmodSync(path, 0o640);
    const link = join(temporaryFolder(), "link.sqlite3");
    symlinkSync(path, link);
    const backend = await opened(link);
    await commit(backend, "DELETE FROM t WHERE id = 1");
    await backend.close();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(ask(path, "SELECT id FROM t")).toMatchObject([{ id: 2 }]);
    expect(ask(path, "PRAGMA journal_mode")).toMatchObject([{ journal_mode: "wal" }]);
  });

  it("sees what another program wrote, before the next read and before the next write", async () => {
    const path = makeDatabase(TABLE);
    const backend = await opened(path);
    ask(path, "INSERT INTO t VALUES (7, 'theirs')");
    expect(await ids(backend)).toEqual([1, 2, 7]);
    ask(path, "INSERT INTO t VALUES (8, 'theirs')");
    await commit(backend, "DELETE FROM t WHERE id = 1");
    expect(ask(path, "SELECT id FROM t")).toMatchObject([{ id: 2 }, { id: 7 }, { id: 8 }]);
    await backend.close();
  });

  it("refuses where the file changed since it was read, and loses nothing of it", async () => {
    const path = makeDatabase(TABLE);
    const backend = await opened(path);
    const refused = commit(backend, "DELETE FROM t", () => void ask(path, "INSERT INTO t VALUES (7, 'theirs')"));
    await expect(refused).rejects.toMatchObject({
      code: "Conflict",
      message: expect.stringMatching(/^Nothing was saved to .*test\.sqlite3: another program has changed it/),
      hint: expect.stringContaining("preview the statement again"),
    });
    expect(await ids(backend)).toEqual([1, 2, 7]);
    await commit(backend, "DELETE FROM t WHERE id = 7");
    expect(ask(path, "SELECT id FROM t")).toMatchObject([{ id: 1 }, { id: 2 }]);
    await backend.close();
  });

  it("refuses where the bytes changed and nothing else tells of it", async () => {
    const path = makeDatabase(TABLE);
    const backend = await opened(path);
    const { atime, mtime } = statSync(path);
    const refused = commit(backend, "DELETE FROM t", () => {
      const bytes = readFileSync(path);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      writeFileSync(path, bytes);
      utimesSync(path, atime, mtime);
    });
    await expect(refused).rejects.toMatchObject({ code: "Conflict" });
    await backend.close();
  });

  it.skipIf(process.platform !== "linux")("refuses while another program has the file open, and names it", async () => {
    const path = makeDatabase(TABLE);
    const holder = spawn(
      process.execPath,
      [
        "-e",
        "require('node:fs').openSync(process.argv[1], 'r+'); console.log('open'); setInterval(() => {}, 1000)",
        path,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    try {
      await once(holder.stdout, "data");
      const before = fingerprint(path);
      const backend = await opened(path);
      await expect(commit(backend, "DELETE FROM t")).rejects.toMatchObject({
        code: "Conflict",
        message: expect.stringContaining(`process ${holder.pid}) has it open`),
      });
      expect(fingerprint(path)).toBe(before);
      await backend.close();
    } finally {
      holder.kill();
      await once(holder, "exit");
    }
  });
});

describe("sql.js and a program at work on the same file", () => {
  it("reads what a live WAL holds, and only reads", async () => {
    const path = makeDatabase(`PRAGMA journal_mode = WAL; ${TABLE}`);
    const other = new DatabaseSync(path);
    other.exec("INSERT INTO t VALUES (3, 'three')");
    const backend = await opened(path);
    expect(await ids(backend)).toEqual([1, 2, 3]);
    expect(backend.info.readOnly).toBe(true);
    other.exec("BEGIN; DELETE FROM t WHERE id = 1; INSERT INTO t VALUES (4, 'four')");
    expect(await ids(backend)).toEqual([1, 2, 3]);
    other.exec("COMMIT");
    expect(await ids(backend)).toEqual([2, 3, 4]);
    const before = readFileSync(path);
    await expect(commit(backend, "DELETE FROM t")).rejects.toMatchObject({
      code: "ReadOnly",
      message: expect.stringContaining("test.sqlite3-wal lies beside it"),
    });
    expect(readFileSync(path)).toEqual(before);
    other.close();
    expect(backend.info.readOnly).toBe(false);
    await commit(backend, "DELETE FROM t WHERE id = 2");
    expect(ask(path, "SELECT id FROM t")).toMatchObject([{ id: 3 }, { id: 4 }]);
    await backend.close();
  });

  it("reads a WAL as SQLite does: up to the last commit, whatever comes behind it", async () => {
    const source = makeDatabase(`PRAGMA journal_mode = WAL; ${TABLE}`);
    const other = new DatabaseSync(source);
    other.exec("PRAGMA wal_autocheckpoint = 0");
    for (let turn = 0; turn < 40; turn++)
      other.exec(`INSERT INTO t (a) VALUES (hex(randomblob(${turn * 200}))); DELETE FROM t WHERE id = ${turn}`);
    const [file, wal] = [readFileSync(source), readFileSync(`${source}-wal`)];
    other.close();
    for (let length = wal.length; length > 0; length -= 7919) {
      const path = join(temporaryFolder(), "test.sqlite3");
      writeFileSync(path, file);
      writeFileSync(`${path}-wal`, wal.subarray(0, length));
      const backend = await opened(path);
      const read = await ids(backend);
      await backend.close();
      expect(read).toEqual(ask(path, "SELECT id FROM t ORDER BY id").map((row) => row.id));
    }
  });

  it("does not read what a writer is in the middle of, and says so", async () => {
    const path = makeDatabase(`${TABLE}; INSERT INTO t (a) SELECT hex(randomblob(9000)) FROM t, t, t, t`);
    const rows = ask(path, "SELECT id FROM t").length;
    const other = new DatabaseSync(path);
    // Too little memory for its pages, so they go to the file before COMMIT.
    other.exec("PRAGMA cache_size = 2; BEGIN IMMEDIATE; UPDATE t SET a = a || '!'");
    await expect(opened(path)).rejects.toMatchObject({
      code: "ConnectionFailed",
      message: expect.stringMatching(/in the middle of writing.*test\.sqlite3-journal/),
    });
    other.exec("ROLLBACK");
    other.close();
    const backend = await opened(path);
    expect(await ids(backend)).toHaveLength(rows);
    await backend.close();
  });

  it("does not save beside a transaction that has not reached the file yet", async () => {
    const path = makeDatabase(TABLE);
    const other = new DatabaseSync(path);
    const backend = await opened(path);
    other.exec("BEGIN IMMEDIATE; DELETE FROM t WHERE id = 1");
    expect(existsSync(`${path}-journal`)).toBe(true);
    expect(await ids(backend)).toEqual([1, 2]);
    await expect(commit(backend, "DELETE FROM t")).rejects.toMatchObject({
      code: "ReadOnly",
      message: expect.stringContaining("test.sqlite3-journal lies beside it"),
    });
    other.exec("COMMIT");
    other.close();
    expect(await ids(backend)).toEqual([2]);
    await backend.close();
  });

  it("takes a journal that is done with for none", async () => {
    const path = makeDatabase(TABLE);
    writeFileSync(`${path}-journal`, new Uint8Array(512));
    const backend = await opened(path);
    await commit(backend, "DELETE FROM t WHERE id = 1");
    expect(ask(path, "SELECT id FROM t")).toMatchObject([{ id: 2 }]);
    await backend.close();
  });
});

describe("a file that sql.js cannot save", () => {
  it("is refused where it is larger than 100 MB, with the reason", async () => {
    const path = makeDatabase(TABLE);
    truncateSync(path, 120_000_000);
    await expect(opened(path)).rejects.toMatchObject({
      code: "ConnectionFailed",
      message: expect.stringContaining("it has 120 MB, too much to be read into memory"),
    });
  });

  it("is refused where it would become larger", async () => {
    const path = makeDatabase("CREATE TABLE t (id INTEGER PRIMARY KEY, a BLOB)");
    const backend = await opened(path);
    const before = fingerprint(path);
    const huge = "INSERT INTO t VALUES (1, zeroblob(60000000)), (2, zeroblob(60000000))";
    await expect(commit(backend, huge)).rejects.toMatchObject({
      code: "OperationalError",
      message: expect.stringContaining("would have 120 MB"),
    });
    expect(fingerprint(path)).toBe(before);
    expect(await ids(backend)).toEqual([]);
    await backend.close();
  });

  it("waits for another window that is saving, and takes over what a dead one left", async () => {
    const path = makeDatabase(TABLE);
    const lock = join(dirname(path), ".test.sqlite3.saving");
    const backend = await opened(path);
    writeFileSync(lock, `${process.ppid} ${hostname()} 1`);
    await expect(commit(backend, "DELETE FROM t")).rejects.toMatchObject({
      code: "Conflict",
      message: expect.stringContaining("another window is saving it"),
    });
    expect(await ids(backend)).toEqual([1, 2]);
    // No process has a number that large.
    writeFileSync(lock, `${2 ** 30} ${hostname()} 1`);
    writeFileSync(join(dirname(path), `.test.sqlite3.${2 ** 30}.part`), "half a database");
    await commit(backend, "DELETE FROM t WHERE id = 1");
    expect(ask(path, "SELECT id FROM t")).toMatchObject([{ id: 2 }]);
    expect(beside(path)).toEqual([]);
    await backend.close();
  });
});

describe("a save that fails half way", () => {
  it.each(FILE_CALLS)("leaves the old file or the new one, and says which: %s", async (call) => {
    let failed = 0;
    for (let nth = 1; nth <= 40; nth++) {
      const path = makeDatabase(TABLE);
      const backend = await opened(path);
      const before = readFileSync(path);
      const fault = failing(call, nth, "ENOSPC");
      const told = await commit(backend, "DELETE FROM t WHERE id = 1", fault.start)
        .then(() => null)
        .catch((error: unknown) => error)
        .finally(fault.stop);
      expect(ask(path, "PRAGMA integrity_check")).toMatchObject([{ integrity_check: "ok" }]);
      if (told === null) expect(ask(path, "SELECT id FROM t")).toMatchObject([{ id: 2 }]);
      else {
        expect(told).toMatchObject({ message: expect.stringMatching(/^Nothing was saved|can only be read/) });
        expect(readFileSync(path)).toEqual(before);
      }
      // Memory is what the file is, whichever of the two that is.
      expect(await ids(backend)).toEqual(told === null ? [2] : [1, 2]);
      await commit(backend, "INSERT INTO t VALUES (9, 'nine')");
      expect(ask(path, "SELECT id FROM t")).toMatchObject((told === null ? [2, 9] : [1, 2, 9]).map((id) => ({ id })));
      await backend.close();
      expect(beside(path)).toEqual([]);
      if (!fault.happened()) break;
      failed++;
      rmSync(dirname(path), { recursive: true });
    }
    // A call that never failed tests nothing.
    expect(failed).toBeGreaterThan(0);
  });

  it("says that the disk is full", async () => {
    const path = makeDatabase(TABLE);
    const backend = await opened(path);
    const fault = failing("writeSync", 2, "ENOSPC");
    await expect(commit(backend, "DELETE FROM t", fault.start).finally(fault.stop)).rejects.toMatchObject({
      code: "OperationalError",
      message: expect.stringMatching(/^Nothing was saved to .*, which is as it was: the disk is full\.$/),
      hint: expect.stringContaining("Free some space"),
    });
    await backend.close();
  });

  it("leaves the file alone where its last state cannot be kept", async () => {
    const path = makeDatabase(TABLE);
    const blocked = join(temporaryFolder(), "backups");
    writeFileSync(blocked, "a file where a folder should be");
    const backend = await opened(path, blocked);
    const before = fingerprint(path);
    await expect(commit(backend, "DELETE FROM t")).rejects.toMatchObject({ code: "OperationalError" });
    expect(fingerprint(path)).toBe(before);
    rmSync(blocked);
    mkdirSync(blocked);
    await commit(backend, "DELETE FROM t WHERE id = 1");
    expect(ask(path, "SELECT id FROM t")).toMatchObject([{ id: 2 }]);
    await backend.close();
  });

  it("does not take a file that was made longer meanwhile for the one it read", async () => {
    const path = makeDatabase(TABLE);
    const backend = await opened(path);
    await expect(commit(backend, "DELETE FROM t", () => appendFileSync(path, "x"))).rejects.toMatchObject({
      code: "Conflict",
    });
    await backend.close();
  });
});
