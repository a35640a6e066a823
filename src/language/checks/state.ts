import { messages } from "../../models/vocabulary/messages";
import type { Call, Span } from "../../python/tree";
import type { Around } from "../callee";
import { rowsOf } from "../infer/methods";
import { infer } from "../infer/scope";
import type { QuerySet } from "../types";
import { type Problem, problem } from "./problem";

const sliced: Readonly<Record<string, string>> = {
  order_by: messages.reorderSliced,
  reverse: messages.reverseSliced,
  last: messages.reverseSliced,
  latest: messages.changeSliced,
  earliest: messages.changeSliced,
  distinct: messages.distinctSliced,
  update: messages.updateSliced,
  delete: messages.deleteSliced,
  in_bulk: messages.inBulkSliced,
};

/** After `union()` and its kin (Django's documentation, "union()"). */
const afterUnion = new Set(
  "alias annotate delete dates datetimes distinct exclude extra filter only defer prefetch_related select_related update".split(
    " ",
  ),
);

/** Calls that what was called before makes impossible: on a slice, after `union()`, after `values()`. */
export function stateProblems(call: Call, { scope }: Around): Problem[] {
  if (call.callee.type !== "Attribute") return [];
  const callee = infer(call.callee, scope);
  if (callee.kind !== "method") return [];
  const rows = rowsOf(callee.of, scope);
  if (rows === undefined) return [];
  const { name } = callee.method;
  const { nameSpan } = call.callee;
  const given = call.args.length > 0;
  return (
    afterCombining(rows, name, given, nameSpan) ??
    afterSlice(rows, name, given, nameSpan) ??
    afterValues(rows, name, nameSpan) ??
    afterDistinct(rows, name, nameSpan) ??
    []
  );
}

function afterCombining({ state }: QuerySet, name: string, given: boolean, span: Span): Problem[] | undefined {
  if (state.combined === undefined) return undefined;
  if (name === "get" && given) {
    return [problem(span, "combined", "error", messages.getAfterCombining(state.combined))];
  }
  const called = name === "alias" ? "annotate" : name;
  return afterUnion.has(name)
    ? [problem(span, "combined", "error", messages.afterCombining(called, state.combined))]
    : undefined;
}

function afterSlice({ state }: QuerySet, name: string, given: boolean, span: Span): Problem[] | undefined {
  if (!state.sliced) return undefined;
  const filters = (name === "filter" || name === "exclude" || name === "get") && given;
  const message = filters ? messages.filterSliced : Object.hasOwn(sliced, name) ? sliced[name] : undefined;
  return message === undefined ? undefined : [problem(span, "sliced", "error", message)];
}

function afterValues({ rows }: QuerySet, name: string, span: Span): Problem[] | undefined {
  const refused = ["delete", "select_related", "only", "defer"].includes(name);
  return rows === "instances" || !refused
    ? undefined
    : [problem(span, "after-values", "error", messages.afterValues(name))];
}

function afterDistinct({ state }: QuerySet, name: string, span: Span): Problem[] | undefined {
  if (name === "delete" && state.distinct === "fields") {
    return [problem(span, "distinct-write", "error", messages.deleteDistinct)];
  }
  return name === "update" && state.distinct === "fields"
    ? [problem(span, "distinct-write", "error", messages.updateDistinctFields)]
    : undefined;
}
