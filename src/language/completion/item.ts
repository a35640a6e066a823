import type { ModelInfo } from "../../protocol/models";
import type { PathChoice } from "../choices";
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
    | "module"
    | "snippet"
    | "value";
  /** For a snippet with places to fill in, as editors write them: `$1`, `${1:name}`. */
  readonly insert: string;
  readonly snippet?: true;
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

type Details = Partial<Pick<Completion, "insert" | "detail" | "documentation" | "snippet">>;

/** A completion that inserts its label, unless the details say otherwise. */
export function item(
  label: string,
  kind: Completion["kind"],
  rank: number,
  { from, to }: Replaced,
  details: Details = {},
): Completion {
  return { label, kind, insert: label, from, to, rank, ...details };
}

const kinds = {
  field: "field",
  relation: "relation",
  reverse: "relation",
  lookup: "lookup",
  annotation: "variable",
} as const;
const ranks = { field: 1, annotation: 1, relation: 2, reverse: 3, lookup: 4 };

/** One choice of a field path as a completion; `before` is the part of the path that stands already. */
export function pathItem(choice: PathChoice, before: string, replaced: Replaced, suffix: string): Completion {
  const label = before + choice.name;
  return item(label, kinds[choice.kind], ranks[choice.kind], replaced, {
    insert: label + suffix,
    detail: detailOf(choice),
  });
}

function detailOf({ kind, field, reverse, annotation, owner }: PathChoice): string {
  if (reverse) return `${reverse.many ? "rows" : "row"} of ${reverse.model.label}`;
  if (kind === "annotation") return annotation?.output ? `annotation, ${annotation.output.type}` : "annotation";
  if (kind === "lookup") return "lookup";
  return field ? fieldType(field) : owner.label;
}

/** A model as a completion. */
export function modelItem(model: ModelInfo, replaced: Replaced): Completion {
  return item(model.name, "model", 1, replaced, { detail: model.label });
}
