import { join } from "node:path";
import type { Backend } from "../../../src/database/backend";
import type { SqlFunction } from "../../../src/database/functions";
import { openSqlite } from "../../../src/database/sqlite/open";
import { openSqljsFile } from "../../../src/database/sqljs/open";
import { makeDatabase } from "./temporary";

/** Where the tests find sql.js's WebAssembly. */
export const WASM = { path: join(import.meta.dirname, "../../../node_modules/sql.js/dist/sql-wasm.wasm") };

/** Both SQLite backends, each on a database made with `sql`; sql.js has a copy of it in memory. */
export const ENGINES: readonly {
  readonly name: string;
  readonly open: (sql: string, functions?: readonly SqlFunction[]) => Promise<Backend>;
}[] = [
  { name: "sqlite", open: (sql, functions = []) => openSqlite(makeDatabase(sql), { functions }) },
  { name: "sqljs", open: (sql, functions = []) => openSqljsFile(makeDatabase(sql), { functions, wasm: WASM }) },
];
