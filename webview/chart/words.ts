import type { Cell, ColumnInfo } from "../../src/protocol/results";
import { choiceLabel } from "../results/cell";
import { t } from "../text";
import { type ChartData, extremes, type pieFault } from "./data";
import type { ChartKind } from "./drawing";

/** Characters of a label: a tooltip has one line for it. */
const longest = 80;

const hidden = /[\p{Cc}\p{Cf}\u2028\u2029\ufffe\uffff]/gu;

/** A cell as a label that is drawn: a canvas shows text as text, without the characters that nobody sees. */
export function labelText(cell: Cell, column: ColumnInfo | undefined, related?: string): string {
  if (cell.kind === "null") return "NULL";
  const text = related ?? choiceLabel(cell, column) ?? cell.text;
  if (text === "") return '""';
  const shown = text.replace(hidden, "·");
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
}

export function kindText(kind: ChartKind): string {
  if (kind === "bar") return t("Bar");
  return kind === "line" ? t("Line") : t("Pie");
}

interface Named {
  readonly kind: ChartKind;
  /** What the numbers are, and what they are for. */
  readonly values: string;
  readonly by: string;
}

/** What a chart shows, in words: for those who do not see it. */
export function chartLabel({ kind, values, by }: Named, data: ChartData): string {
  const { labels, series } = data;
  const language = document.documentElement.lang || "en";
  const count = labels.length.toLocaleString(language);
  const title = titleText(kind, values, by);
  const found = extremes(data);
  const parts = [
    title,
    labels.length === 1 ? t("1 group") : t("{0} groups", count),
    ...(series.length > 1 ? [t("{0} series", series.length)] : []),
    ...(found === undefined
      ? [t("no numbers")]
      : [
          t("lowest {0} ({1})", found.least.text, found.leastAt),
          t("highest {0} ({1})", found.greatest.text, found.greatestAt),
        ]),
  ];
  return parts.join(", ");
}

function titleText(kind: ChartKind, values: string, by: string): string {
  if (kind === "bar") return t("Bar chart of {0} by {1}", values, by);
  return kind === "line" ? t("Line chart of {0} by {1}", values, by) : t("Pie chart of {0} by {1}", values, by);
}

/** Why there can be no pie. */
export function pieFaultText(fault: NonNullable<ReturnType<typeof pieFault>>): string {
  switch (fault) {
    case "series":
      return t("A pie shows one column of numbers.");
    case "negative":
      return t("A pie cannot show numbers below zero.");
    case "slices":
      return t("A pie of more than 12 slices cannot be read.");
    case "empty":
      return t("A pie needs a number above zero.");
  }
}
