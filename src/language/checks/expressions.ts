import { messages } from "../../models/vocabulary/messages";
import type { Call, Expression } from "../../python/tree";
import { type Around, acceptedBy } from "../callee";
import { outputOf, pathOutput } from "../infer/outputs";
import { infer } from "../infer/scope";
import { isArgument, isCall } from "../nodes";
import type { Output, QuerySet } from "../types";
import { callsAbove } from "./chains";
import { hasOutputField } from "./methods";
import { type Problem, problem } from "./problem";

/** Functions whose arguments must be of one type. */
const uniform = new Set(["Case", "Concat", "Coalesce", "Greatest", "Least", "NullIf", "Replace"]);

/** Field classes that are kinds of another (Django's own class tree). */
const bases: Readonly<Record<string, string>> = {
  EmailField: "CharField",
  URLField: "CharField",
  SlugField: "CharField",
  BigIntegerField: "IntegerField",
  SmallIntegerField: "IntegerField",
  PositiveIntegerField: "IntegerField",
  PositiveSmallIntegerField: "IntegerField",
  PositiveBigIntegerField: "BigIntegerField",
  AutoField: "IntegerField",
  BigAutoField: "BigIntegerField",
  SmallAutoField: "SmallIntegerField",
  DateTimeField: "DateField",
  ImageField: "FileField",
};

function isKindOf(type: string, base: string): boolean {
  for (let at: string | undefined = type; at !== undefined; at = Object.hasOwn(bases, at) ? bases[at] : undefined) {
    if (at === base) return true;
  }
  return false;
}

/** An expression of several types, of which Django does not choose one. */
export function mixedTypes(call: Call, around: Around): Problem[] {
  const callee = infer(call.callee, around.scope);
  if (callee.kind !== "function" || !uniform.has(callee.function.name) || hasOutputField(call)) return [];
  const { rows, method } = acceptedBy(call, around);
  // Only where it is a value of its own must its type be known, and only where that is fetched.
  if (!rows || !["annotate", "values", "values_list", "aggregate"].includes(method ?? "")) return [];
  if (!isFetched(call, around)) return [];
  const { firstOnly } = callee.function;
  // Texts behind the first are values where Django wraps them so.
  const outputs = sources(call, callee.function.name).map((node, i) =>
    firstOnly && i > 0 ? outputOf(node, rows, around.scope) : outputAt(node, rows, around),
  );
  const [first] = outputs;
  if (first === undefined || outputs.some((output) => output === undefined)) return [];
  const other = outputs.find((output) => output !== undefined && !isKindOf(first.type, output.type));
  if (!other || first.type === "ForeignKey" || other.type === "ForeignKey") return [];
  return [problem(call, "mixed-types", "error", messages.mixedTypes(first.type, other.type))];
}

/** An annotation that a later call leaves out is never asked for its type. */
function isFetched(call: Call, { path }: Around): boolean {
  const at = path.findLastIndex((node) => isCall(node) && node !== call && node.callee.type === "Attribute");
  const outer = path[at];
  if (outer === undefined || !isCall(outer)) return true;
  const name = path.slice(at).find(isArgument)?.name;
  return callsAbove(outer, path).every((later) => {
    const method = later.callee.type === "Attribute" ? later.callee.name : "";
    if (leavesOut.has(method)) return false;
    if (method !== "values" && method !== "values_list") return true;
    return later.args.length === 0 || later.args.some(({ value }) => value.type === "Literal" && value.value === name);
  });
}

const leavesOut = new Set(["count", "exists", "aggregate", "delete", "update", "contains", "dates", "datetimes"]);

function sources(call: Call, name: string): Expression[] {
  if (name !== "Case") return call.args.filter((argument) => argument.name === null).map(({ value }) => value);
  const results = call.args.flatMap((argument): Expression[] => {
    if (argument.name === "default") return [argument.value];
    if (argument.name !== null || argument.value.type !== "Call") return [];
    const then = argument.value.args.find((one) => one.name === "then") ?? argument.value.args[1];
    return then ? [then.value] : [];
  });
  return results.filter(
    (node) => !(node.type === "Call" && node.args[0]?.value.type === "Literal" && node.args[0].value.kind === "none"),
  );
}

function outputAt(node: Expression, rows: QuerySet, { scope }: Around): Output | undefined {
  if (node.type === "Literal" && typeof node.value === "string") return pathOutput(node.value, rows, scope);
  return outputOf(node, rows, scope);
}
