import { crc32, deflateRawSync } from "node:zlib";

interface Entry {
  readonly name: string;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
  readonly offset: number;
}

interface Open {
  readonly name: string;
  readonly offset: number;
  crc: number;
  size: number;
  packed: number;
  /** Text that is not packed yet. */
  waiting: string;
}

/** A number of a record: where it stands, its bytes, and its value. Lowest byte first. */
type Field = readonly [at: number, bytes: 2 | 4, value: number];

/** A record of so many bytes. A `DataView`, as a browser's engine has no `Buffer`. */
function record(length: number, ...fields: readonly Field[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(length));
  for (const [at, bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }
  return new Uint8Array(view.buffer);
}

const encoder = new TextEncoder();

/** Text of one file that is packed at a time. */
const CHUNK = 1 << 20;

/**
 * A zip file, written from start to end (PKWARE's APPNOTE 6.3): one file after another, each in pieces. `write` takes
 * what it comes to, piece by piece.
 */
export class ZipWriter {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #entries: Entry[] = [];
  #offset = 0;
  #current: Open | null = null;

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  /** Begins a file. Its size is not known yet and follows behind it. */
  begin(name: string): void {
    this.#current = { name, crc: 0, size: 0, packed: 0, offset: this.#offset, waiting: "" };
    const bytes = encoder.encode(name);
    // The sizes follow, and the name is UTF-8.
    this.#put(record(30, [0, 4, 0x04034b50], [4, 2, 20], [6, 2, 0x0808], [8, 2, 8], [26, 2, bytes.length]));
    this.#put(bytes);
  }

  add(text: string): void {
    const current = this.#file();
    current.waiting += text;
    if (current.waiting.length >= CHUNK) this.#pack(false);
  }

  end(): void {
    this.#pack(true);
    const { name, crc, size, packed, offset } = this.#file();
    this.#put(record(16, [0, 4, 0x08074b50], [4, 4, crc], [8, 4, packed], [12, 4, size]));
    this.#entries.push({ name, crc, size, packed, offset });
    this.#current = null;
  }

  /** Writes the directory, which ends the zip file. */
  finish(): void {
    const start = this.#offset;
    for (const { name, crc, size, packed, offset } of this.#entries) {
      const bytes = encoder.encode(name);
      const entry: Field[] = [
        [4, 2, 20],
        [6, 2, 20],
        [8, 2, 0x0808],
        [10, 2, 8],
        [16, 4, crc],
        [20, 4, packed],
        [24, 4, size],
        [28, 2, bytes.length],
        [42, 4, offset],
      ];
      this.#put(record(46, [0, 4, 0x02014b50], ...entry));
      this.#put(bytes);
    }
    const count = this.#entries.length;
    const directory: Field[] = [
      [8, 2, count],
      [10, 2, count],
      [12, 4, this.#offset - start],
      [16, 4, start],
    ];
    this.#put(record(22, [0, 4, 0x06054b50], ...directory));
  }

  /** Packs what waits. Pieces end on a whole byte, so that they make one stream; only the last one is marked as such. */
  #pack(isLast: boolean): void {
    const current = this.#file();
    const bytes = encoder.encode(current.waiting);
    current.waiting = "";
    current.crc = crc32(bytes, current.crc);
    current.size += bytes.length;
    const packed = deflateRawSync(bytes, isLast ? {} : { finishFlush: 2 });
    current.packed += packed.length;
    this.#put(packed);
  }

  #file(): Open {
    if (this.#current === null) throw new Error("No file was begun in the zip file.");
    return this.#current;
  }

  #put(bytes: Uint8Array): void {
    this.#offset += bytes.length;
    this.#write(bytes);
  }
}
