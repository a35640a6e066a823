import type { RowChange } from "../database/backend";
import { sortNumber } from "../database/changes/log";
import type { Registry } from "../orm/registry";
import type { Difference } from "../protocol/results";
import type { ChangeSet } from "./changeSet";
import { labelOf, rowEffect } from "./effects";
import { type FoundRows, foundDifferences } from "./found";
import { compareKeys, keyJson } from "./stored";

/** Differences that are told with their values; the others are counted. */
const MOST = 1000;

interface Seen {
  readonly changes: ChangeSet;
  readonly found: FoundRows;
}

/** What a write would do otherwise than was shown, row by row. */
export function differencesOf(
  { changes: shown, found }: Seen,
  { changes: now, found: foundNow }: Seen,
  registry: Registry,
): { readonly differences: readonly Difference[]; readonly differing: number } {
  const differences: Difference[] = [];
  let differing = 0;
  for (const table of new Set([...shown.groups, ...now.groups].map((group) => group.table))) {
    for (const [before, after] of pairs(byKey(shown, table), byKey(now, table))) {
      if (before && after && isSameChange(before, after)) continue;
      differing++;
      const row = before ?? after;
      if (differences.length >= MOST || !row) continue;
      const told = (change: RowChange | null) => change && { action: change.action, ...rowEffect(change) };
      differences.push({
        model: labelOf(table, registry),
        table,
        pk: keyJson(row.key),
        shown: told(before),
        now: told(after),
      });
    }
  }
  // What would be done to the others is the same, but they are not all what they were.
  const named = new Set(differences.map(({ table, pk }) => `${table}\0${JSON.stringify(pk, withBig)}`));
  const others = foundDifferences(found, foundNow, registry).filter(
    ({ table, pk }) => !named.has(`${table}\0${JSON.stringify(pk, withBig)}`),
  );
  return {
    differences: [...differences, ...others].slice(0, MOST),
    differing: differing + others.length,
  };
}

const withBig = (_name: string, value: unknown): unknown => (typeof value === "bigint" ? `i${value}` : value);

/** A table's changes in the order of their keys, whatever group they are in. */
function* byKey(set: ChangeSet, table: string): Generator<RowChange> {
  const streams = set.groups.filter((group) => group.table === table).map((group) => group.rows()[Symbol.iterator]());
  const heads = streams.map((stream) => stream.next());
  for (;;) {
    let least = -1;
    for (const [i, head] of heads.entries()) {
      if (head.done) continue;
      const best = heads[least];
      if (!best || best.done || order(head.value, best.value) < 0) least = i;
    }
    const head = heads[least];
    const stream = streams[least];
    if (!head || head.done || !stream) return;
    yield head.value;
    heads[least] = stream.next();
  }
}

function* pairs(
  a: Iterator<RowChange>,
  b: Iterator<RowChange>,
): Generator<[before: RowChange | null, after: RowChange | null]> {
  let [left, right] = [a.next(), b.next()];
  while (!left.done || !right.done) {
    const side = left.done ? 1 : right.done ? -1 : order(left.value, right.value);
    yield [!left.done && side <= 0 ? left.value : null, !right.done && side >= 0 ? right.value : null];
    if (side <= 0) left = a.next();
    if (side >= 0) right = b.next();
  }
}

/** The order in which groups hold their rows. */
function order(a: RowChange, b: RowChange): number {
  const [x, y] = [a, b].map(({ key }) => sortNumber(Object.values(key)[0] ?? null));
  if (x !== undefined && y !== undefined && x !== y) return x < y ? -1 : 1;
  return compareKeys(a.key, b.key);
}

function isSameChange(a: RowChange, b: RowChange): boolean {
  return a.action === b.action && isSameRow(a.before, b.before) && isSameRow(a.after, b.after);
}

function isSameRow(a: RowChange["before"], b: RowChange["before"]): boolean {
  if (a === null || b === null) return a === b;
  const columns = Object.keys(a);
  if (columns.length !== Object.keys(b).length) return false;
  return columns.every(
    (column) => column in b && compareKeys({ v: a[column] ?? null }, { v: b[column] ?? null }) === 0,
  );
}
