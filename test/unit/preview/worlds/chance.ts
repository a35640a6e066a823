import fc from "fast-check";

/** Choices of fast-check, in the words of a generator: what it draws is what is shrunk and replayed by seed. */
export class Chance {
  constructor(readonly draw: fc.GeneratorValue) {}

  int(min: number, max: number): number {
    return this.draw(fc.integer, { min, max });
  }

  oneIn(n: number): boolean {
    return this.int(1, n) === n;
  }

  pick<T>(list: readonly T[]): T {
    const chosen = list[this.int(0, list.length - 1)];
    if (chosen === undefined) throw new Error("nothing to choose from");
    return chosen;
  }

  times<T>(count: number, make: (i: number) => T): T[] {
    return Array.from({ length: count }, (_, i) => make(i));
  }
}
