import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Backend } from "../../database/backend";
import type { SqlFunction } from "../../database/functions";
import { openScratch, openSqljsFile, type SqljsWasm } from "../../database/sqljs/open";
import { writeWhole } from "../../database/sqljs/replace";
import { QuerysetError } from "../../protocol/errors";
import type { ModelInfo } from "../../protocol/models";
import { scratchStatements } from "./tables";

/** Where a scratch database lives: in memory only, or in a file of the extension's storage as well. */
export interface ScratchPlace {
  readonly wasm: SqljsWasm;
  readonly functions: readonly SqlFunction[];
  /** The extension's storage; absent: it is gone with its process. */
  readonly storage?: string;
  /** The project's folder relative to the workspace: each project has a scratch database of its own. */
  readonly root: string;
}

/** Opens the scratch database: the one that was kept, else a new one with the models' tables. */
export async function openScratchFor(place: ScratchPlace, models: readonly ModelInfo[]): Promise<Backend> {
  const path = fileOf(place);
  if (path !== null && existsSync(path)) return openKept(place, path);
  const made = await openScratch({ wasm: place.wasm, functions: place.functions });
  await makeTables(made, models);
  return keep(place, made);
}

/** Puts a database in memory into the scratch database's place; what was there is kept among the backups. */
export async function keep(place: ScratchPlace, made: Backend): Promise<Backend> {
  const path = fileOf(place);
  if (path === null) return made;
  const content = (await made.contents?.()) ?? new Uint8Array();
  await made.close();
  if (existsSync(path)) writeWhole(join(backupsOf(place), "scratch", "before.sqlite3"), readFileSync(path));
  writeWhole(path, content);
  return openKept(place, path);
}

/** A scratch database with the content of a SQLite file. */
export async function scratchFrom(place: ScratchPlace, content: Uint8Array): Promise<Backend> {
  const first = new TextDecoder().decode(content.subarray(0, 15));
  if (first !== "SQLite format 3")
    throw new QuerysetError("ConnectionFailed", "This file is no SQLite database.", {
      hint: "Choose a file that was saved as a scratch database, or any other SQLite file.",
    });
  const copy = content.slice();
  // Memory knows no WAL.
  copy.fill(1, 18, 20);
  return keep(place, await openScratch({ wasm: place.wasm, functions: place.functions, content: copy }));
}

/** An empty database in memory with the models' tables. */
export async function emptyScratch({ wasm, functions }: ScratchPlace, models: readonly ModelInfo[]): Promise<Backend> {
  const made = await openScratch({ wasm, functions });
  await makeTables(made, models);
  return made;
}

function openKept(place: ScratchPlace, path: string): Promise<Backend> {
  const where = place.root === "" ? "" : ` of ${place.root}`;
  return openSqljsFile(path, {
    wasm: place.wasm,
    functions: place.functions,
    backups: backupsOf(place),
    info: { name: "scratch database", location: `scratch database${where}`, scratch: true },
  });
}

function fileOf({ storage, root }: ScratchPlace): string | null {
  const name = root === "" ? "scratch" : `scratch-${encodeURIComponent(root)}`;
  return storage === undefined ? null : join(storage, "scratch", `${name}.sqlite3`);
}

function backupsOf({ storage = "" }: ScratchPlace): string {
  return join(storage, "backups");
}

async function makeTables(backend: Backend, models: readonly ModelInfo[]): Promise<void> {
  const statements = scratchStatements(models);
  await backend.transaction(async (transaction) => {
    for (const statement of statements) await transaction.write(statement);
    await transaction.commit();
  });
}
