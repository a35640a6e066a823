import type { DatabaseInfo } from "../protocol/engine";
import type { WholeNumbers } from "./changes/wholeNumbers";
import type { DatabaseSchema } from "./schema";

/**
 * A value as the database stores it. An INTEGER is a `bigint` when it is bound and, where exactness is asked for, when
 * it is read; a REAL is a `number`. Plain reads give safe integers as `number`.
 */
export type SqlValue = null | number | bigint | string | Uint8Array;

export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A row without its columns' names. */
export type SqlList = readonly SqlValue[];

/** One row changed by one SQL statement, as the database itself reports it (triggers and ON DELETE actions included). */
export interface RowChange {
  readonly action: "insert" | "update" | "delete";
  readonly table: string;
  /** Columns of the row's key, in key order, with their values after the change (before it, for a delete). */
  readonly key: SqlRow;
  /** insert: null. delete: the whole row. update: the key and the columns that changed. Integers are `bigint`. */
  readonly before: SqlRow | null;
  readonly after: SqlRow | null;
}

/** Many changed rows of one shape, without an object each. */
export interface ChangedRows {
  readonly action: RowChange["action"];
  readonly table: string;
  readonly key: readonly string[];
  /** The other columns in question; of an update, those that may have changed. */
  readonly columns: readonly string[];
  /**
   * Each row's key values, then its values before (not of an insert), then those after (not of a delete). A list is only
   * good until the next one is asked for.
   */
  readonly rows: Iterable<SqlList> | WholeNumbers;
}

/** Changes that can be gone through more than once. */
export interface Changed extends Iterable<RowChange> {
  /** How many there are by table, where that is known without reading them. */
  readonly counts?: ReadonlyMap<string, number>;
}

/** What a watch saw: changes one by one, or many of one shape at once. */
export type Seen = Iterable<RowChange | ChangedRows>;

export interface WriteResult {
  /** Rows the statement itself touched, as the database counts them (cascades and triggers not included). */
  readonly affected: number;
  /** Rows of a RETURNING clause; empty without one. Integers past 2^53 are `bigint`. */
  readonly rows: readonly SqlRow[];
  /** Every row that changed, in no promised order, but for those in `many`. */
  readonly changes: readonly RowChange[];
  /** Rows that changed alike, where a backend has them without an object each. */
  readonly many?: readonly ChangedRows[];
}

/** Exclusive use of one connection for the length of one piece of work. Placeholders are the dialect's own. */
export interface Session {
  /** TypeORM's query builder, bound to this session's connection; its `getQueryAndParameters` feeds `all`/`write`. */
  builder(): import("typeorm").SelectQueryBuilder<import("typeorm").ObjectLiteral>;
  /** Rows in the statement's order, as objects; give every selected column a name of its own. */
  all(sql: string, parameters?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** The same rows as lists, in the order of the selected columns, every INTEGER as a `bigint`; absent where that is no faster. */
  lists?(sql: string, parameters?: readonly SqlValue[]): Promise<readonly SqlList[]>;
  /**
   * Throws `ReadOnly` in a read session. `kind` says what the statement does, for backends that cannot tell by themselves
   * which rows a write changes; those refuse a write without it.
   */
  write(sql: string, parameters?: readonly SqlValue[], kind?: WriteKind): Promise<WriteResult>;
  /**
   * Gathers the changes of all writes until the function returned is called, which gives what they come to: one change a
   * row, and nothing of what was rolled back. Meanwhile `write` gives none. Absent where a backend cannot.
   */
  watch?(): () => Seen;
  /**
   * The same for inserts alone, into one table that hands out keys in their order; cheaper, and it knows the keys. Null
   * for other tables. Meanwhile nothing but such inserts is written.
   */
  watchInserts?(table: string): InsertWatch | null;
  /**
   * The same for updates or deletes alone, of one table (and of these columns of it), with which nothing else changes;
   * null for others.
   */
  watchRows?(kind: WriteKind): RowWatch | null;
  /** What could go wrong at COMMIT after a write to a table; absent where a backend cannot tell, which means `unknown`. */
  risk?(write: WriteKind): Risk;
  /** Whether the row that was just inserted, or the one of that key, points at a row that does not exist. */
  dangles?(table: string, key: SqlRow | null): boolean;
  savepoint(): Promise<Savepoint>;
  /**
   * In a write session: a text that is the same in a later one as long as nobody committed in between, neither another
   * program nor we. Absent where a backend cannot tell.
   */
  moment?(): Promise<string>;
  /**
   * The foreign-key violations that COMMIT would complain of, among the rows that changed and those that point at them;
   * violations that were there before are not reported.
   */
  violations(changes: Changed): Promise<readonly ForeignKeyViolation[]>;
  /** Hook for the SQL log: called once per statement with its time. */
  onSql(listener: (sql: string, parameters: readonly SqlValue[], milliseconds: number) => void): void;
}

export interface InsertWatch {
  /** Whether a row of these values is sure to point only at rows that are there; false where that is not known. */
  leads(columns: readonly string[], values: readonly SqlValue[]): boolean;
  /** Called after a statement that inserted rows with these values: the first one's key; the others follow it. */
  noted(count: number, columns: readonly string[], values: readonly SqlValue[]): bigint;
  /** Whether one of the rows points at a row that does not exist. */
  dangles(): boolean;
  stop(): Seen;
}

/** Sees what updates or deletes do to the rows that their condition names, by looking at them before and after. */
export interface RowWatch {
  /**
   * Notes the rows that a statement is about to change. The function returned is called once it did, with the number of
   * rows that the database says it touched; what it returns is read to its end before anything else is sent.
   */
  read(kind: WriteKind): (affected: number) => Seen;
  stop(): void;
}

/** A piece of SQL with its parameters, as a session takes it: placeholders are counted from its own start. */
export interface PlacedSql {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** What a write does. */
export interface WriteKind {
  readonly action: "insert" | "update" | "delete";
  readonly table: string;
  /** update, delete: the condition of the rows, over the table under the name `alias`; absent for all rows. */
  readonly condition?: PlacedSql;
  /** The name that the condition has for the table, where it is another one. */
  readonly alias?: string;
  /** update: the keys of rows that are updated by a list, in place of a condition. */
  readonly keys?: { readonly column: string; readonly values: readonly SqlValue[] };
  /** insert: columns of the rows to give back. Where the database has RETURNING, the statement's text ends in it. */
  readonly returning?: readonly { readonly column: string; readonly as: string }[];
  /** insert: rows that are there already, by these columns, are left alone or updated. */
  readonly conflict?: { readonly ignore: boolean; readonly unique: readonly string[] };
  /** insert: the values of `columns`, row after row, where they are parameters. */
  readonly values?: () => readonly (SqlValue | undefined)[];
  /** update: the columns that are set. insert: those whose values the statement lists, row by row, where it lists just these. */
  readonly columns?: readonly string[];
}

/** `none`: no foreign key is concerned. `own`: those of the written rows alone. `unknown`: any. */
export type Risk = "none" | "own" | "unknown";

export interface Savepoint {
  release(): Promise<void>;
  rollback(): Promise<void>;
}

export interface ForeignKeyViolation {
  readonly table: string;
  readonly columns: readonly string[];
  readonly key: SqlRow;
  readonly references: string;
}

/** A write session: inside one transaction that is open from the start. Ends only through `commit` or `rollback`. */
export interface Transaction extends Session {
  /** Puts off foreign-key checks to the end, as far as the database can; absent where it cannot. */
  deferChecks?(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** One kind of database behind the engine. All work on it goes through one first-in-first-out lock. */
export interface Backend {
  readonly info: DatabaseInfo;
  readonly dialect: "sqlite" | "postgres" | "cockroachdb" | "mysql" | "mariadb";
  introspect(): Promise<DatabaseSchema>;
  /**
   * Runs `work` where a write cannot happen: a read-only connection, or a read-only transaction. When `signal` aborts, a
   * server is told to stop the statement that runs, and `Cancelled` is thrown; elsewhere only ending the process helps.
   */
  read<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal | null): Promise<T>;
  /**
   * Runs `work` in a transaction that holds the write lock from its start (SQLite: BEGIN IMMEDIATE). When `work`
   * returns or throws without having committed, the transaction is rolled back.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, signal?: AbortSignal | null): Promise<T>;
  /** The whole database as the bytes of a SQLite file. Absent, or throws `Unsupported`, where it is not held in memory. */
  contents?(): Promise<Uint8Array>;
  close(): Promise<void>;
  /**
   * A number that changes when another connection has committed since it was last asked for, and not for commits of this
   * backend; absent where a backend cannot tell.
   */
  foreignCommits?(): Promise<number>;
}
