import type { RowChange, SqlRow } from "../database/backend";
import { type Cause, type GroupName, groupName } from "../database/changes/kinds";
import { ChangeLog, isSame, type StoredRecord, type TableRows } from "../database/changes/log";
import { NumberRange, Numbers } from "../database/changes/numbers";
import type { ChangeGroup, ChangeSet } from "./changeSet";
import { compareKeys, keyText } from "./stored";

interface Caused {
  readonly change: RowChange;
  readonly cause: Cause;
}

/**
 * Adds up what happened to each row: an insert that is deleted again is nothing, two updates are one, with the first cause.
 * Only rows that changed more than once are looked at one by one; the others stay where they are in the log.
 */
export function netChanges(log: ChangeLog, from = 0, to = Number.POSITIVE_INFINITY): ChangeSet {
  const made = new Groups(log);
  for (const table of log.tables.values()) netTable(log, table, from, to, made);
  return made.finish();
}

function netTable(log: ChangeLog, table: TableRows, from: number, to: number, made: Groups): void {
  const first = table.places.lowerBound(from);
  const last = table.places.lowerBound(to);
  if (first === last) return;
  const keys = new NumberRange(table.keys, first, last - first);
  const places = new NumberRange(table.places, first, last - first);
  if (isAscending(keys)) {
    made.addAll(places, table.group !== null);
    return;
  }
  const order = sortedOrder(keys);
  for (let i = 0; i < order.length; ) {
    const key = keys.at(order[i] ?? 0);
    let end = i + 1;
    while (end < order.length && keys.at(order[end] ?? 0) === key) end++;
    if (end === i + 1) made.add(places.at(order[i] ?? 0));
    else netRun(log, order.subarray(i, end), places, made);
    i = end;
  }
}

/** Rows whose keys sort alike: they may be one row, or several. */
function netRun(log: ChangeLog, order: Uint32Array, places: NumberRange, made: Groups): void {
  const byKey = new Map<string, { readonly places: number[]; readonly key: SqlRow; net: Caused | null }>();
  for (const at of order) {
    const place = places.at(at);
    const { kind, change } = log.read(place);
    const next: Caused = { change, cause: kind };
    const name = keyText(change.key);
    const known = byKey.get(name);
    if (!known) byKey.set(name, { places: [place], key: change.key, net: next });
    else {
      known.places.push(place);
      known.net = known.net ? added(known.net, next) : next;
    }
  }
  for (const { places: own, net } of [...byKey.values()].sort((a, b) => compareKeys(a.key, b.key))) {
    if (!net) continue;
    const place = own[0] ?? 0;
    if (own.length === 1) made.add(place);
    else made.addMade(net, place);
  }
}

function isAscending(keys: NumberRange): boolean {
  for (let i = 1, last = keys.at(0); i < keys.length; i++) {
    const key = keys.at(i);
    if (!(last < key)) return false;
    last = key;
  }
  return true;
}

/** The places of numbers in ascending order, of equal ones in the order they have. */
function sortedOrder(keys: NumberRange): Uint32Array {
  const { length } = keys;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let whole = true;
  for (let i = 0; i < length; i++) {
    const key = keys.at(i);
    if (key < least) least = key;
    if (key > most) most = key;
    if (!Number.isInteger(key)) whole = false;
  }
  const order = new Uint32Array(length);
  if (whole && (most - least + 1) * length <= Number.MAX_SAFE_INTEGER) {
    // Key and place in one number: then numbers are sorted, without a call for each comparison.
    const packed = new Float64Array(length);
    for (let i = 0; i < length; i++) packed[i] = (keys.at(i) - least) * length + i;
    packed.sort();
    for (let i = 0; i < length; i++) order[i] = (packed[i] ?? 0) % length;
    return order;
  }
  for (let i = 0; i < length; i++) order[i] = i;
  return order.sort((a, b) => {
    const [x, y] = [keys.at(a), keys.at(b)];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
}

interface Building {
  readonly name: GroupName;
  /** Places in the log; those of changes that were added up, in the other log, are negative. */
  places: Numbers | NumberRange;
  first: number;
}

class Groups {
  readonly #log: ChangeLog;
  readonly #made = new ChangeLog();
  readonly #groups = new Map<string, Building>();
  readonly #names = new Map<object, string>();

  constructor(log: ChangeLog) {
    this.#log = log;
  }

  /** Places of many rows of one table, which are all of one group where that is known. */
  addAll(places: NumberRange, isOneGroup: boolean): void {
    if (!isOneGroup) {
      for (let i = 0; i < places.length; i++) this.add(places.at(i));
      return;
    }
    const first = places.at(0);
    const kind = this.#log.kindAt(first);
    this.#groups.set(groupName(kind), { name: nameOf(kind), places, first });
  }

  add(place: number): void {
    this.#into(this.#log.kindAt(place), place, place);
  }

  addMade({ change, cause }: Caused, first: number): void {
    const place = this.#made.add(change, plain(cause));
    this.#into(this.#made.kindAt(place), -place - 1, first);
  }

  #into(kind: GroupName, place: number, first: number): void {
    const id = this.#names.get(kind) ?? groupName(kind);
    this.#names.set(kind, id);
    let group = this.#groups.get(id);
    if (!group) {
      group = { name: nameOf(kind), places: new Numbers(), first };
      this.#groups.set(id, group);
    }
    if (group.places instanceof Numbers) group.places.push(place);
    if (first < group.first) group.first = first;
  }

  finish(): ChangeSet {
    const own = (group: Building): number => (group.name.cause === "statement" ? 0 : 1);
    const ordered = [...this.#groups.values()].sort((a, b) => own(a) - own(b) || a.first - b.first);
    const groups = ordered.map(({ name, places }) => {
      const all = places instanceof Numbers ? new NumberRange(places) : places;
      return new LogGroup(name, this.#log, this.#made, all);
    });
    return { groups, count: groups.reduce((sum, { count }) => sum + count, 0) };
  }
}

const plain = ({ cause, origin }: Cause): Cause => (origin ? { cause, origin } : { cause });

function nameOf({ table, action, cause, origin }: GroupName): GroupName {
  return origin ? { table, action, cause, origin } : { table, action, cause };
}

class LogGroup implements ChangeGroup {
  readonly table: string;
  readonly action: RowChange["action"];
  readonly cause: string;
  readonly origin?: { readonly model: string; readonly via: string };
  readonly #log: ChangeLog;
  readonly #made: ChangeLog;
  readonly #places: NumberRange;

  constructor(name: GroupName, log: ChangeLog, made: ChangeLog, places: NumberRange) {
    this.table = name.table;
    this.action = name.action;
    this.cause = name.cause;
    if (name.origin) this.origin = name.origin;
    this.#log = log;
    this.#made = made;
    this.#places = places;
  }

  get count(): number {
    return this.#places.length;
  }

  *rows(start = 0, count = Number.POSITIVE_INFINITY): Generator<RowChange> {
    const end = Math.min(this.count, start + count);
    for (let i = start; i < end; i++) {
      const place = this.#places.at(i);
      yield place < 0 ? this.#made.read(-place - 1).change : this.#log.read(place).change;
    }
  }

  *records(start = 0): Generator<StoredRecord> {
    for (let i = start; i < this.count; i++) {
      const place = this.#places.at(i);
      yield place < 0 ? this.#made.record(-place - 1) : this.#log.record(place);
    }
  }
}

function added(first: Caused, next: Caused): Caused | null {
  const [a, b] = [first.change, next.change];
  if (a.action === "insert" && b.action === "delete") return null;
  if (a.action === "insert") return { cause: first.cause, change: { ...a, after: { ...a.after, ...b.after } } };
  if (a.action === "update" && b.action === "update") {
    return settled({
      cause: first.cause,
      change: { ...a, before: { ...b.before, ...a.before }, after: { ...a.after, ...b.after } },
    });
  }
  if (a.action === "update" && b.action === "delete")
    return { cause: next.cause, change: { ...b, before: { ...b.before, ...a.before } } };
  if (a.action === "delete" && b.action === "insert")
    return settled({ cause: next.cause, change: { ...a, action: "update", after: b.after } });
  return next;
}

/** An update narrowed to the columns that differ; null where none does. */
function settled(net: Caused): Caused | null {
  const { before, after, key } = net.change;
  const changed = Object.keys(after ?? {}).filter(
    (column) => !isSame(before?.[column] ?? null, after?.[column] ?? null),
  );
  if (changed.length === 0) return null;
  const kept = (row: SqlRow | null): SqlRow =>
    Object.fromEntries([...Object.entries(key), ...changed.map((column) => [column, row?.[column] ?? null] as const)]);
  return { cause: net.cause, change: { ...net.change, before: kept(before), after: kept(after) } };
}
