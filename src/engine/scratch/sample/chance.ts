/** Chance drawn from a seed: the same seed gives the same draws, on every machine. For samples, never for secrets. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.trunc(seed) ^ 0x9e3779b9) >>> 0;
    // The first draws of neighbouring seeds are alike.
    for (let i = 0; i < 8; i++) this.fraction();
  }

  /** A fraction from 0 to below 1 (splitmix32, after Steele, Lea and Flood, "Fast splittable pseudorandom number generators"). */
  fraction(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both possible. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  isTrue(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of the items; throws where there are none. */
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.fraction() * items.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  /** So many different items, or all there are. */
  some<T>(items: readonly T[], count: number): T[] {
    const left = [...items];
    const taken: T[] = [];
    while (taken.length < count && left.length > 0) taken.push(...left.splice(this.integer(0, left.length - 1), 1));
    return taken;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.integer(0, 9)).join("");
  }

  letters(count: number): string {
    return Array.from({ length: count }, () => String.fromCharCode(65 + this.integer(0, 25))).join("");
  }

  hex(count: number): string {
    return Array.from({ length: count }, () => this.integer(0, 15).toString(16)).join("");
  }
}
