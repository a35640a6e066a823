import type { Json } from "../../src/protocol/json";
import type { Effect, RowEffect } from "../../src/protocol/results";
import { rows, t } from "../text";

/** Up to this many columns are shown though they do not change: they tell which row it is. */
const fewColumns = 8;

/** `Update music.Album (2 rows)`, with its cause where that is not the statement itself. */
export function effectTitle({ action, model, count, cause }: Effect): string {
  const title = `${actionWord(action)} ${model} (${rows(count)})`;
  return cause === "statement" ? title : `${title}, ${cause}`;
}

/** `Update`, as a person is told what happens to rows. */
export function actionWord(action: Effect["action"]): string {
  if (action === "insert") return t("Insert");
  return action === "update" ? t("Update") : t("Delete");
}

/** The columns of these rows that are worth showing: those that change, and the rest where they are few. */
export function shownColumns({ action, rows }: Pick<Effect, "action" | "rows">): string[] {
  const all = new Set<string>();
  const changed = new Set<string>();
  for (const row of rows) {
    for (const column of columnsOf(row)) {
      all.add(column);
      if (isChanged(row, column)) changed.add(column);
    }
  }
  return action !== "update" || all.size <= fewColumns ? [...all] : [...all].filter((column) => changed.has(column));
}

/** True where an update changes a column; every column of an inserted or deleted row counts as changed. */
export function isChanged({ before, after }: RowEffect, column: string): boolean {
  if (before === null || after === null) return true;
  return !same(before[column], after[column]);
}

function columnsOf({ before, after }: RowEffect): string[] {
  return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A stored value as text: text as it is, anything else as JSON. NULL is the caller's to mark. */
export function storedText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A key as text, `1, 2` for a composite one. */
export function keyText(pk: Json): string {
  return Array.isArray(pk) ? pk.map((part: Json) => storedText(part)).join(", ") : storedText(pk);
}
