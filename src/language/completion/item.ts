import type { ModelInfo } from "../../protocol/models";
import type { PathChoice } from "../paths";
import { fieldType } from "../wording";

/** One thing that can be written at a place. `from` and `to` are the text it replaces. */
export interface Completion {
  readonly label: string;
  readonly kind:
    | "model"
    | "manager"
    | "method"
    | "field"
    | "relation"
    | "lookup"
    | "option"
    | "variable"
    | "function"
    | "keyword"
    | "value";
  readonly insert: string;
  readonly from: number;
  readonly to: number;
  /** A few words beside the label. */
  readonly detail?: string;
  readonly documentation?: string;
  /** Smaller comes first. */
  readonly rank: number;
}

/** The text that a completion replaces. */
export interface Replaced {
  readonly from: number;
  readonly to: number;
}

/** One choice of a field path as a completion; `before` is the part of the path that stands already. */
export function pathItem(choice: PathChoice, before: string, replaced: Replaced, suffix: string): Completion {
  const label = before + choice.name;
  const kinds = {
    field: "field",
    relation: "relation",
    reverse: "relation",
    lookup: "lookup",
    annotation: "variable",
  } as const;
  const ranks = { field: 1, annotation: 1, relation: 2, reverse: 3, lookup: 4 };
  return {
    label,
    kind: kinds[choice.kind],
    insert: label + suffix,
    ...replaced,
    detail: detailOf(choice),
    rank: ranks[choice.kind],
  };
}

function detailOf({ kind, field, reverse, owner }: PathChoice): string {
  if (reverse) return `${reverse.many ? "rows" : "row"} of ${reverse.model.label}`;
  if (kind === "annotation") return "annotation";
  if (kind === "lookup") return "lookup";
  return field ? fieldType(field) : owner.label;
}

/** A model as a completion. */
export function modelItem(model: ModelInfo, replaced: Replaced): Completion {
  return { label: model.name, kind: "model", insert: model.name, ...replaced, detail: model.label, rank: 1 };
}
