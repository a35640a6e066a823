import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach } from "vitest";

/** A folder that lives as long as one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "queryset-"));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Makes a SQLite file with `sql` run on it. */
export function makeDatabase(sql: string, name = "test.sqlite3"): string {
  const path = join(temporaryFolder(), name);
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  return path;
}

/** Runs SQL as another program would: the answer of a second connection, opened and closed. */
export function ask(path: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(path);
  try {
    return database.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    database.close();
  }
}

/** Whatever can be seen of a database file from outside: bytes, time of last change, and files beside it. */
export function fingerprint(path: string): string {
  const beside = ["-wal", "-shm", "-journal"].filter((suffix) => existsSync(path + suffix));
  return JSON.stringify([
    createHash("sha256").update(readFileSync(path)).digest("hex"),
    statSync(path).mtimeMs,
    beside,
  ]);
}

/** Whether a program can be run here. */
export function hasProgram(name: string): boolean {
  try {
    execFileSync(name, ["--version"]);
    return true;
  } catch {
    return false;
  }
}
