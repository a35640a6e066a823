import { describe, expect, it } from "vitest";
import type { Cell, ColumnInfo } from "../../../src/protocol/results";
import {
  chartColumns,
  chartData,
  extremes,
  firstChoice,
  fittingKind,
  mostGroups,
  mostSeries,
  pieFault,
} from "../../../webview/chart/data";

const columns: readonly ColumnInfo[] = [
  { name: "artist" },
  { name: "genre" },
  { name: "total", aggregate: "number" },
  { name: "mean", aggregate: "number" },
];
const text = (value: string): Cell => ({ kind: "str", text: value });
const number = (value: string): Cell => ({ kind: "decimal", text: value });
const nothing: Cell = { kind: "null", text: "" };
const label = (cell: Cell): string => (cell.kind === "null" ? "NULL" : cell.text);
const one = [{ name: "genre" }, { name: "total", aggregate: "number" }] as const;
const data = (rows: readonly (readonly Cell[])[], isWhole = true) =>
  chartData(rows, one, { label: 0, values: [1] }, label, isWhole);

describe("what can be drawn", () => {
  it("are numbers of rows that one or two columns group", () => {
    expect(chartColumns({ columns })).toEqual({ groups: [0, 1], values: [2, 3] });
    expect(chartColumns({ columns: one })).toEqual({ groups: [0], values: [1] });
  });

  it("is nothing else: rows of models, values without a number, groups of three columns, a total of all", () => {
    expect(chartColumns({ columns, model: "music.Album" })).toBeUndefined();
    expect(chartColumns({ columns: [{ name: "artist" }, { name: "last", aggregate: "other" }] })).toBeUndefined();
    expect(chartColumns({ columns: [{ name: "year" }, ...columns] })).toBeUndefined();
    expect(chartColumns({ columns: [{ name: "total", aggregate: "number" }] })).toBeUndefined();
  });

  it("begins with all values, or with the first one where the second grouping makes the series", () => {
    expect(firstChoice({ groups: [0], values: [1, 2] })).toEqual({ label: 0, values: [1, 2] });
    expect(firstChoice({ groups: [0, 1], values: [2, 3] })).toEqual({ label: 0, split: 1, values: [2] });
  });
});

describe("rows as a chart", () => {
  it("keep their numbers to the last digit beside what is drawn, and leave gaps for NULL", () => {
    const { labels, series } = data([
      [text("a"), number("0.1000000000000000000001")],
      [nothing, nothing],
      [text("a"), number("NaN")],
    ]);
    expect(labels).toEqual(["a", "NULL", "a"]);
    expect(series).toEqual([{ name: "total", points: [{ value: 0.1, text: "0.1000000000000000000001" }, null, null] }]);
  });

  it("keep NULL apart from a text of that name, and from an empty one", () => {
    const rows = [text("NULL"), nothing, text("")].flatMap((genre) =>
      ["x", "y"].map((artist) => [text(artist), genre, number("1"), number("1")]),
    );
    const { series, labels } = chartData(rows, columns, { label: 0, split: 1, values: [2] }, label);
    expect(labels).toEqual(["x", "y"]);
    expect(series.map(({ name }) => name)).toEqual(["NULL", "NULL", ""]);
  });

  it("fill in what a second grouping has no row for", () => {
    const rows = [
      [text("x"), text("Rock"), number("1"), number("1")],
      [text("y"), text("Pop"), number("2"), number("2")],
    ];
    const { series } = chartData(rows, columns, { label: 0, split: 1, values: [2] }, label);
    expect(series.map(({ points }) => points.map((point) => point?.text ?? null))).toEqual([
      ["1", null],
      [null, "2"],
    ]);
  });

  it("stand in the order of time where their labels are days, and as they come elsewhere", () => {
    const day = (value: string): Cell => ({ kind: "date", text: value });
    const rows = [day("2026-02-01"), nothing, day("2026-01-01")].map((cell) => [cell, number("1")]);
    expect(data(rows)).toMatchObject({ isTime: true, labels: ["2026-01-01", "2026-02-01", "NULL"] });
    expect(fittingKind(data(rows))).toBe("line");
    expect(
      data([
        [text("b"), number("1")],
        [text("a"), number("1")],
      ]),
    ).toMatchObject({ isTime: false, labels: ["b", "a"] });
    expect(fittingKind(data([[text("b"), number("1")]]))).toBe("bar");
  });

  it("are cut where nobody could tell them apart, which is said", () => {
    const many = Array.from({ length: mostGroups + 3 }, (_, at) => [
      text(`g${at}`),
      text(`s${at}`),
      number("1"),
      number("1"),
    ]);
    expect(data(many.slice(0, mostGroups), false).moreGroups).toBe(true);
    const split = chartData(many, columns, { label: 0, split: 1, values: [2] }, label);
    expect([split.labels.length, split.series.length, split.moreGroups, split.moreSeries]).toEqual([
      mostGroups,
      mostSeries,
      true,
      true,
    ]);
  });

  it("make a pie of one series of a few numbers from zero up", () => {
    const rows = (values: readonly string[]) => data(values.map((value) => [text(value), number(value)]));
    expect(pieFault(rows(["1", "0", "2.5"]))).toBeUndefined();
    expect(pieFault(rows(["1", "-0.5"]))).toBe("negative");
    expect(pieFault(rows(["0", "0"]))).toBe("empty");
    expect(pieFault(rows(Array.from({ length: 13 }, () => "1")))).toBe("slices");
    expect(pieFault({ ...rows(["1"]), series: [] })).toBe("series");
  });

  it("know their least and greatest number", () => {
    const found = extremes(
      data([
        [text("a"), number("2.0")],
        [text("b"), number("-1.50")],
        [text("c"), nothing],
      ]),
    );
    expect(found).toMatchObject({ leastAt: "b", least: { text: "-1.50" }, greatestAt: "a", greatest: { text: "2.0" } });
    expect(extremes(data([[text("a"), nothing]]))).toBeUndefined();
  });
});
