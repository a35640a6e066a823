import { messages } from "../../models/vocabulary/messages";
import type { Call } from "../../python/tree";
import { type Around, acceptedBy } from "../callee";
import { rowsOf } from "../infer/methods";
import { infer } from "../infer/scope";
import { isCall, type Node } from "../nodes";
import { follow, namesIn } from "../paths";
import { callsAbove } from "./chains";
import { type Problem, problem } from "./problem";

/** What a statement does to more rows, or to the same rows more often, than one may think. */
export function rowProblems(call: Call, around: Around): Problem[] {
  const callee = infer(call.callee, around.scope);
  if (callee.kind !== "method" || call.callee.type !== "Attribute") return [];
  const rows = rowsOf(callee.of, around.scope);
  if (rows === undefined) return [];
  const { nameSpan } = call.callee;
  const { name } = callee.method;
  const whole = !rows.state.filtered && !rows.state.sliced && rows.state.combined === undefined;
  if ((name === "update" || name === "delete") && whole && !rows.state.open) {
    const does = name === "update" ? "updates" : "deletes";
    return [problem(nameSpan, "whole-table", "information", `This ${does} every row of ${rows.model.label}.`)];
  }
  if (name === "get" && call.args.length === 0 && whole && rows.rows === "instances") {
    const message = `${messages.severalRows(rows.model.name)}: without arguments it finds every row. 'filter(…).first()' gives one or None.`;
    const fix = { title: "Change to first()", edits: [{ from: nameSpan.from, to: call.to, text: "first()" }] };
    return [problem(nameSpan, "get-without-arguments", "warning", message, [fix])];
  }
  return name === "filter" ? repeated(call, around) : [];
}

/** Methods after which it does not matter that a row comes twice. */
const settled = new Set(
  "distinct count exists delete update aggregate annotate values values_list get in_bulk dates datetimes union".split(
    " ",
  ),
);

/** A condition on many related rows gives a row once for each of them. */
function repeated(call: Call, around: Around): Problem[] {
  const accepted = acceptedBy(call, around);
  const { model, rows, annotations } = accepted;
  if (!model || rows?.state.distinct !== undefined || rows?.rows !== "instances") return [];
  const above = callsAbove(call, around.path).map(({ callee }) => (callee.type === "Attribute" ? callee.name : ""));
  if (above.some((name) => settled.has(name)) || inSubquery(call, around.path)) return [];
  return call.args.flatMap(({ name, nameSpan, value }): Problem[] => {
    if (name === null || nameSpan === null) return [];
    const names = namesIn(name, annotations);
    const { steps, lost } = follow(around.scope.graph, model, names, { annotations });
    const many = steps.find((step) => step.many);
    // One related row at most where it is asked for by its key, or for none at all.
    const single = steps.at(-1)?.many === true || steps.at(-1)?.name === "isnull" || keyed(steps, value);
    if (lost || !many || single) return [];
    const message = `A row comes once for each of its '${many.name}' rows that match. 'distinct()' leaves the repetitions out.`;
    const fix = { title: "Add .distinct()", edits: [{ from: call.to, to: call.to, text: ".distinct()" }] };
    return [problem(nameSpan, "duplicate-rows", "hint", message, [fix])];
  });
}

function keyed(steps: ReturnType<typeof follow>["steps"], value: Node): boolean {
  const last = steps.at(-1);
  return last?.field?.primaryKey === true && value.type === "Literal";
}

/** As a value of another query repetitions mean nothing. */
function inSubquery(call: Call, path: readonly Node[]): boolean {
  return path.slice(0, path.indexOf(call)).some((node, i) => isCall(node) && path[i + 1]?.type === undefined);
}
