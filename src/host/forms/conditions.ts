import * as vscode from "vscode";
import type { EditorKind, FormCondition, FormView } from "../../protocol/form";
import type { FieldInfo, ModelInfo } from "../../protocol/models";
import { managerOf } from "../models/nodes";
import { argumentName, formField } from "./fields";
import { literalOf } from "./literal";

const compared = ["exact", "gt", "gte", "lt", "lte", "in"];
const text = ["exact", "iexact", "contains", "icontains", "startswith", "endswith", "in"];

const lookups: Readonly<Partial<Record<EditorKind, readonly string[]>>> = {
  text,
  longText: text,
  integer: compared,
  float: compared,
  decimal: compared,
  date: compared,
  datetime: compared,
  time: compared,
  duration: compared,
  choice: ["exact", "in"],
  uuid: ["exact", "in"],
  relation: ["exact", "in"],
};

/** What the rows of a model can be told by. */
export function conditionsOf(model: ModelInfo): NonNullable<FormView["conditions"]> {
  const fields = columnsOf(model).map((field) => {
    const { editor } = formField(field, "bulkUpdate");
    return { name: field.name, lookups: [...(lookups[editor] ?? ["exact"]), ...(field.null ? ["isnull"] : [])] };
  });
  return { before: `${model.name}.${managerOf(model)}.filter(`, fields };
}

/** A condition as a filter's argument: `title__icontains="abbey"`. A list's values are separated by commas. */
export function conditionText(
  model: ModelInfo,
  { field: name, lookup, text: typed }: FormCondition,
): { readonly python: string } | { readonly fault: string } {
  const info = columnsOf(model).find((each) => each.name === name);
  if (info === undefined) return { fault: vscode.l10n.t("{0} has no field {1}.", model.name, name) };
  const field = formField(info, "bulkUpdate");
  if (!conditionsOf(model).fields.some((each) => each.name === name && each.lookups.includes(lookup))) {
    return { fault: vscode.l10n.t("{0} is no lookup for {1}.", lookup, name) };
  }
  if (lookup === "isnull") {
    const literal = literalOf({ editor: "boolean" }, typed === "" ? "true" : typed);
    return "python" in literal ? { python: `${name}__isnull=${literal.python}` } : literal;
  }
  const { maxLength: _, ...unlimited } = field;
  const given = lookup === "in" ? typed.split(",").map((part) => part.trim()) : [typed];
  const values: string[] = [];
  for (const each of given) {
    const literal = literalOf(unlimited, each);
    if ("fault" in literal) return literal;
    values.push(literal.python);
  }
  const path = lookup === "exact" ? argumentName(info) : `${lookup === "in" ? argumentName(info) : name}__${lookup}`;
  return { python: `${path}=${lookup === "in" ? `[${values.join(", ")}]` : (values[0] ?? "None")}` };
}

function columnsOf({ fields }: ModelInfo): FieldInfo[] {
  return fields.filter(({ column, compositeOf }) => column !== null && compositeOf === undefined);
}
