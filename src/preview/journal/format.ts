import type { RowChange } from "../../database/backend";
import {
  type GroupName,
  type Image,
  imageOf,
  Kinds,
  type RecordKind,
  readChange,
  valuesIn,
} from "../../database/changes/kinds";
import type { StoredRecord } from "../../database/changes/log";
import { ValueReader, ValueWriter } from "../../database/changes/values";
import type { Registry } from "../../orm/registry";
import type { ChangeGroup, ChangeSet } from "../changeSet";
import type { EntryGroup, EntryHead } from "./journal";

/*
 * An entry as a file: a line that says what it is, a line of JSON with all that a list shows of it, the rows in packed
 * blocks, an index of those as JSON, and at the very end where the index begins. A file without that end was cut short.
 */
const FIRST_LINE = "queryset journal 2\n";
const END = "qsj2";
const END_BYTES = 12;
/** Bytes of a block before it is packed. */
const BLOCK = 2 ** 18;

/** Where an entry is written to, piece after piece. */
export interface Output {
  write(bytes: Uint8Array): Promise<void>;
}

/** Where it is read from. */
export interface Input {
  readonly size: number;
  read(position: number, length: number): Uint8Array;
}

/** Makes bytes fewer, and as many as they were again. */
export interface Packer {
  pack(bytes: Uint8Array): Uint8Array;
  unpack(bytes: Uint8Array): Uint8Array;
}

interface BlockPlace {
  readonly group: number;
  /** The place of its first row in the group. */
  readonly first: number;
  readonly rows: number;
  readonly position: number;
  readonly length: number;
}

interface Index {
  readonly kinds: readonly RecordKind[];
  readonly blocks: readonly BlockPlace[];
}

/** Writes an entry with its rows. Columns that the database computes are left out: nothing can write those back. */
export async function writeEntry(
  head: EntryHead,
  changes: ChangeSet,
  registry: Registry | null,
  output: Output,
  packer: Packer,
): Promise<void> {
  const { state: _, ...known } = head;
  const start = new TextEncoder().encode(`${FIRST_LINE}${JSON.stringify(known)}\n`);
  await output.write(start);
  let position = start.length;
  const kinds = new StoredKinds(registry);
  const blocks: BlockPlace[] = [];
  const writer = new ValueWriter();
  writer.into(new Uint8Array(BLOCK));
  for (const [at, group] of changes.groups.entries()) {
    let first = 0;
    let rows = 0;
    const flush = async (): Promise<void> => {
      if (rows === 0) return;
      const packed = packer.pack(writer.bytes.subarray(0, writer.at));
      await output.write(packed);
      blocks.push({ group: at, first, rows, position, length: packed.length });
      position += packed.length;
      first += rows;
      rows = 0;
      writer.at = 0;
    };
    for (const record of group.records()) {
      const size = kinds.sizeOf(record);
      if (writer.at + size > writer.bytes.length) {
        await flush();
        if (size > writer.bytes.length) writer.into(new Uint8Array(size));
      }
      kinds.write(record, writer);
      rows++;
    }
    await flush();
  }
  const index: Index = { kinds: kinds.all, blocks };
  const text = new TextEncoder().encode(JSON.stringify(index));
  await output.write(text);
  await output.write(new TextEncoder().encode(String(position).padStart(END_BYTES) + END));
}

/** Record kinds as a file has them, without generated columns. */
class StoredKinds {
  readonly #kinds = new Kinds();
  readonly #ids = new Map<RecordKind, { readonly id: number; readonly kept: readonly boolean[] | null }>();
  readonly #generated: Registry["generated"];
  readonly #reader = new ValueReader();

  constructor(registry: Registry | null) {
    this.#generated = registry?.generated ?? new Map();
  }

  get all(): readonly RecordKind[] {
    return this.#kinds.all;
  }

  sizeOf({ from, to }: StoredRecord): number {
    return to - from + 9;
  }

  write({ kind, bytes, from, to }: StoredRecord, writer: ValueWriter): void {
    let known = this.#ids.get(kind);
    if (!known) {
      known = this.#stored(kind);
      this.#ids.set(kind, known);
    }
    writer.count(known.id);
    if (known.kept === null) {
      writer.bytes.set(bytes.subarray(from, to), writer.at);
      writer.at += to - from;
      return;
    }
    const reader = this.#reader;
    reader.from(bytes, from);
    for (const kept of known.kept) {
      const start = reader.at;
      reader.skip();
      if (!kept) continue;
      writer.bytes.set(bytes.subarray(start, reader.at), writer.at);
      writer.at += reader.at - start;
    }
  }

  #stored(kind: RecordKind): { id: number; kept: readonly boolean[] | null } {
    const left = this.#generated.get(kind.table);
    if (!left) return { id: this.#kinds.add(kind), kept: null };
    const narrow = (image: Image | null): Image | null =>
      image === null
        ? null
        : imageOf(
            image.columns.filter((column) => !left.has(column)),
            kind.key,
          );
    const own = (image: Image | null): boolean[] =>
      image === null
        ? []
        : image.columns.filter((_, i) => (image.inKey[i] ?? -1) < 0).map((column) => !left.has(column));
    const kept = [...kind.key.map(() => true), ...own(kind.before), ...own(kind.after)];
    return { id: this.#kinds.add({ ...kind, before: narrow(kind.before), after: narrow(kind.after) }), kept };
  }
}

/** All that a list shows of an entry; null for a file that is none, or was cut short. */
export function readHead(input: Input): Omit<EntryHead, "state"> | null {
  const decoder = new TextDecoder();
  for (let length = 4096; ; length *= 8) {
    const bytes = input.read(0, Math.min(length, input.size));
    const start = new TextEncoder().encode(FIRST_LINE).length;
    const end = bytes.indexOf(10, start);
    if (end < 0 && bytes.length < input.size) continue;
    if (end < 0 || !decoder.decode(bytes).startsWith(FIRST_LINE) || !isWhole(input)) return null;
    try {
      return JSON.parse(decoder.decode(bytes.subarray(start, end))) as Omit<EntryHead, "state">;
    } catch {
      return null;
    }
  }
}

function isWhole(input: Input): boolean {
  const end = input.read(Math.max(0, input.size - END.length), END.length);
  return new TextDecoder().decode(end) === END;
}

/** An entry's rows, read as they are asked for. */
export function readChanges(head: Pick<EntryHead, "groups">, input: Input, packer: Packer): ChangeSet {
  const decoder = new TextDecoder();
  const tail = END_BYTES + END.length;
  const start = Number(decoder.decode(input.read(input.size - tail, END_BYTES)));
  const { kinds, blocks } = JSON.parse(decoder.decode(input.read(start, input.size - tail - start))) as Index;
  const groups = head.groups.map(
    (group, at) =>
      new StoredGroup(
        group,
        kinds,
        blocks.filter((block) => block.group === at),
        (block) => packer.unpack(input.read(block.position, block.length)),
      ),
  );
  return { groups, count: groups.reduce((sum, { count }) => sum + count, 0) };
}

class StoredGroup implements ChangeGroup {
  readonly table: string;
  readonly action: RowChange["action"];
  readonly cause: string;
  readonly origin?: NonNullable<GroupName["origin"]>;
  readonly count: number;
  readonly #kinds: readonly RecordKind[];
  readonly #blocks: readonly BlockPlace[];
  readonly #unpack: (block: BlockPlace) => Uint8Array;

  constructor(
    group: EntryGroup,
    kinds: readonly RecordKind[],
    blocks: readonly BlockPlace[],
    unpack: (block: BlockPlace) => Uint8Array,
  ) {
    this.table = group.table;
    this.action = group.action;
    this.cause = group.cause;
    if (group.origin) this.origin = group.origin;
    this.count = group.count;
    this.#kinds = kinds;
    this.#blocks = blocks;
    this.#unpack = unpack;
  }

  *rows(start = 0, count = Number.POSITIVE_INFINITY): Generator<RowChange> {
    const reader = new ValueReader();
    let left = count;
    for (const { kind, bytes, from } of this.records(start)) {
      if (left-- <= 0) return;
      reader.from(bytes, from);
      yield readChange(kind, reader);
    }
  }

  *records(start = 0): Generator<StoredRecord> {
    const reader = new ValueReader();
    for (const block of this.#blocks) {
      if (block.first + block.rows <= start) continue;
      const bytes = this.#unpack(block);
      let at = 0;
      for (let row = block.first; row < block.first + block.rows; row++) {
        reader.from(bytes, at);
        const kind = this.#kinds[reader.count()];
        if (!kind) throw new Error("a change of no known kind");
        const from = reader.at;
        for (let left = valuesIn(kind); left > 0; left--) reader.skip();
        at = reader.at;
        if (row >= start) yield { kind, bytes, from, to: at };
      }
    }
  }
}
