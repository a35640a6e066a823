import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../../src/engine/engine";
import type { OpenResult } from "../../../src/protocol/engine";
import { temporaryFolder } from "../database/temporary";
import { newEngine } from "./music";

/** The demo workspace as it is delivered, without its database. */
export const demo = join(import.meta.dirname, "../../../media/demo");

let database: Buffer | undefined;

/** The demo's database, made anew once for a file of tests. */
function demoDatabase(): Buffer {
  if (database === undefined) {
    const made = join(temporaryFolder(), "db.sqlite3");
    execFileSync(process.execPath, [join(import.meta.dirname, "../../../scripts/demo.mjs"), made]);
    database = readFileSync(made);
  }
  return database;
}

/** An engine over a copy of the demo workspace, with a database made for it; closed after the test. */
export async function openDemo(): Promise<{ readonly engine: Engine; readonly opened: OpenResult }> {
  const folder = join(temporaryFolder(), "demo");
  cpSync(demo, folder, { recursive: true, filter: (path) => !path.includes("db.sqlite3") });
  writeFileSync(join(folder, "db.sqlite3"), demoDatabase());
  const engine = newEngine();
  const opened = await engine.open({ workspace: folder, storage: temporaryFolder() });
  return { engine, opened };
}
