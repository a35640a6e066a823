/** Numbers that only grow in count, without an object each. */
export class Numbers {
  #values: Float64Array;
  length = 0;

  constructor(room = 16) {
    this.#values = new Float64Array(room);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const more = new Float64Array(this.length * 2);
      more.set(this.#values);
      this.#values = more;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  /** The numbers from one place up to another, not copied. */
  slice(from = 0, to = this.length): Float64Array {
    return this.#values.subarray(from, to);
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
