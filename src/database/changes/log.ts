import type { ChangedRows, RowChange, SqlValue } from "../backend";
import { BLOCK, ByteLog, type OpenSpill } from "./bytes";
import { type Cause, groupName, imageOf, Kinds, type RecordKind, readChange, valuesIn, valuesOf } from "./kinds";
import { Numbers } from "./numbers";
import { mostBytes, ValueReader, ValueWriter } from "./values";

/** A table's rows in a log: for each a number to sort its key by, and its place. */
export class TableRows {
  readonly keys = new Numbers();
  readonly places = new Numbers();
  /** The one group that all of the rows belong to; null where they are of several. */
  group: string | null = "";
}

/** A record as it is stored: its kind, and the bytes of its values, which are only good until other records are read. */
export interface StoredRecord {
  readonly kind: RecordKind;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

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
    if (action !== "update") {
      for (const row of rows) this.#write(id, row);
      return;
    }
    const width = columns.length;
    const narrowed = new Map<string, { readonly id: number; readonly places: readonly number[] }>();
    for (const row of rows) {
      let changed = 0;
      for (let i = 0; i < width; i++)
        if (!isSame(row[key.length + i] ?? null, row[key.length + width + i] ?? null)) changed++;
      if (changed === width) this.#write(id, row);
      else if (changed > 0) this.#write(...this.#narrow(kind, row, columns, narrowed));
    }
  }

  /** A row of which only some columns changed. */
  #narrow(
    kind: RecordKind,
    row: readonly SqlValue[],
    columns: readonly string[],
    known: Map<string, { readonly id: number; readonly places: readonly number[] }>,
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
    let most = 10;
    for (const value of values) most += mostBytes(value);
    const { block, at, place } = this.#bytes.room(most);
    const writer = this.#writer;
    writer.into(block, at);
    writer.count(id);
    for (const value of values) writer.value(value);
    this.#bytes.took(writer.at - at);
    const table = id === this.#lastKind && this.#lastTable ? this.#lastTable : this.#tableFor(id);
    table.keys.push(sortNumber(values[0] ?? null));
    table.places.push(place);
    this.#count++;
    return place;
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

  /** The values of the record at a place, as they are stored. */
  record(place: number): StoredRecord {
    const kind = this.kindAt(place);
    const reader = this.#reader;
    const from = reader.at;
    for (let left = valuesIn(kind); left > 0; left--) reader.skip();
    return { kind, bytes: reader.bytes, from, to: reader.at };
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
