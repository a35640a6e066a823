import { ownColumns } from "../../database/changes/kinds";
import type { StoredRecord } from "../../database/changes/log";
import { ValueReader } from "../../database/changes/values";
import type { ChangeGroup, ChangeSet } from "../changeSet";

const INVERSE = { insert: "delete", update: "update", delete: "insert" } as const;

/** Whether what was written is the inverse of an entry to the last value, and nothing else. */
export function isInverse(written: ChangeSet, entry: ChangeSet): boolean {
  if (written.count !== entry.count) return false;
  const wanted = new Map<string, ChangeGroup[]>();
  for (const group of entry.groups) {
    const name = `${group.table}\0${INVERSE[group.action]}`;
    wanted.set(name, [...(wanted.get(name) ?? []), group]);
  }
  for (const group of written.groups) {
    const [own, ...more] = wanted.get(`${group.table}\0${group.action}`) ?? [];
    // Several groups of one table and action are seldom, and left to the careful way.
    if (!own || more.length > 0 || own.count !== group.count || !areInverse(group, own)) return false;
  }
  return true;
}

function areInverse(written: ChangeGroup, entry: ChangeGroup): boolean {
  const theirs = entry.records()[Symbol.iterator]();
  for (const own of written.records()) {
    const other = theirs.next();
    if (other.done || !isInverseRecord(own, other.value)) return false;
  }
  return true;
}

/** One for each side, as they lie in different bytes. */
const READERS = { own: new ValueReader(), other: new ValueReader() };

function isInverseRecord(a: StoredRecord, b: StoredRecord): boolean {
  const [x, y] = [partsOf(a, READERS.own), partsOf(b, READERS.other)];
  return (
    isSameImage(a, x.key, b, y.key) && isSameImage(a, x.before, b, y.after) && isSameImage(a, x.after, b, y.before)
  );
}

interface Part {
  readonly columns: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Where in a record its key and its images lie. */
function partsOf(
  { kind, bytes, from }: StoredRecord,
  reader: ValueReader,
): {
  readonly key: Part;
  readonly before: Part;
  readonly after: Part;
} {
  const before = columnsOf(kind, "before");
  const after = columnsOf(kind, "after");
  reader.from(bytes, from);
  for (let left = kind.key.length; left > 0; left--) reader.skip();
  const keyEnd = reader.at;
  for (let left = before.length; left > 0; left--) reader.skip();
  const beforeEnd = reader.at;
  for (let left = after.length; left > 0; left--) reader.skip();
  return {
    key: { columns: kind.key, from, to: keyEnd },
    before: { columns: before, from: keyEnd, to: beforeEnd },
    after: { columns: after, from: beforeEnd, to: reader.at },
  };
}

const known = new WeakMap<object, { readonly before: readonly string[]; readonly after: readonly string[] }>();

function columnsOf(kind: StoredRecord["kind"], side: "before" | "after"): readonly string[] {
  let found = known.get(kind);
  if (!found) {
    found = { before: ownColumns(kind.before), after: ownColumns(kind.after) };
    known.set(kind, found);
  }
  return found[side];
}

function isSameImage(a: StoredRecord, x: Part, b: StoredRecord, y: Part): boolean {
  const length = x.to - x.from;
  if (length !== y.to - y.from || x.columns.length !== y.columns.length) return false;
  for (let i = 0; i < length; i++) if (a.bytes[x.from + i] !== b.bytes[y.from + i]) return false;
  return x.columns === y.columns || x.columns.every((column, i) => column === y.columns[i]);
}
