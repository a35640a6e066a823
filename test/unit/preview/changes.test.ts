import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RowChange, SqlList, SqlValue } from "../../../src/database/backend";
import type { Spill } from "../../../src/database/changes/bytes";
import { ChangeLog } from "../../../src/database/changes/log";
import { ValueReader, ValueWriter } from "../../../src/database/changes/values";
import { type WholeNumbers, wholeNumbers } from "../../../src/database/changes/wholeNumbers";
import { Registry } from "../../../src/orm/registry";
import { allChanges } from "../../../src/preview/changeSet";
import { fingerprintOf } from "../../../src/preview/fingerprint";
import { netChanges } from "../../../src/preview/net";
import { music } from "../host/models";

const value: fc.Arbitrary<SqlValue> = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, 127n, 128n, -1n, 2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n), 2n ** 31n, 2n ** 32n),
  fc.double({ noNaN: true }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes)),
);

const STATEMENT = { cause: "statement" };

function update(id: bigint, from: SqlValue, to: SqlValue): RowChange {
  return { action: "update", table: "t", key: { id }, before: { id, a: from }, after: { id, a: to } };
}

function insert(id: bigint, a: SqlValue): RowChange {
  return { action: "insert", table: "t", key: { id }, before: null, after: { id, a } };
}

function remove(id: bigint, a: SqlValue): RowChange {
  return { action: "delete", table: "t", key: { id }, before: { id, a }, after: null };
}

function logOf(changes: readonly RowChange[], spill?: () => Spill): ChangeLog {
  const log = new ChangeLog(spill ?? null);
  for (const change of changes) log.add(change, STATEMENT);
  return log;
}

/** A spill in memory that counts what it holds. */
function spillInMemory(): { readonly open: () => Spill; written: number } {
  const pieces: Uint8Array[] = [];
  const found = {
    written: 0,
    open: (): Spill => ({
      write: (bytes) => {
        found.written += bytes.length;
        return pieces.push(bytes.slice()) - 1;
      },
      read: (position, into) => {
        into.set((pieces[position] ?? new Uint8Array()).subarray(0, into.length));
        return into;
      },
      close: () => undefined,
    }),
  };
  return found;
}

describe("stored values", () => {
  it("read back exactly as they were written", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 20 }), (values) => {
        const writer = new ValueWriter();
        writer.into(new Uint8Array(10_000));
        for (const each of values) writer.value(each);
        const reader = new ValueReader();
        reader.from(writer.bytes, 0);
        expect(values.map(() => reader.value())).toEqual(values);
        expect(reader.at).toBe(writer.at);
        reader.from(writer.bytes, 0);
        for (const _ of values) reader.skip();
        expect(reader.at).toBe(writer.at);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a log of changes", () => {
  it("gives back what was added, by key, and forgets what was rolled back", () => {
    const log = logOf([update(2n, 1n, 2n), update(1n, "x", null)]);
    const mark = log.end;
    log.add(insert(3n, 1.5), STATEMENT);
    log.add(remove(1n, null), STATEMENT);
    log.truncate(mark);
    expect(log.count).toBe(2);
    expect([...allChanges(netChanges(log))]).toEqual([update(1n, "x", null), update(2n, 1n, 2n)]);
    log.add(insert(9n, "after"), STATEMENT);
    expect([...allChanges(netChanges(log, mark))]).toEqual([insert(9n, "after")]);
  });

  it("leaves the memory past a size, and is read and cut back from where it went", () => {
    const spill = spillInMemory();
    const long = "x".repeat(1000);
    const changes = Array.from({ length: 30_000 }, (_, i) => update(BigInt(i), `${long}${i}`, BigInt(i)));
    const log = logOf(changes, spill.open);
    expect(spill.written).toBeGreaterThan(20_000_000);
    const net = netChanges(log);
    const [group] = net.groups;
    expect(group?.count).toBe(30_000);
    expect([...(group?.rows(12, 2) ?? [])]).toEqual(changes.slice(12, 14));
    expect([...(group?.rows(29_998) ?? [])]).toEqual(changes.slice(29_998));
    const half = log.tables.get("t")?.places.at(100) ?? 0;
    log.truncate(half);
    log.add(insert(500_000n, long), STATEMENT);
    expect([...allChanges(netChanges(log))]).toEqual([...changes.slice(0, 100), insert(500_000n, long)]);
  });

  it("can be read, cut back and added to after it was put to rest", () => {
    const spill = spillInMemory();
    const changes = Array.from({ length: 30_000 }, (_, i) => update(BigInt(i), "x".repeat(500), BigInt(i)));
    const log = logOf(changes, spill.open);
    const before = spill.written;
    log.rest();
    expect(spill.written).toBeGreaterThan(before);
    expect([...allChanges(netChanges(log))]).toEqual(changes);
    const mark = log.tables.get("t")?.places.at(29_999) ?? 0;
    log.truncate(mark);
    log.add(insert(500_000n, 1.5), STATEMENT);
    log.rest();
    expect([...allChanges(netChanges(log))]).toEqual([...changes.slice(0, 29_999), insert(500_000n, 1.5)]);
  });

  it("holds a row that is longer than a block, and rows after it", () => {
    const huge = "x".repeat(3_000_000);
    const log = logOf([insert(1n, huge)]);
    const { end } = log;
    log.add(insert(2n, "next"), STATEMENT);
    log.add(insert(3n, huge), STATEMENT);
    const held = (): unknown[] => [...allChanges(netChanges(log))].map(({ key, after }) => [key.id, after?.a === huge]);
    expect(held()).toEqual([
      [1n, true],
      [2n, false],
      [3n, true],
    ]);
    log.truncate(end);
    expect(held()).toEqual([[1n, true]]);
  });
});

/** What changes come to, row by row, found in the plainest way there is. */
function plainly(changes: readonly RowChange[]): string[] {
  const rows = new Map<bigint, { before: SqlValue | undefined; after: SqlValue | undefined }>();
  for (const { key, before, after } of changes) {
    const id = key.id as bigint;
    const row = rows.get(id);
    if (row) row.after = after?.a;
    else rows.set(id, { before: before?.a, after: after?.a });
  }
  const told = (value: SqlValue | undefined): string =>
    value === undefined ? "-" : `${typeof value} ${String(value)}`;
  return [...rows]
    .filter(([, { before, after }]) => told(before) !== told(after))
    .map(([id, { before, after }]) => `${id}: ${told(before)} > ${told(after)}`)
    .sort();
}

describe("rows of whole numbers", () => {
  const exact = fc.oneof(fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }), fc.constantFrom(0n, 1n, -1n));
  const row = fc.tuple(exact, exact, exact, exact, exact);
  const written = (rows: readonly (readonly bigint[])[]): string => rows.map((one) => `[${one.join()}]`).join();

  it("come to the same records as they do one by one, and to none where nothing changed", () => {
    const told = (rows: readonly SqlList[] | WholeNumbers): unknown => {
      const log = new ChangeLog();
      const [action, table, key, columns] = ["update", "t", ["id"], ["a", "b"]] as const;
      log.addRows({ action, table, key, columns, rows }, STATEMENT);
      return [...log.changes()].map(({ change }) => change);
    };
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const numbers = wholeNumbers(written(rows), 5, rows.length);
        expect(numbers && told(numbers)).toEqual(told(rows));
      }),
    );
  });

  it("are not read from anything else", () => {
    const others = [
      '[1,"2"]',
      "[1,2.0]",
      "[1,null]",
      "[1,1e3]",
      "[1,1000000000000000]",
      "[1]",
      "[1,2],[3,4]",
      "none",
      "",
    ];
    expect(others.map((text) => wholeNumbers(text, 2, 1))).toEqual(others.map(() => null));
  });
});

describe("net changes", () => {
  it("are one a row, from its first state to its last", () => {
    const step = fc.record({ id: fc.bigInt({ min: 1n, max: 6n }), to: fc.option(fc.constantFrom(1n, 2n, "1", 1)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const now = new Map<bigint, SqlValue>([
          [1n, 1n],
          [2n, "1"],
          [3n, null],
        ]);
        const changes: RowChange[] = [];
        for (const { id, to } of steps) {
          const is = now.get(id);
          if (to === null) {
            if (is !== undefined) changes.push(remove(id, is));
            now.delete(id);
          } else {
            if (is === undefined) changes.push(insert(id, to));
            else if (typeof is !== typeof to || is !== to) changes.push(update(id, is, to));
            now.set(id, to);
          }
        }
        const net = [...allChanges(netChanges(logOf(changes)))];
        expect(plainly(net)).toEqual(plainly(changes));
        expect(new Set(net.map(({ key }) => key.id)).size).toBe(net.length);
      }),
      { numRuns: 500 },
    );
  });

  it("are in the order of their keys, whatever they are", () => {
    const keys = ["b", "aaab", "aaaa", "🎸", "", "Z"];
    const log = new ChangeLog();
    for (const id of keys)
      log.add({ action: "insert", table: "t", key: { id }, before: null, after: { id } }, STATEMENT);
    expect([...allChanges(netChanges(log))].map(({ key }) => key.id)).toEqual([...keys].sort());
  });
});

describe("a fingerprint", () => {
  const registry = new Registry({ models: music } as never);

  it("is the same in whatever order the database reports the rows, and another for another value", async () => {
    const changes = Array.from({ length: 50 }, (_, i) => update(BigInt(i), BigInt(i), `v${i}`));
    const of = (list: readonly RowChange[]): Promise<string> => fingerprintOf(netChanges(logOf(list)), registry);
    const first = await of(changes);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(changes, { minLength: 50 }), async (shuffled) => {
        expect(await of(shuffled)).toBe(first);
      }),
      { numRuns: 30 },
    );
    expect(await of([...changes.slice(1), update(0n, 0n, "v1")])).not.toBe(first);
    expect(await of([...changes.slice(1), update(0n, 0, "v0")])).not.toBe(first);
    expect(await of(changes.slice(1))).not.toBe(first);
  });

  it("takes rows that are longer than what is digested at once", async () => {
    const long = (letter: string): string => letter.repeat(2_500_000);
    const of = (text: string): Promise<string> => fingerprintOf(netChanges(logOf([insert(1n, text)])), registry);
    expect(await of(long("a"))).toBe(await of(long("a")));
    expect(await of(long("a"))).not.toBe(await of(`${long("a").slice(1)}b`));
  });
});
