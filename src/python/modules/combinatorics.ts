/** Every way to take one item of each pool, the last pool's items changing fastest. */
export function* product<T>(pools: readonly (readonly T[])[], taken: readonly T[] = []): Generator<T[]> {
  const pool = pools[taken.length];
  if (!pool) {
    yield [...taken];
    return;
  }
  for (const item of pool) yield* product(pools, [...taken, item]);
}

/** Every order of `size` of the items, by the places they have. */
export function* permutations<T>(items: readonly T[], size: number, taken: readonly number[] = []): Generator<T[]> {
  if (taken.length === size) {
    yield taken.map((at) => items[at] as T);
    return;
  }
  for (let at = 0; at < items.length; at++) {
    if (!taken.includes(at)) yield* permutations(items, size, [...taken, at]);
  }
}

/** Every choice of `size` of the items, in their order; with `again`, each may be taken more than once. */
export function* combinations<T>(
  items: readonly T[],
  size: number,
  again: boolean,
  from = 0,
  taken: readonly T[] = [],
): Generator<T[]> {
  if (taken.length === size) {
    yield [...taken];
    return;
  }
  for (let at = from; at < items.length; at++)
    yield* combinations(items, size, again, again ? at : at + 1, [...taken, items[at] as T]);
}
