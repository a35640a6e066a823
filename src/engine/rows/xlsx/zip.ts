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
    const bytes = Buffer.from(name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    // The sizes follow, and the name is UTF-8.
    header.writeUInt16LE(0x0808, 6);
    header.writeUInt16LE(8, 8);
    header.writeUInt16LE(bytes.length, 26);
    this.#put(header);
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
    const descriptor = Buffer.alloc(16);
    descriptor.writeUInt32LE(0x08074b50, 0);
    descriptor.writeUInt32LE(crc, 4);
    descriptor.writeUInt32LE(packed, 8);
    descriptor.writeUInt32LE(size, 12);
    this.#put(descriptor);
    this.#entries.push({ name, crc, size, packed, offset });
    this.#current = null;
  }

  /** Writes the directory, which ends the zip file. */
  finish(): void {
    const start = this.#offset;
    for (const { name, crc, size, packed, offset } of this.#entries) {
      const bytes = Buffer.from(name);
      const header = Buffer.alloc(46);
      header.writeUInt32LE(0x02014b50, 0);
      header.writeUInt16LE(20, 4);
      header.writeUInt16LE(20, 6);
      header.writeUInt16LE(0x0808, 8);
      header.writeUInt16LE(8, 10);
      header.writeUInt32LE(crc, 16);
      header.writeUInt32LE(packed, 20);
      header.writeUInt32LE(size, 24);
      header.writeUInt16LE(bytes.length, 28);
      header.writeUInt32LE(offset, 42);
      this.#put(header);
      this.#put(bytes);
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.#entries.length, 8);
    end.writeUInt16LE(this.#entries.length, 10);
    end.writeUInt32LE(this.#offset - start, 12);
    end.writeUInt32LE(start, 16);
    this.#put(end);
  }

  /** Packs what waits. Pieces end on a whole byte, so that they make one stream; only the last one is marked as such. */
  #pack(isLast: boolean): void {
    const current = this.#file();
    const bytes = Buffer.from(current.waiting);
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
