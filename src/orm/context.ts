import type { Session, SqlList, SqlRow, WriteKind } from "../database/backend";
import type { ChangeLog } from "../database/changes/log";
import type { CodeText } from "../protocol/models";
import type { NotRun, Origin, SignalSent } from "../protocol/results";
import type { PyDateTime } from "../python/datetime";
import type { PyExceptionClass } from "../python/exceptions";
import type { PyClass } from "../python/functions";
import type { Interpreter } from "../python/interpreter";
import type { MaybePromise, Value } from "../python/objects";
import type { DatabaseNames } from "./databaseNames";
import type { Conversion } from "./fieldTypes";
import type { ModelInstance } from "./instance";
import type { Manager } from "./manager";
import type { Model, NamedField } from "./meta";
import type { ModelClass } from "./modelClass";
import type { Compiler } from "./query/compiler";
import type { QuerySet } from "./queryset";
import type { Registry } from "./registry";
import type { RelationEnds } from "./relationEnds";
import type { Sql } from "./sql";

/** A stretch of the log of changes. */
export interface Changes {
  readonly log: ChangeLog;
  readonly from: number;
  to: number;
}

/** What one statement did beside its value. */
export interface Trace {
  readonly changes: Changes;
  readonly signals: SignalSent[];
  readonly notRun: NotRun[];
  readonly sql: { readonly sql: string; readonly milliseconds: number }[];
}

/** Thrown by the first write of a script that runs in a read-only session: the run starts again as a rehearsal. */
export class WriteAttempted extends Error {
  constructor() {
    super("write attempted");
  }
}

export interface Written {
  readonly affected: number;
  readonly rows: readonly SqlRow[];
  /** The key of the first of so many rows that were inserted with automatic keys, where it is known; the others follow. */
  readonly firstKey?: bigint;
}

/** What a write does; with `key`, to one row: the one of that key, or (null) the one that is inserted. */
export interface SavedRow extends WriteKind {
  readonly key?: SqlRow | null;
  /** The condition of an update or a delete, so that the rows can be read before they change. */
  readonly where?: Sql;
  /** insert: how many rows get an automatic key, where no conflict can change that. */
  readonly automatic?: number;
}

/** Sends SQL for the ORM, and remembers what came of it. */
export interface Connection {
  readonly session: Session;
  readonly canWrite: boolean;
  trace: Trace;
  /** The reason for the writes being made now; restored by whoever changes it. */
  cause: string;
  /** What rows of another model led to them, where that is so. */
  origin: Origin | null;
  /** What was changed until now, once it is settled. */
  readonly log: ChangeLog;
  read(sql: Sql): Promise<readonly SqlRow[]>;
  /** The rows of a SELECT as lists, in the order of its columns. */
  lists(sql: Sql): Promise<readonly SqlList[]>;
  /** `kind` says what foreign keys the statement may concern; without it, any. */
  write(sql: Sql, kind?: SavedRow): Promise<Written>;
  /** Whether inserts into a table need not ask for the automatic keys they got: `firstKey` will say. */
  knowsKeys(table: string): boolean;
  /** Brings the log up to date: what was changed is gathered over several writes. */
  settle(): void;
  /** Runs work in a savepoint: released when it ends, rolled back when it throws. */
  atomic<T>(work: () => Promise<T>): Promise<T>;
}

/** A row that a signal is sent for: an instance where something listens. */
export interface SignalRow {
  readonly model: Model;
  readonly pk: Value;
}

/** Sends Django's signals: recorded, and run through the receivers that are known. */
export interface SignalSender {
  send(signal: string, sender: Model, instance: Value, details: ReadonlyMap<string, Value>): MaybePromise<void>;
  /** The same for each of many rows in turn; where nothing listens, their keys are enough. */
  sendEach(signal: string, sender: Model, rows: readonly SignalRow[]): Promise<void>;
  /** Whether anything listens, so that work only receivers need can be left out. */
  hasReceivers(signal: string, sender: Model): boolean;
}

/** The hub that models, querysets and managers reach each other through. */
export interface Orm {
  readonly registry: Registry;
  readonly connection: Connection;
  readonly conversion: Conversion;
  readonly compiler: Compiler;
  readonly interpreter: Interpreter;
  /** Label of the project's user model. */
  readonly userModel: string;
  readonly databases: DatabaseNames;
  /** The run's moment, in UTC: pinned, so that a replay sees the same. */
  now(): PyDateTime;
  randomBytes(count: number): Uint8Array;
  modelClass(model: Model): ModelClass;
  /** A queryset over every row, without any manager's narrowing. */
  allRows(model: Model): QuerySet;
  /** The queryset of the default manager, and of the one that foreign keys are followed by. */
  defaultQuerySet(model: Model): Promise<QuerySet>;
  baseQuerySet(model: Model): Promise<QuerySet>;
  /** The manager of the rows that a relation leads to from an instance. */
  relatedManager(instance: ModelInstance, relation: NamedField): Value;
  /** The related rows of many instances in one query, each instance with its own. */
  relatedRows(
    instances: readonly ModelInstance[],
    relation: NamedField,
    base: QuerySet | null,
  ): Promise<readonly { readonly instance: ModelInstance; readonly rows: readonly ModelInstance[] }[]>;
  /** A queryset of the related model, narrowed to the rows of one instance. */
  narrowToRelated(queryset: QuerySet, ends: RelationEnds): Promise<QuerySet>;
  managerOf(model: Model, name: string): Manager | null;
  defaultManager(model: Model): Manager;
  baseManager(model: Model): Manager;
  readonly signals: SignalSender;
  newInstance(model: Model): ModelInstance;
  /** `save`, `delete` and the other methods every instance has; undefined for other names. */
  instanceMethod(instance: ModelInstance, name: string): Value | undefined;
  /** The class that the workspace's code gives a model, a manager or a queryset; null where it has none. */
  scriptClassOf(model: Model): Promise<PyClass | null>;
  /** The same where it is already known; undefined where it has not been read yet. */
  settledClassOf(model: Model): PyClass | null | undefined;
  /** A Python expression of the workspace's code (a default, `SET(…)`), evaluated in its file. */
  evaluate(code: CodeText, model?: Model | null): Promise<Value>;
  doesNotExist(model: Model): PyExceptionClass;
  /** `RelatedObjectDoesNotExist` of a relation to that model. */
  relatedDoesNotExist(model: Model, path: string): PyExceptionClass;
  multipleObjects(model: Model): PyExceptionClass;
}
