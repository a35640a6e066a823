/** Somewhere outside memory for bytes that are read again later. */
export interface Spill {
  /** Keeps bytes; returns where they are. */
  write(bytes: Uint8Array): number;
  read(position: number, length: number): Uint8Array;
  close(): void;
}

/** Makes a spill when one is needed; absent where everything stays in memory. */
export type OpenSpill = () => Spill;

/** Bytes of one block. A place is the block's number times this, and the place inside the block. */
export const BLOCK = 2 ** 18;
/** Bytes that stay in memory before blocks are moved out. */
const IN_MEMORY = 2 ** 23;
/** Blocks that were read back and are held for the next read. */
const READ_BACK = 4;

interface Outside {
  readonly position: number;
  readonly length: number;
}

/** Bytes that only grow, or are cut at their end; past a size they leave the memory. No piece crosses a block's end. */
export class ByteLog {
  /** By number. A block that is longer than others takes the numbers after its own as well. */
  readonly #blocks: (Uint8Array | Outside | undefined)[] = [];
  readonly #readBack = new Map<number, Uint8Array>();
  readonly #openSpill: OpenSpill | null;
  #spill: Spill | null = null;
  /** The number of the last block, and how many bytes of it are taken. */
  #last = 0;
  #taken = 0;
  /** Blocks below this number are outside. */
  #inside = 0;

  constructor(openSpill: OpenSpill | null = null) {
    this.#openSpill = openSpill;
  }

  /** The place at which the next piece would begin, if it fits. */
  get end(): number {
    return this.#last * BLOCK + this.#taken;
  }

  /** A block with room for so many bytes, and where in it they go. `took` says how many it were. */
  room(bytes: number): { readonly block: Uint8Array; readonly at: number; readonly place: number } {
    const last = this.#blocks[this.#last];
    if (last instanceof Uint8Array && last.length - this.#taken >= bytes && this.#taken < BLOCK)
      return { block: last, at: this.#taken, place: this.end };
    if (last) this.#last += Math.ceil(Math.max(1, this.#taken) / BLOCK);
    this.#moveOut();
    const block = new Uint8Array(Math.max(BLOCK, bytes));
    this.#blocks[this.#last] = block;
    this.#taken = 0;
    return { block, at: 0, place: this.end };
  }

  took(bytes: number): void {
    this.#taken += bytes;
  }

  /** The block in which a place lies. */
  blockAt(place: number): Uint8Array {
    const number = Math.floor(place / BLOCK);
    const block = this.#blocks[number];
    if (block instanceof Uint8Array) return block;
    const held = this.#readBack.get(number);
    if (held) return held;
    if (!block || !this.#spill) throw new Error("these changes are no longer held");
    const read = this.#spill.read(block.position, block.length);
    const [oldest] = this.#readBack.keys();
    if (this.#readBack.size >= READ_BACK && oldest !== undefined) this.#readBack.delete(oldest);
    this.#readBack.set(number, read);
    return read;
  }

  /** Forgets everything from a place on, which is where a piece begins or began. */
  truncate(place: number): void {
    if (place >= this.end) return;
    let number = Math.floor(place / BLOCK);
    while (number > 0 && !this.#blocks[number]) number--;
    const block = this.#blocks[number];
    const taken = place - number * BLOCK;
    if (block && !(block instanceof Uint8Array)) {
      const whole = new Uint8Array(Math.max(BLOCK, taken));
      whole.set(this.blockAt(number * BLOCK).subarray(0, taken));
      this.#blocks[number] = whole;
    }
    this.#blocks.length = number + 1;
    this.#readBack.clear();
    this.#last = number;
    this.#taken = taken;
    this.#inside = Math.min(this.#inside, number);
  }

  close(): void {
    this.#spill?.close();
    this.#spill = null;
    this.#blocks.length = 0;
    this.#readBack.clear();
    this.#last = 0;
    this.#taken = 0;
    this.#inside = 0;
  }

  #moveOut(): void {
    if (!this.#openSpill) return;
    for (; (this.#last - this.#inside) * BLOCK > IN_MEMORY; this.#inside++) {
      const block = this.#blocks[this.#inside];
      if (!(block instanceof Uint8Array)) continue;
      this.#spill ??= this.#openSpill();
      this.#blocks[this.#inside] = { position: this.#spill.write(block), length: block.length };
    }
  }
}
