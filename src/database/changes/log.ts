import type { ChangedRows, RowChange, SqlValue } from "../backend";
import { BLOCK, ByteLog, type OpenSpill } from "./bytes";
import { type Cause, groupName, imageOf, Kinds, type RecordKind, readChange, valuesIn, valuesOf } from "./kinds";
import { Numbers } from "./numbers";
import { mostBytes, ValueReader, ValueWriter } from "./values";
import { WholeNumbers } from "./wholeNumbers";

/** A table's rows in a log: for each a number to sort its key by, and its place. */
export class TableRows {
  readonly keys = new Numbers();
  readonly places = new Numbers();
  /** The one group that all of the rows belong to; null where they are of several. */
  group: string | null = "";
}

/** A record as it is stored: its kind, and the bytes of its values. It is only good until another one is read. */
export interface StoredRecord {
  readonly kind: RecordKind;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Kinds of rows of which only some columns changed, and the places of a record's values in those rows. */
type Narrowed = Map<string, { readonly id: number; readonly places: readonly number[] }>;

/**
 * Changes in the order in which they happened, as compact records. It can be cut back to an earlier end, as what is rolled
 * back did not happen, and past a size it leaves the memory.
 */
export class ChangeLog {
  readonly kinds = new Kinds();
  /** By table, in the order of their first change. */
  readonly tables = new Map<string, TableRows>();
  readonly #bytes: ByteLog;
  readonly #writer = new ValueWriter();
  readonly #reader = new ValueReader();
  readonly #groups: string[] = [];
  /** The one that was asked for last, and how many values it has: many are asked for, one after another. */
  #values = 0;
  #record: { -readonly [Part in keyof StoredRecord]: StoredRecord[Part] } | null = null;
  #lastKind = -1;
  #lastTable: TableRows | null = null;
  #count = 0;

  constructor(openSpill: OpenSpill | null = null) {
    this.#bytes = new ByteLog(openSpill);
  }

  /** How many changes it holds. */
  get count(): number {
    return this.#count;
  }

  /** Where the next change will be at the earliest: a mark for `truncate` and for ranges. */
  get end(): number {
    return this.#bytes.end;
  }

  add(change: RowChange, cause: Cause): number {
    const id = this.kinds.of(change, cause);
    return this.#write(id, valuesOf(this.kinds.get(id), change));
  }

  /** Adds many rows of one shape. */
  addRows({ action, table, key, columns, rows }: ChangedRows, cause: Cause): void {
    const all = [...key, ...columns];
    const has = { before: action !== "insert", after: action !== "delete" };
    const kind: RecordKind = {
      action,
      table,
      ...cause,
      key,
      before: has.before ? imageOf(all, key) : null,
      after: has.after ? imageOf(all, key) : null,
    };
    const id = this.kinds.add(kind);
    const narrowed: Narrowed = new Map();
    if (rows instanceof WholeNumbers) {
      this.#addNumbers(kind, id, rows, columns, narrowed);
      return;
    }
    if (action !== "update") {
      for (const row of rows) this.#write(id, row);
      return;
    }
    const width = columns.length;
    for (const row of rows) {
      let changed = 0;
      for (let i = 0; i < width; i++)
        if (!isSame(row[key.length + i] ?? null, row[key.length + width + i] ?? null)) changed++;
      if (changed === width) this.#write(id, row);
      else if (changed > 0) this.#write(...this.#narrow(kind, row, columns, narrowed));
    }
  }

  /** The same for rows of whole numbers. */
  #addNumbers(kind: RecordKind, id: number, rows: WholeNumbers, columns: readonly string[], narrowed: Narrowed): void {
    const { values, width } = rows;
    const compared = kind.action === "update" ? columns.length : 0;
    for (let from = 0; from < values.length; from += width) {
      let same = 0;
      for (let i = from + width - compared; i < from + width; i++) if (values[i] === values[i - compared]) same++;
      if (same === 0) {
        const { writer, at, place } = this.#begin(id, 9 * width);
        for (let i = from; i < from + width; i++) writer.whole(values[i] ?? 0);
        this.#end(id, at, place, values[from] ?? 0);
      } else if (same < compared) this.#write(...this.#narrow(kind, rows.row(from / width), columns, narrowed));
    }
  }

  /** A row of which only some columns changed. */
  #narrow(
    kind: RecordKind,
    row: readonly SqlValue[],
    columns: readonly string[],
    known: Narrowed,
  ): [id: number, values: readonly SqlValue[]] {
    const { key } = kind;
    const changed = columns.flatMap((_, i) =>
      isSame(row[key.length + i] ?? null, row[key.length + columns.length + i] ?? null) ? [] : [i],
    );
    const name = changed.join();
    let found = known.get(name);
    if (!found) {
      const image = imageOf([...key, ...changed.map((i) => columns[i] ?? "")], key);
      const places = [
        ...key.map((_, i) => i),
        ...changed.map((i) => key.length + i),
        ...changed.map((i) => key.length + columns.length + i),
      ];
      found = { id: this.kinds.add({ ...kind, before: image, after: image }), places };
      known.set(name, found);
    }
    return [found.id, found.places.map((place) => row[place] ?? null)];
  }

  #write(id: number, values: readonly SqlValue[]): number {
    let most = 0;
    for (const value of values) most += mostBytes(value);
    const { writer, at, place } = this.#begin(id, most);
    for (const value of values) writer.value(value);
    this.#end(id, at, place, sortNumber(values[0] ?? null));
    return place;
  }

  /** Begins a record whose values take at most so many bytes. */
  #begin(id: number, most: number): { readonly writer: ValueWriter; readonly at: number; readonly place: number } {
    const { block, at, place } = this.#bytes.room(most + 10);
    const writer = this.#writer;
    writer.into(block, at);
    writer.count(id);
    return { writer, at, place };
  }

  #end(id: number, at: number, place: number, key: number): void {
    this.#bytes.took(this.#writer.at - at);
    const table = id === this.#lastKind && this.#lastTable ? this.#lastTable : this.#tableFor(id);
    table.keys.push(key);
    table.places.push(place);
    this.#count++;
  }

  /** The table of a kind that was not the last one's; from now on it may be of several groups. */
  #tableFor(id: number): TableRows {
    const kind = this.kinds.get(id);
    let table = this.tables.get(kind.table);
    if (!table) {
      table = new TableRows();
      this.tables.set(kind.table, table);
    }
    this.#groups[id] ??= groupName(kind);
    const group = this.#groups[id] ?? "";
    if (table.group !== group) table.group = table.places.length === 0 ? group : null;
    this.#lastKind = id;
    this.#lastTable = table;
    return table;
  }

  /** Forgets what was added from a mark on. */
  truncate(mark: number): void {
    for (const [name, table] of this.tables) {
      const length = table.places.lowerBound(mark);
      this.#count -= table.places.length - length;
      if (length === 0) this.tables.delete(name);
      table.places.length = length;
      table.keys.length = length;
    }
    this.#lastTable = null;
    this.#bytes.truncate(mark);
  }

  read(place: number): { readonly kind: RecordKind; readonly change: RowChange } {
    const kind = this.kindAt(place);
    return { kind, change: readChange(kind, this.#reader) };
  }

  /** The kind of the record at a place. */
  kindAt(place: number): RecordKind {
    const reader = this.#reader;
    const block = this.#bytes.blockAt(place);
    reader.from(block, place - Math.floor(place / BLOCK) * BLOCK);
    return this.kinds.get(reader.count());
  }

  /** The record at a place, which is only good until the next one is asked for. */
  record(place: number): StoredRecord {
    const kind = this.kindAt(place);
    const reader = this.#reader;
    const { bytes, at: from } = reader;
    // Mostly of the same kind as the one before.
    if (kind !== this.#record?.kind) this.#values = valuesIn(kind);
    reader.skip(this.#values);
    const { at: to } = reader;
    const record = this.#record ?? { kind, bytes, from, to };
    record.kind = kind;
    record.bytes = bytes;
    record.from = from;
    record.to = to;
    this.#record = record;
    return record;
  }

  /** How many changes each table has from a mark on. */
  counts(from: number): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [name, { places }] of this.tables) {
      const count = places.length - places.lowerBound(from);
      if (count > 0) counts.set(name, count);
    }
    return counts;
  }

  /** All changes between two marks, in the order in which they happened. */
  *changes(from = 0, to = this.end): Generator<{ readonly kind: RecordKind; readonly change: RowChange }> {
    const places: number[] = [];
    for (const table of this.tables.values())
      for (let i = table.places.lowerBound(from); i < table.places.length && table.places.at(i) < to; i++)
        places.push(table.places.at(i));
    if (this.tables.size > 1) places.sort((a, b) => a - b);
    for (const place of places) yield this.read(place);
  }

  /** Takes as little memory as it can from now on. */
  rest(): void {
    this.#bytes.rest();
  }

  close(): void {
    this.#bytes.close();
    this.tables.clear();
    this.#count = 0;
  }
}

/** A number by which keys are sorted: the same for equal keys, and for different ones mostly not. */
export function sortNumber(value: SqlValue): number {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return value;
  if (value === null) return Number.NEGATIVE_INFINITY;
  let number = 0;
  if (typeof value === "string")
    for (let i = 0; i < 3; i++) number = number * 0x10000 + (i < value.length ? value.charCodeAt(i) : 0);
  else for (let i = 0; i < 6; i++) number = number * 0x100 + (value[i] ?? 0);
  return number;
}

/** Whether two stored values are the same, types told apart. */
export function isSame(a: SqlValue, b: SqlValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  return a === b || (typeof a === "number" && Object.is(a, b));
}
