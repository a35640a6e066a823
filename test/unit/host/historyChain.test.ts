import { expect, it } from "vitest";
import { chained } from "../../../src/host/history/chain";
import type { HistoryEntry } from "../../../src/protocol/results";

const entry = (id: string, state: HistoryEntry["state"], undoOf?: string): HistoryEntry => ({
  id,
  time: `2026-01-0${id}T00:00:00Z`,
  source: `statement ${id}`,
  database: "db.sqlite3",
  summary: "",
  state,
  effects: [],
  ...(undoOf !== undefined && { undoOf }),
});

const short = (entries: readonly HistoryEntry[]) =>
  chained(entries).map(({ entry: { id }, part, first, undo, redo }) => [id, part, first.id, undo, redo]);

it("lists the newest first, each with what can follow it", () => {
  expect(short([entry("1", "applied"), entry("2", "not applied"), entry("3", "unknown")])).toEqual([
    ["3", "apply", "3", undefined, undefined],
    ["2", "apply", "2", undefined, undefined],
    ["1", "apply", "1", "1", undefined],
  ]);
});

it("lets an apply that was undone be done again, through its undo", () => {
  expect(short([entry("1", "undone"), entry("2", "applied", "1")])).toEqual([
    ["2", "undo", "1", undefined, "2"],
    ["1", "apply", "1", undefined, "2"],
  ]);
});

it("says of an apply that some of it was undone", () => {
  const links = chained([entry("1", "applied"), entry("2", "applied", "1")]);
  expect(links.map(({ isPartlyUndone }) => isPartlyUndone)).toEqual([undefined, true]);
  expect(links[1]).toMatchObject({ undo: "1", redo: "2" });
});

it("lets a redo be undone", () => {
  expect(short([entry("1", "undone"), entry("2", "undone", "1"), entry("3", "applied", "2")])).toEqual([
    ["3", "redo", "1", "3", undefined],
    ["2", "undo", "1", undefined, undefined],
    ["1", "apply", "1", undefined, undefined],
  ]);
});

it("does without the apply where it is no longer kept", () => {
  expect(short([entry("2", "applied", "1")])).toEqual([["2", "undo", "2", undefined, "2"]]);
});
