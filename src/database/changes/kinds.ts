import type { RowChange, SqlRow, SqlValue } from "../backend";
import type { ValueReader } from "./values";

/** Why rows changed: see `Effect.cause`. `origin` is where a cascade came from. */
export interface Cause {
  readonly cause: string;
  readonly origin?: { readonly model: string; readonly via: string };
}

/** Rows that changed in one table in one way for one reason. */
export interface GroupName extends Cause {
  readonly table: string;
  readonly action: RowChange["action"];
}

/** The columns of a row's image, and which of them hold the key: its place there, or -1. */
export interface Image {
  readonly columns: readonly string[];
  readonly inKey: readonly number[];
}

/** What records of one kind share, so that each row is written as its values alone: the key's, then those of both images. */
export interface RecordKind extends GroupName {
  readonly key: readonly string[];
  readonly before: Image | null;
  readonly after: Image | null;
}

/** An image of these columns, beside that key. */
export function imageOf(columns: readonly string[], key: readonly string[]): Image {
  return { columns, inKey: columns.map((column) => key.indexOf(column)) };
}

/** A text that equal kinds share. */
export function kindName(kind: RecordKind): string {
  const { action, table, cause, origin, key, before, after } = kind;
  return JSON.stringify([action, table, cause, origin ?? null, key, before?.columns, after?.columns]);
}

/** A text that equal groups share. */
export function groupName({ action, table, cause, origin }: GroupName): string {
  return JSON.stringify([table, action, cause, origin ?? null]);
}

/** How many values a record of that kind holds. */
export function valuesIn(kind: RecordKind): number {
  const known = counts.get(kind);
  if (known !== undefined) return known;
  const count = kind.key.length + ownValues(kind.before) + ownValues(kind.after);
  counts.set(kind, count);
  return count;
}

const counts = new WeakMap<RecordKind, number>();

function ownValues(image: Image | null): number {
  return image === null ? 0 : image.inKey.filter((at) => at < 0).length;
}

/** The columns of an image whose values a record holds beside its key. */
export function ownColumns(image: Image | null): readonly string[] {
  return image === null ? [] : image.columns.filter((_, i) => (image.inKey[i] ?? -1) < 0);
}

/** A record's values in their order: the key's, then those of both images. */
export function readValues(kind: RecordKind, reader: ValueReader): SqlValue[] {
  const values: SqlValue[] = [];
  for (let left = valuesIn(kind); left > 0; left--) values.push(reader.value());
  return values;
}

/** The change that values in their order stand for. */
export function changeOf(kind: RecordKind, values: readonly SqlValue[]): RowChange {
  const key: Record<string, SqlValue> = {};
  for (const [i, column] of kind.key.entries()) key[column] = values[i] ?? null;
  let at = kind.key.length;
  const image = (of: Image | null): SqlRow | null => {
    if (of === null) return null;
    const row: Record<string, SqlValue> = {};
    for (const [i, column] of of.columns.entries()) {
      const place = of.inKey[i] ?? -1;
      row[column] = values[place < 0 ? at++ : place] ?? null;
    }
    return row;
  };
  const before = image(kind.before);
  return { action: kind.action, table: kind.table, key, before, after: image(kind.after) };
}

/** Reads a record's values as the change they stand for. */
export function readChange(kind: RecordKind, reader: ValueReader): RowChange {
  const values: SqlValue[] = [];
  const key: Record<string, SqlValue> = {};
  for (const column of kind.key) {
    const value = reader.value();
    values.push(value);
    key[column] = value;
  }
  const before = readImage(kind.before, values, reader);
  const after = readImage(kind.after, values, reader);
  return { action: kind.action, table: kind.table, key, before, after };
}

function readImage(image: Image | null, key: readonly SqlValue[], reader: ValueReader): SqlRow | null {
  if (image === null) return null;
  const row: Record<string, SqlValue> = {};
  const { columns, inKey } = image;
  for (let i = 0; i < columns.length; i++) {
    const at = inKey[i] ?? -1;
    row[columns[i] ?? ""] = at < 0 ? reader.value() : (key[at] ?? null);
  }
  return row;
}

/** A change's values in the order in which a record holds them. */
export function valuesOf(kind: RecordKind, { key, before, after }: RowChange): SqlValue[] {
  const values: SqlValue[] = [];
  for (const column of kind.key) values.push(key[column] ?? null);
  for (const [image, row] of [
    [kind.before, before],
    [kind.after, after],
  ] as const)
    if (image !== null)
      for (let i = 0; i < image.columns.length; i++)
        if ((image.inKey[i] ?? -1) < 0) values.push(row?.[image.columns[i] ?? ""] ?? null);
  return values;
}

/** Finds the kind of change after change; one after another they are mostly of the same. */
export class Kinds {
  readonly all: RecordKind[] = [];
  readonly #ids = new Map<string, number>();
  #last = -1;

  /** The id of a kind that is known or now becomes so. */
  add(kind: RecordKind): number {
    const name = kindName(kind);
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.all.length);
    return this.all.push(kind) - 1;
  }

  get(id: number): RecordKind {
    const kind = this.all[id];
    if (!kind) throw new Error("a change of no known kind");
    return kind;
  }

  of(change: RowChange, cause: Cause): number {
    const last = this.all[this.#last];
    if (last && isOf(last, change, cause)) return this.#last;
    const key = Object.keys(change.key);
    const image = (row: SqlRow | null): Image | null => (row === null ? null : imageOf(Object.keys(row), key));
    this.#last = this.add({
      table: change.table,
      action: change.action,
      cause: cause.cause,
      ...(cause.origin && { origin: cause.origin }),
      key,
      before: image(change.before),
      after: image(change.after),
    });
    return this.#last;
  }
}

function isOf(kind: RecordKind, change: RowChange, cause: Cause): boolean {
  return (
    kind.action === change.action &&
    kind.table === change.table &&
    kind.cause === cause.cause &&
    kind.origin?.via === cause.origin?.via &&
    kind.origin?.model === cause.origin?.model &&
    hasColumns(kind.key, change.key) &&
    hasColumns(kind.before?.columns ?? null, change.before) &&
    hasColumns(kind.after?.columns ?? null, change.after)
  );
}

function hasColumns(columns: readonly string[] | null, row: SqlRow | null): boolean {
  if (columns === null || row === null) return columns === null && row === null;
  let at = 0;
  for (const column in row) if (columns[at++] !== column) return false;
  return at === columns.length;
}
