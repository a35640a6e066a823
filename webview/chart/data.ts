import type { Cell, CellKind, ColumnInfo, ResultHandle } from "../../src/protocol/results";
import type { ChartKind, Point, Series } from "./drawing";

/** Groups that are drawn; what is more cannot be told apart. */
export const mostGroups = 500;
/** Series that are drawn. */
export const mostSeries = 12;
/** Slices of a pie. */
const mostSlices = 12;

/** The columns of a result that a chart is made of, by their numbers. */
export interface ChartColumns {
  /** Those that name a group: one or two. */
  readonly groups: readonly number[];
  /** Those with a number for each group. */
  readonly values: readonly number[];
}

/** What of a result is drawn, by the numbers of its columns. */
export interface Choice {
  readonly label: number;
  /** A series for each of its values. */
  readonly split?: number;
  readonly values: readonly number[];
}

/** Rows as a chart shows them. */
export interface ChartData {
  readonly labels: readonly string[];
  /** The labels are days or moments, in their order. */
  readonly isTime: boolean;
  readonly series: readonly Series[];
  /** There are groups, or series, beside those that are drawn. */
  readonly moreGroups: boolean;
  readonly moreSeries: boolean;
}

/** Whether a result can be drawn: aggregates of rows that one or two columns group; undefined where it cannot. */
export function chartColumns({ model, columns }: Pick<ResultHandle, "model" | "columns">): ChartColumns | undefined {
  if (model !== undefined) return undefined;
  const numbers = (test: (column: ColumnInfo) => boolean): number[] =>
    columns.flatMap((column, index) => (test(column) ? [index] : []));
  const groups = numbers(({ aggregate }) => aggregate === undefined);
  const values = numbers(({ aggregate }) => aggregate === "number");
  return values.length > 0 && (groups.length === 1 || groups.length === 2) ? { groups, values } : undefined;
}

/** What is drawn at first: all values, or of two groupings the first value, a series for each of the second. */
export function firstChoice({ groups: [label = 0, split], values }: ChartColumns): Choice {
  return split === undefined ? { label, values } : { label, split, values: values.slice(0, 1) };
}

/** Rows that a chart reads, at most. */
export function rowsWanted({ split }: Choice): number {
  return split === undefined ? mostGroups : mostGroups * mostSeries;
}

const moments: ReadonlySet<CellKind> = new Set<CellKind>(["date", "datetime"]);

/** What a label is called; NULL is told from a text of that name by its place in the chart alone. */
type LabelText = (cell: Cell, column: number) => string;

/** Rows as labels and series. `isWhole`: they are all there are. */
export function chartData(
  rows: readonly (readonly Cell[])[],
  columns: readonly ColumnInfo[],
  { label, split, values }: Choice,
  textOf: LabelText,
  isWhole = true,
): ChartData {
  const kinds = new Set(
    rows.flatMap((row) => (row[label] === undefined || row[label].kind === "null" ? [] : [row[label].kind])),
  );
  const isTime = kinds.size > 0 && [...kinds].every((kind) => moments.has(kind));
  const labels = new Map<string, { readonly text: string; readonly at: number }>();
  const series = new Map<string, { readonly name: string; readonly points: Map<string, Point> }>();
  let moreGroups = !isWhole;
  let moreSeries = false;
  const cellsOf = isTime ? rows.toSorted((a, b) => inTime(a[label], b[label])) : rows;
  for (const [at, row] of cellsOf.entries()) {
    const cell = row[label];
    if (cell === undefined) continue;
    // Without a second grouping each row is a group of its own, whatever its label reads like.
    const key = split === undefined ? String(at) : keyOf(cell);
    if (!labels.has(key)) {
      if (labels.size === mostGroups) {
        moreGroups = true;
        continue;
      }
      labels.set(key, { text: textOf(cell, label), at: labels.size });
    }
    for (const value of values) {
      const by = split === undefined ? undefined : row[split];
      const name = by === undefined ? String(value) : keyOf(by);
      if (!series.has(name)) {
        if (series.size === mostSeries) {
          moreSeries = true;
          continue;
        }
        const text = by === undefined || split === undefined ? (columns[value]?.name ?? "") : textOf(by, split);
        series.set(name, { name: text, points: new Map() });
      }
      const point = pointOf(row[value]);
      if (point !== undefined) series.get(name)?.points.set(key, point);
    }
  }
  const keys = [...labels.keys()];
  return {
    labels: [...labels.values()].map(({ text }) => text),
    isTime,
    series: [...series.values()].map(({ name, points }) => ({
      name,
      points: keys.map((key) => points.get(key) ?? null),
    })),
    moreGroups,
    moreSeries,
  };
}

/** The kind that fits: a line through time, bars for all else. */
export function fittingKind({ isTime, labels }: ChartData): ChartKind {
  return isTime && labels.length > 1 ? "line" : "bar";
}

/** Why no pie can be made of it: `series`, `negative`, `slices`, `empty`; undefined where one can. */
export function pieFault({
  series,
  labels,
  moreGroups,
}: ChartData): "series" | "negative" | "slices" | "empty" | undefined {
  const [only, ...others] = series;
  if (only === undefined || others.length > 0) return "series";
  if (only.points.some((point) => point !== null && point.value < 0)) return "negative";
  if (labels.length > mostSlices || moreGroups) return "slices";
  return only.points.some((point) => point !== null && point.value > 0) ? undefined : "empty";
}

/** The numbers' least and greatest, with their labels; undefined where there are none. */
export function extremes({
  labels,
  series,
}: ChartData):
  | { readonly least: Point; readonly greatest: Point; readonly leastAt: string; readonly greatestAt: string }
  | undefined {
  let found: ReturnType<typeof extremes>;
  for (const { points } of series) {
    for (const [index, point] of points.entries()) {
      if (point === null) continue;
      const at = labels[index] ?? "";
      if (found === undefined) found = { least: point, greatest: point, leastAt: at, greatestAt: at };
      else if (point.value < found.least.value) found = { ...found, least: point, leastAt: at };
      else if (point.value > found.greatest.value) found = { ...found, greatest: point, greatestAt: at };
    }
  }
  return found;
}

/** A cell's number; undefined for NULL and for what cannot be drawn, such as NaN. */
function pointOf(cell: Cell | undefined): Point | undefined {
  if (cell === undefined || cell.kind === "null") return undefined;
  const value = Number(cell.text);
  return Number.isFinite(value) ? { value, text: cell.text } : undefined;
}

function keyOf({ kind, text }: Cell): string {
  return kind === "null" ? "null" : `${kind} ${text}`;
}

/** Moments in their order, NULL last. Written in one zone, their texts sort as they do. */
function inTime(a: Cell | undefined, b: Cell | undefined): number {
  const [first, second] = [a, b].map((cell) => (cell === undefined || cell.kind === "null" ? undefined : cell.text));
  if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
  return first < second ? -1 : first > second ? 1 : 0;
}
