import type { EditedValue } from "../../src/protocol/edits";
import type { ColumnInfo } from "../../src/protocol/results";

/** One entry of a cell's list; without a value it is what stands in the cell, which only a person changes. */
export interface ChoiceOption {
  readonly label: string;
  readonly value: EditedValue | undefined;
}

/** What can be chosen in a cell, and the entry of what stands in it. */
export interface ChoiceOptions {
  readonly options: readonly ChoiceOption[];
  readonly current: number;
}

const nothing: EditedValue = { kind: "null" };

/**
 * The choices of a column, NULL among them where it holds that. A cell that holds none of them (a value that was written
 * elsewhere, nothing in a new row) keeps an entry of its own, so that opening the list changes nothing.
 */
export function choiceOptions(
  { field }: ColumnInfo,
  isBoolean: boolean,
  { text, isNull }: { readonly text: string; readonly isNull: boolean },
): ChoiceOptions {
  const choices = isBoolean
    ? ["True", "False"].map((value): ChoiceOption => ({ label: value, value: { kind: "value", text: value } }))
    : (field?.choices ?? []).map(({ value, label }): ChoiceOption => ({ label, value: edited(value) }));
  const hasNull = choices.some(({ value }) => value?.kind === "null");
  const all = field?.null === true && !hasNull ? [{ label: "NULL", value: nothing }, ...choices] : choices;
  const held: EditedValue = isNull ? nothing : { kind: "value", text };
  const at = all.findIndex(({ value }) => value !== undefined && isEqual(value, held));
  if (at >= 0) return { options: all, current: at };
  return { options: [{ label: isNull ? "NULL" : text, value: undefined }, ...all], current: 0 };
}

function edited(value: unknown): EditedValue {
  if (value === null) return nothing;
  if (typeof value === "boolean") return { kind: "value", text: value ? "True" : "False" };
  return { kind: "value", text: String(value) };
}

function isEqual(a: EditedValue, b: EditedValue): boolean {
  return a.kind === "null" || b.kind === "null" ? a.kind === b.kind : a.text === b.text;
}
