const BITS = 15;
/** Numbers in one piece of memory. */
const PIECE = 2 ** BITS;

/**
 * Numbers that only grow in count, without an object each. They lie in pieces, so that growing copies nothing, and take
 * four bytes each where a piece has none that needs eight.
 */
export class Numbers {
  readonly #pieces: (Uint32Array | Float64Array)[] = [];
  length = 0;

  push(value: number): void {
    const at = this.length & (PIECE - 1);
    const number = this.length >>> BITS;
    // Room for few at first, as most logs are short.
    if ((at & (at - 1)) === 0) this.#makeRoom(number, at);
    let piece = this.#pieces[number];
    if (piece instanceof Uint32Array && value >>> 0 !== value) {
      piece = Float64Array.from(piece);
      this.#pieces[number] = piece;
    }
    if (piece) piece[at] = value;
    this.length++;
  }

  #makeRoom(number: number, at: number): void {
    const piece = this.#pieces[number];
    if (piece && piece.length > at) return;
    const room = number > 0 ? PIECE : Math.max(16, at * 2);
    const more = piece instanceof Float64Array ? new Float64Array(room) : new Uint32Array(room);
    if (piece) more.set(piece);
    this.#pieces[number] = more;
  }

  at(index: number): number {
    return this.#pieces[index >>> BITS]?.[index & (PIECE - 1)] ?? 0;
  }

  /** The first place whose number is not less, in ascending numbers. */
  lowerBound(value: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Some of the numbers, one after another. They must not be cut back meanwhile. */
export class NumberRange {
  constructor(
    readonly numbers: Numbers,
    readonly from = 0,
    readonly length = numbers.length - from,
  ) {}

  at(index: number): number {
    return this.numbers.at(this.from + index);
  }
}
