import { expect, it } from "vitest";
import type { Effect } from "../../../src/protocol/results";
import { type CauseNode, causeTree, placesOf } from "../../../webview/preview/causes";

const effect = (model: string, from?: string): Effect => ({
  action: "delete",
  model,
  table: model,
  cause: from === undefined ? "statement" : "cascade",
  ...(from !== undefined && { origin: { model: from, via: `${model}.field` } }),
  count: 1,
  rows: [],
  truncated: false,
});

type Shape = { readonly [model: string]: Shape };
const shape = (nodes: readonly CauseNode[]): Shape =>
  Object.fromEntries(nodes.map(({ effect: { model }, children }) => [model, shape(children)]));

it("puts what followed under what it followed from", () => {
  const nodes = causeTree([effect("Album"), effect("Play", "Song"), effect("Song", "Album"), effect("Log")]);
  expect(shape(nodes)).toEqual({ Album: { Song: { Play: {} } }, Log: {} });
  expect(nodes.flatMap(placesOf).sort()).toEqual([0, 1, 2, 3]);
});

it("shows each effect once where models lead to each other", () => {
  for (const effects of [
    [effect("A", "B"), effect("B", "A")],
    [effect("C", "A"), effect("A", "B"), effect("B", "A")],
    [effect("A", "A")],
    [effect("A"), effect("A", "A")],
    [effect("A", "gone")],
  ]) {
    const places = causeTree(effects).flatMap(placesOf);
    expect(places.sort()).toEqual(effects.map((_, index) => index));
  }
});
