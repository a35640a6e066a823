import type { RowChange } from "../backend";
import type { DatabaseSchema, TableSchema } from "../schema";
import { type Captured, TriggerCapture } from "./captureTriggers";
import { parseChangeset } from "./changeset";
import type { NodeSqliteDatabase } from "./nodeSqlite";
import type { RawSqlite } from "./raw";

/** Learns which rows one SQL statement changed, whatever changed them: the statement, a foreign key, a trigger. */
export interface ChangeCapture {
  /** Every write to any table is logged, wanted or not: nothing else can watch instead. */
  readonly logsAll: boolean;
  /** Fits itself to the tables. Outside a transaction, and again after the schema changed. */
  install(schema: DatabaseSchema): void;
  /** Called before a statement; the function returned is called after it, however it ended. */
  start(): () => Iterable<RowChange>;
}

/** For node:sqlite: the session extension, and TEMP triggers for the rows and columns it passes over. */
export class SessionCapture implements ChangeCapture {
  readonly logsAll = false;
  readonly #database: NodeSqliteDatabase;
  readonly #triggers: TriggerCapture;
  #schema: DatabaseSchema = { tables: [] };
  /** Tables with generated columns, which changesets leave out. */
  #generated: ReadonlySet<string> = new Set();

  constructor(database: NodeSqliteDatabase) {
    this.#database = database;
    this.#triggers = new TriggerCapture(database);
  }

  install(schema: DatabaseSchema): void {
    this.#schema = schema;
    this.#generated = new Set(schema.tables.filter(hasGenerated).map((table) => table.name));
    this.#triggers.install(schema.tables.flatMap(unseenBySessions));
  }

  start(): () => Iterable<RowChange> {
    const stop = this.#database.record();
    return () => this.#seen(stop(), this.#triggers.take());
  }

  *#seen(changeset: Uint8Array, logged: readonly RowChange[]): Generator<RowChange> {
    for (const change of parseChangeset(changeset, this.#schema)) if (!this.#generated.has(change.table)) yield change;
    yield* logged;
  }
}

/** For engines without the session extension: TEMP triggers on every table. */
export class PlainCapture implements ChangeCapture {
  readonly logsAll = true;
  readonly #triggers: TriggerCapture;

  constructor(raw: RawSqlite) {
    this.#triggers = new TriggerCapture(raw);
  }

  install(schema: DatabaseSchema): void {
    this.#triggers.install(schema.tables.flatMap((table) => [...wholeTable(table), ...withoutKey(table)]));
  }

  start(): () => Iterable<RowChange> {
    return () => this.#triggers.take();
  }
}

/** Sessions skip tables without a primary key, rows whose key holds a NULL (which SQLite allows), and generated columns. */
function unseenBySessions(table: TableSchema): Captured[] {
  if (hasGenerated(table)) return [...wholeTable(table), ...withoutKey(table)];
  if (table.primaryKey.length > 0) return withoutKey(table);
  return wholeTable(table);
}

function wholeTable(table: TableSchema): Captured[] {
  if (table.kind !== "table") return [];
  const nullable = nullableKey(table);
  if (table.primaryKey.length === 0) {
    // With every name of the rowid taken by a column, only the whole row can name itself.
    return [{ table, key: table.rowid === null ? table.columns.map((column) => column.name) : [table.rowid] }];
  }
  return [{ table, key: table.primaryKey, ...(nullable.length > 0 ? { noneNull: nullable } : {}) }];
}

/** Rows that only their rowid can name, as a column of their key is NULL. */
function withoutKey(table: TableSchema): Captured[] {
  const nullable = nullableKey(table);
  if (table.kind !== "table" || table.rowid === null || nullable.length === 0) return [];
  return [{ table, key: [table.rowid], onlyNull: nullable }];
}

function nullableKey(table: TableSchema): string[] {
  if (table.rowid === null) return [];
  return table.primaryKey.filter((name) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    return column !== undefined && !column.notNull && !column.auto;
  });
}

function hasGenerated(table: TableSchema): boolean {
  return table.kind === "table" && table.columns.some((column) => column.generated !== null);
}
