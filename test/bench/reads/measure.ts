/** The middle one of several measurements. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Milliseconds of one piece of work. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** `12.3 ms`, or µs where that is little. */
export function ms(value: number): string {
  if (value < 1) return `${(value * 1000).toFixed(0)} µs`;
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

/** Runs each side once a round, the first round only to warm up, and gives the medians of the others. */
export async function interleaved<K extends string>(
  rounds: number,
  sides: Readonly<Record<K, (() => number | Promise<number>) | null>>,
): Promise<Record<K, number>> {
  const times = new Map<K, number[]>();
  for (let round = -1; round < rounds; round++) {
    for (const name of Object.keys(sides) as K[]) {
      const took = (await sides[name]?.()) ?? 0;
      if (round >= 0) times.set(name, [...(times.get(name) ?? []), took]);
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)])) as Record<K, number>;
}

/** `a ÷ b`, with the bound it should keep. */
export function ratio(a: number, b: number, target?: string): string {
  if (a === 0 || b === 0) return "–";
  return `${(a / b).toFixed(2)}${target === undefined ? "" : ` (${target})`}`;
}
