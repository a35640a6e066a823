import type { RowChange, SqlRow, SqlValue } from "../backend";
import type { DatabaseSchema } from "../schema";

const INSERT = 18;
const DELETE = 9;
const TABLE = 0x54;

/** A value a changeset leaves out: an update's column that did not change. */
const ABSENT = Symbol("absent");
type Value = SqlValue | typeof ABSENT;

/**
 * Reads a changeset of SQLite's session extension. Integers come as `bigint`; columns the database computes itself are
 * not in it.
 */
export function* parseChangeset(bytes: Uint8Array, schema: DatabaseSchema): Generator<RowChange> {
  const reader = new Reader(bytes);
  let table: Columns | null = null;
  while (!reader.done) {
    const operation = reader.byte();
    if (operation === TABLE) {
      table = readHeader(reader, schema);
      continue;
    }
    if (table === null) throw new Error("changeset without a table header");
    reader.byte();
    const change = readChange(reader, operation, table);
    if (table.shown) yield change;
  }
}

interface Columns {
  readonly table: string;
  readonly names: readonly string[];
  readonly key: readonly string[];
  /** False for the tables a full-text index and its like keep for themselves. */
  readonly shown: boolean;
}

function readHeader(reader: Reader, schema: DatabaseSchema): Columns {
  const count = reader.varint();
  // Each flag is the column's place in the primary key, from 1; 0 for the others.
  const flags = Array.from({ length: count }, () => reader.byte());
  const name = reader.terminated();
  const known = schema.tables.find((candidate) => candidate.name === name);
  // The extension passes over the columns that the database computes itself.
  const names = known?.columns.filter((column) => column.generated === null).map((column) => column.name) ?? [];
  if (known !== undefined && names.length !== count) throw new Error(`changeset of ${name} does not fit its table`);
  const key = flags
    .map((place, index) => ({ place, name: names[index] ?? "" }))
    .filter((column) => column.place > 0)
    .sort((a, b) => a.place - b.place)
    .map((column) => column.name);
  return {
    table: name,
    names: known === undefined ? flags.map((_, index) => String(index)) : names,
    key,
    shown: known !== undefined,
  };
}

function readChange(reader: Reader, operation: number, table: Columns): RowChange {
  const { table: name } = table;
  if (operation === INSERT) {
    const after = readRow(reader, table, {});
    return { action: "insert", table: name, key: keyOf(after, table), before: null, after };
  }
  const before = readRow(reader, table, {});
  const key = keyOf(before, table);
  if (operation === DELETE) return { action: "delete", table: name, key, before, after: null };
  // The new values leave the key out, as it did not change.
  return { action: "update", table: name, key, before, after: readRow(reader, table, keyOf(before, table)) };
}

/** Reads a row's values into `row`. Plain loops: this runs once for every value of every changed row. */
function readRow(reader: Reader, table: Columns, row: Record<string, SqlValue>): Record<string, SqlValue> {
  for (const name of table.names) {
    const value = reader.value();
    if (value !== ABSENT) row[name] = value;
  }
  return row;
}

function keyOf(row: SqlRow, table: Columns): Record<string, SqlValue> {
  const key: Record<string, SqlValue> = {};
  for (const name of table.key) key[name] = row[name] ?? null;
  return key;
}

class Reader {
  static readonly #text = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.#view.getUint8(this.#at++);
  }

  /** SQLite's varint, big end first; lengths here never need its ninth byte. */
  varint(): number {
    let value = 0;
    for (;;) {
      const byte = this.byte();
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
  }

  terminated(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const text = Reader.#text.decode(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }

  value(): Value {
    switch (this.byte()) {
      case 0:
        return ABSENT;
      case 1:
        this.#at += 8;
        return this.#view.getBigInt64(this.#at - 8);
      case 2:
        this.#at += 8;
        return this.#view.getFloat64(this.#at - 8);
      case 3:
        return Reader.#text.decode(this.#take());
      case 4:
        return this.#take().slice();
      default:
        return null;
    }
  }

  #take(): Uint8Array {
    const length = this.varint();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
