import type { Blocked, Condition, OrderTerm, Refinement } from "../../protocol/refine";
import type { Argument } from "../../python/tree";
import { type Chain, chainOf, type Step } from "./chain";

/** Calls that leave alone which rows there are, or only narrow them, whether they stand before a filter or behind it. */
const plain = new Set(["filter", "exclude", "order_by", "all", "select_related", "prefetch_related", "only", "defer"]);
/** Calls that an order stands as well before as behind. */
const unsorted = new Set([...plain, "values", "values_list", "annotate", "alias", "distinct", "using"]);

/** The last steps whose order can be read and replaced. */
export function orderedSteps({ steps }: Chain): readonly Step[] {
  return suffix(steps, unsorted);
}

/** The last steps whose conditions can be read and taken away. */
export function filteredSteps({ steps }: Chain): readonly Step[] {
  return suffix(steps, plain);
}

function suffix(steps: readonly Step[], known: ReadonlySet<string>): readonly Step[] {
  return steps.slice(steps.findLastIndex(({ name }) => !known.has(name)) + 1);
}

/** An argument of a `filter()` or `exclude()` that can be shown and taken away by itself. */
export interface Place {
  readonly step: Step;
  readonly argument: Argument;
}

export function places(chain: Chain): readonly Place[] {
  return filteredSteps(chain)
    .filter(({ name }) => name === "filter" || name === "exclude")
    .flatMap((step) => step.args.map((argument) => ({ step, argument })));
}

/** Names that a column goes by in a query: `album_id` is `album` as well, and the key is `pk`. */
export interface Names {
  readonly column: string;
  readonly others: readonly string[];
}

/**
 * What a statement's text says of its rows. `blocked` is what is known of its value: what cannot be told from the text
 * alone.
 */
export function readRefinement(
  text: string,
  columns: readonly Names[],
  blocked: Pick<Refinement, "noOrder" | "noFilter"> = {},
): Refinement {
  const chain = chainOf(text);
  if (chain === null) return { order: [], conditions: [], noOrder: "statement", noFilter: "statement" };
  const reason: Blocked | undefined = chain.steps.some(({ name }) => name === "raw") ? "raw" : undefined;
  const last = orderedSteps(chain).findLast(({ name }) => name === "order_by");
  return {
    order: (last?.args ?? []).map((argument) => termOf(chain.text, argument, columns)),
    conditions: places(chain).map(({ step, argument }) =>
      conditionOf(chain.text, argument, step.name === "exclude", columns),
    ),
    ...(reason !== undefined ? { noOrder: reason, noFilter: reason } : blocked),
  };
}

export function termOf(text: string, argument: Argument, columns: readonly Names[]): OrderTerm {
  const python = text.slice(argument.from, argument.to);
  const { value } = argument;
  if (value.type !== "Literal" || typeof value.value !== "string") return { column: null, descending: false, python };
  const descending = value.value.startsWith("-");
  const name = value.value.replace(/^[-+]/, "");
  // Sorting by `album` goes by the related model's own order, which is no column's.
  const known = columns.find(({ column }) => column === name) ?? (name === "pk" ? keyOf(columns) : undefined);
  return { column: known?.column ?? null, descending, python };
}

function keyOf(columns: readonly Names[]): Names | undefined {
  return columns.find(({ others }) => others.includes("pk"));
}

function conditionOf(text: string, argument: Argument, exclude: boolean, columns: readonly Names[]): Condition {
  const whole = text.slice(argument.from, argument.to);
  const { name, value } = argument;
  if (name === null) return { column: null, lookup: "", python: whole, exclude };
  for (const { column, others } of columns) {
    const own = [column, ...others].find((known) => name === known || name.startsWith(`${known}__`));
    if (own === undefined) continue;
    const lookup = name === own ? "exact" : name.slice(own.length + 2);
    return { column, lookup, python: text.slice(value.from, value.to), exclude };
  }
  return { column: null, lookup: "", python: whole, exclude };
}
