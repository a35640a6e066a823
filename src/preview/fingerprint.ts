import { groupName, type RecordKind } from "../database/changes/kinds";
import type { StoredRecord } from "../database/changes/log";
import { ValueReader, ValueWriter } from "../database/changes/values";
import type { Registry } from "../orm/registry";
import type { ChangeSet } from "./changeSet";
import { type Invented, inventedKeys } from "./invented";

/**
 * A digest over every change's key, before-image and after-image. Keys that the database makes up are left out: a new
 * row is known by its place among the new rows, also where another row points at it. Groups are taken by name and rows by
 * key, so the order in which the database reports them makes no difference.
 */
export async function fingerprintOf(changes: ChangeSet, registry: Registry): Promise<string> {
  const invented = inventedKeys(changes, registry);
  const named = changes.groups.map((group) => ({ group, name: groupName({ ...group, ...NO_ORIGIN }) }));
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const digest = new Digest();
  const shapes = new Map<RecordKind, Shape>();
  for (const { group, name } of named) {
    let last = "";
    await digest.text(name);
    for (const record of group.records()) {
      let shape = shapes.get(record.kind);
      if (!shape) {
        shape = shapeOf(record.kind, invented);
        shapes.set(record.kind, shape);
      }
      // Columns are written only where they change from row to row.
      if (shape.columns !== last) {
        last = shape.columns;
        await digest.text(last);
      }
      if (digest.isFull) await digest.flush();
      digest.row(record, shape);
    }
  }
  return digest.finish();
}

/** Where a cascade came from is for people; two rows of one table may be found in another order. */
const NO_ORIGIN = { origin: { model: "", via: "" } };

interface Shape {
  readonly columns: string;
  /** For each value, the made-up keys that it may be one of; null where none of them may. */
  readonly invented: readonly (Invented | undefined)[] | null;
}

function shapeOf(kind: RecordKind, invented: ReadonlyMap<string, Invented>): Shape {
  const own = [kind.before, kind.after].flatMap((image) =>
    image === null ? [] : image.columns.filter((_, i) => (image.inKey[i] ?? -1) < 0),
  );
  const values = [...kind.key, ...own].map((column) => invented.get(`${kind.table}\0${column}`));
  return {
    columns: JSON.stringify([kind.key, kind.before?.columns, kind.after?.columns]),
    invented: values.some((made) => made !== undefined) ? values : null,
  };
}

/** Bytes that are digested at once; the digests are digested again at the end. */
const CHUNK = 2 ** 20;

class Digest {
  readonly #chunk = new Uint8Array(CHUNK);
  readonly #writer = new ValueWriter();
  readonly #reader = new ValueReader();
  readonly #digests: Promise<ArrayBuffer>[] = [];
  /** A piece that was too large for what was left of the chunk. */
  #over: Uint8Array | null = null;

  constructor() {
    this.#writer.into(this.#chunk);
  }

  get isFull(): boolean {
    return this.#over !== null;
  }

  async text(text: string): Promise<void> {
    this.#put(new TextEncoder().encode(`\n${text}\n`));
    if (this.isFull) await this.flush();
  }

  row({ bytes, from, to }: StoredRecord, { invented }: Shape): void {
    if (invented === null) this.#copy(bytes, from, to);
    else this.#rowWithout(bytes, from, invented);
  }

  #rowWithout(bytes: Uint8Array, from: number, invented: readonly (Invented | undefined)[]): void {
    const reader = this.#reader;
    reader.from(bytes, from);
    for (const made of invented) {
      const start = reader.at;
      if (!made) reader.skip();
      const rank = made ? made.rankOf(reader.value()) : -1;
      if (rank < 0) this.#copy(bytes, start, reader.at);
      else this.#ascii(`\u0007new${rank};`);
    }
  }

  /** A short text of ASCII characters, many thousand times. */
  #ascii(text: string): void {
    const writer = this.#writer;
    if (this.#over === null && writer.at + text.length <= CHUNK)
      for (let i = 0; i < text.length; i++) this.#chunk[writer.at++] = text.charCodeAt(i);
    else this.#put(new TextEncoder().encode(text));
  }

  #copy(bytes: Uint8Array, from: number, to: number): void {
    const writer = this.#writer;
    if (this.#over === null && writer.at + to - from <= CHUNK) {
      const chunk = this.#chunk;
      let { at } = writer;
      // Short pieces: a loop is cheaper than a view of them.
      for (let i = from; i < to; i++) chunk[at++] = bytes[i] ?? 0;
      writer.at = at;
    } else this.#put(bytes.slice(from, to));
  }

  #put(bytes: Uint8Array): void {
    if (this.#over !== null) {
      const more = new Uint8Array(this.#over.length + bytes.length);
      more.set(this.#over);
      more.set(bytes, this.#over.length);
      this.#over = more;
    } else if (this.#writer.at + bytes.length <= CHUNK) {
      this.#chunk.set(bytes, this.#writer.at);
      this.#writer.at += bytes.length;
    } else this.#over = bytes.slice();
  }

  /** Digests what was gathered. What did not fit goes into the next chunks, cut where they end. */
  async flush(): Promise<void> {
    let over = this.#over ?? new Uint8Array(0);
    this.#over = null;
    for (;;) {
      const room = CHUNK - this.#writer.at;
      this.#chunk.set(over.subarray(0, room), this.#writer.at);
      this.#writer.at += Math.min(room, over.length);
      over = over.subarray(room);
      if (this.#writer.at < CHUNK) return;
      await this.#digest();
    }
  }

  async #digest(): Promise<void> {
    // One at a time, and of a copy: meanwhile the chunk is filled again.
    await this.#digests.at(-1);
    this.#digests.push(crypto.subtle.digest("SHA-256", this.#chunk.subarray(0, this.#writer.at)));
    this.#writer.at = 0;
  }

  async finish(): Promise<string> {
    await this.flush();
    await this.#digest();
    const all = new Uint8Array(this.#digests.length * 32);
    for (const [i, digest] of this.#digests.entries()) all.set(new Uint8Array(await digest), i * 32);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
