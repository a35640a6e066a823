import { readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RowChange } from "../../../src/database/backend";
import { ChangeLog } from "../../../src/database/changes/log";
import { JOURNAL_LIMITS, JournalFiles } from "../../../src/engine/journalFiles";
import { allChanges, type ChangeSet } from "../../../src/preview/changeSet";
import type { EntryHead } from "../../../src/preview/journal/journal";
import { netChanges } from "../../../src/preview/net";
import { temporaryFolder } from "../database/temporary";

function changes(rows = 3): ChangeSet {
  const log = new ChangeLog();
  for (let i = 1; i <= rows; i++) {
    const id = BigInt(i);
    const change: RowChange = {
      action: "update",
      table: "music_album",
      key: { id },
      before: { id, title: `Album ${i}`, price: i / 3, cover: new Uint8Array([i % 256]) },
      after: { id, title: null, price: 2n ** 60n, cover: new Uint8Array() },
    };
    log.add(change, { cause: "cascade", origin: { model: "music.Artist", via: "Album.artist" } });
  }
  return netChanges(log);
}

function head(id: string, set: ChangeSet, more: Partial<EntryHead> = {}): EntryHead {
  const groups = set.groups.map(({ action, table, cause, origin, count }) => ({
    action,
    table,
    cause,
    count,
    ...(origin && { origin }),
  }));
  const time = "2026-01-01T00:00:00Z";
  return { id, time, source: "x\ny", database: "db.sqlite3", summary: "3 rows", state: "open", groups, ...more };
}

describe("a journal of files", () => {
  it("gives back an entry as it was, with every value, and pages of it", async () => {
    const journal = new JournalFiles(temporaryFolder());
    const set = changes(20_000);
    await journal.begin(head("a", set), set);
    expect(await journal.list()).toMatchObject([
      { id: "a", state: "open", source: "x\ny", groups: [{ count: 20_000 }] },
    ]);
    const read = await journal.open("a");
    const told = (list: ChangeSet): string[] =>
      [...allChanges(list)].map((change) => JSON.stringify(change, (_, v) => (typeof v === "bigint" ? `${v}n` : v)));
    expect(told(read).join("\n") === told(set).join("\n")).toBe(true);
    expect(read.groups[0]?.origin).toEqual({ model: "music.Artist", via: "Album.artist" });
    const [group] = read.groups;
    expect([...(group?.rows(15_000, 2) ?? [])]).toEqual([...(set.groups[0]?.rows(15_000, 2) ?? [])]);
    await journal.settle("a", "applied");
    expect(await journal.list()).toMatchObject([{ state: "applied" }]);
  });

  it("keeps only what its owner may read, and tells nothing of a file that was cut short", async () => {
    const folder = temporaryFolder();
    const journal = new JournalFiles(folder);
    const set = changes(2000);
    await journal.begin(head("a", set), set);
    const path = join(folder, "a.journal");
    truncateSync(path, readFileSync(path).length - 5);
    expect(await journal.list()).toEqual([]);
  });

  it("reads entries of the first form", async () => {
    const folder = temporaryFolder();
    const old = {
      ...head("old", changes(0)),
      groups: undefined,
      changes: [
        {
          cause: "statement",
          action: "update",
          table: "t",
          key: { id: { i: "1" } },
          before: { id: { i: "1" }, a: "x", b: { b: "00ff" } },
          after: { id: { i: "1" }, a: 1.5, b: null },
        },
      ],
    };
    writeFileSync(join(folder, "old.json"), JSON.stringify(old));
    writeFileSync(join(folder, "old.state"), "applied");
    const journal = new JournalFiles(folder);
    expect(await journal.list()).toMatchObject([
      { id: "old", state: "applied", groups: [{ action: "update", table: "t", count: 1 }] },
    ]);
    expect([...allChanges(await journal.open("old"))]).toEqual([
      {
        action: "update",
        table: "t",
        key: { id: 1n },
        before: { id: 1n, a: "x", b: new Uint8Array([0, 255]) },
        after: { id: 1n, a: 1.5, b: null },
      },
    ]);
  });

  it("drops the oldest past its limits, and never an entry that is open", async () => {
    const folder = temporaryFolder();
    const set = changes(500);
    const all = new JournalFiles(folder);
    for (const id of ["a", "b", "c", "d"]) await all.begin(head(id, set), set);
    for (const id of ["b", "c", "d"]) await all.settle(id, "applied");
    const size = readFileSync(join(folder, "a.journal")).length;
    await new JournalFiles(folder, { ...JOURNAL_LIMITS, bytes: size * 2 }).prune();
    expect((await all.list()).map(({ id }) => id)).toEqual(["d", "a"]);
    const longAgo = new Date(Date.now() - 100 * 86_400_000);
    for (const id of ["a", "d"]) utimesSync(join(folder, `${id}.journal`), longAgo, longAgo);
    await all.prune();
    expect((await all.list()).map(({ id }) => id)).toEqual(["a"]);
    expect(readdirSync(folder)).toEqual(["a.journal"]);
  });

  it("knows whether the one who began an entry is at it still", async () => {
    const journal = new JournalFiles(temporaryFolder());
    const set = changes();
    await journal.begin(head("a", set), set);
    expect(await journal.isAtWork("a")).toBe(true);
    // The same file, seen by a journal of this process that did not begin it.
    expect(await new JournalFiles(journal.folder).isAtWork("a")).toBe(false);
    await journal.settle("a", "not applied");
    expect(await journal.isAtWork("a")).toBe(false);
  });
});
