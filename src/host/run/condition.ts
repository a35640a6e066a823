import * as vscode from "vscode";
import type { EditorKind, FormField } from "../../protocol/form";
import type { GridRefining } from "../../protocol/refine";
import type { ColumnInfo } from "../../protocol/results";
import { choicesOf } from "../forms/fields";
import { type Literal, literalOf } from "../forms/literal";

type Filter = GridRefining & { readonly kind: "filter" };

/** A filter that was chosen in the grid as an argument of `filter()`, or what is wrong with its values. */
export function argumentOf(column: ColumnInfo, { editor, lookup, values }: Filter): Literal {
  if (!/^[a-z_]+$/.test(lookup) || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(column.name))
    return { fault: vscode.l10n.t("{0} cannot be named in a filter.", column.name) };
  if (lookup === "isnull") return { python: `${column.name}__isnull=${values[0] === "false" ? "False" : "True"}` };
  const literals: string[] = [];
  for (const value of values) {
    const literal = literalOf(fieldFor(column, editor, lookup), value);
    if ("fault" in literal) return literal;
    literals.push(literal.python);
  }
  const [first, second] = literals;
  if (first === undefined) return { fault: vscode.l10n.t("A value is needed.") };
  if (lookup === "in") return { python: `${column.name}__in=[${literals.join(", ")}]` };
  if (lookup === "range") {
    if (second === undefined) return { fault: vscode.l10n.t("Enter both ends.") };
    return { python: `${column.name}__range=(${first}, ${second})` };
  }
  return { python: `${column.name}${lookup === "exact" ? "" : `__${lookup}`}=${first}` };
}

/** Numbers that a lookup takes of a date, and the day that it takes of a moment. */
const ofDates: Readonly<Partial<Record<string, EditorKind>>> = {
  year: "integer",
  month: "integer",
  day: "integer",
  date: "date",
};

function fieldFor(
  { field }: ColumnInfo,
  editor: EditorKind,
  lookup: string,
): Pick<FormField, "editor" | "maxLength" | "choices"> {
  const choices = choicesOf(field?.choices);
  if (editor === "choice") return choices === undefined ? { editor: "text" } : { editor, choices };
  return { editor: ofDates[lookup] ?? editor };
}
