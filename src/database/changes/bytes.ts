/** Somewhere outside memory for bytes that are read again later. */
export interface Spill {
  /** Keeps bytes; returns where they are. */
  write(bytes: Uint8Array): number;
  /** Fills `into` from a position on, and gives it. */
  read(position: number, into: Uint8Array): Uint8Array;
  close(): void;
}

/** Makes a spill when one is needed; absent where everything stays in memory. */
export type OpenSpill = () => Spill;

/** Bytes of one block. A place is the block's number times this, and the place inside the block. */
export const BLOCK = 2 ** 18;
/** Bytes that stay in memory before blocks are moved out. */
const IN_MEMORY = 2 ** 22;
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
  /** The bytes of a block that went outside, for the next one. */
  #spare: Uint8Array | null = null;

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
    this.#moveOut(IN_MEMORY);
    const block = bytes <= BLOCK && this.#spare ? this.#spare : new Uint8Array(Math.max(BLOCK, bytes));
    if (block === this.#spare) this.#spare = null;
    this.#blocks[this.#last] = block;
    this.#taken = 0;
    return { block, at: 0, place: this.end };
  }

  took(bytes: number): void {
    this.#taken += bytes;
  }

  /** The block in which a place lies. It may be overwritten once a few other blocks were asked for. */
  blockAt(place: number): Uint8Array {
    const number = Math.floor(place / BLOCK);
    const block = this.#blocks[number];
    if (block instanceof Uint8Array) return block;
    const held = this.#readBack.get(number);
    if (held) return held;
    if (!block || !this.#spill) throw new Error("these changes are no longer held");
    const read = this.#spill.read(block.position, this.#roomFor(block.length));
    this.#readBack.set(number, read);
    return read;
  }

  /** Bytes to read a block into: those of the block that was read back first, as new ones would only be garbage later. */
  #roomFor(length: number): Uint8Array {
    if (this.#readBack.size < READ_BACK) return new Uint8Array(length);
    const [[oldest, bytes] = [-1, null]] = this.#readBack;
    this.#readBack.delete(oldest);
    return bytes?.length === length ? bytes : new Uint8Array(length);
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

  /** What is large enough for outside goes there whole: it may be held for long. */
  rest(): void {
    if (this.#spill) this.#moveOut(0);
    this.#spare = null;
  }

  close(): void {
    this.#spill?.close();
    this.#spill = null;
    this.#blocks.length = 0;
    this.#spare = null;
    this.#readBack.clear();
    this.#last = 0;
    this.#taken = 0;
    this.#inside = 0;
  }

  #moveOut(kept: number): void {
    if (!this.#openSpill) return;
    for (; this.#inside <= this.#last && (this.#last - this.#inside + 1) * BLOCK > kept; this.#inside++) {
      const block = this.#blocks[this.#inside];
      if (!(block instanceof Uint8Array)) continue;
      this.#spill ??= this.#openSpill();
      this.#blocks[this.#inside] = { position: this.#spill.write(block), length: block.length };
      if (block.length === BLOCK) this.#spare = block;
    }
  }
}
