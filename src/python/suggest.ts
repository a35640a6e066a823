/** The known name nearest to `name` by edit distance, or null where none is near enough to be meant. */
export function closest(name: string, known: readonly string[]): string | null {
  const limit = name.length <= 3 ? 1 : name.length <= 6 ? 2 : 3;
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + swap));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** Up to three names that resemble `name`, best first: Python's `difflib.get_close_matches` with its cutoff of 0.6. */
export function closeMatches(name: string, known: readonly string[]): string[] {
  return known
    .map((candidate) => ({ candidate, ratio: (2 * matching(candidate, name)) / (candidate.length + name.length || 1) }))
    .filter(({ ratio }) => ratio >= 0.6)
    .sort((a, b) => b.ratio - a.ratio || (a.candidate < b.candidate ? 1 : -1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Characters in matching blocks: the longest common one, and so on to both sides of it. */
function matching(a: string, b: string): number {
  let best = { length: 0, i: 0, j: 0 };
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let length = 0;
      while (i + length < a.length && j + length < b.length && a[i + length] === b[j + length]) length++;
      if (length > best.length) best = { length, i, j };
    }
  }
  if (best.length === 0) return 0;
  const left = matching(a.slice(0, best.i), b.slice(0, best.j));
  return best.length + left + matching(a.slice(best.i + best.length), b.slice(best.j + best.length));
}
