import type { Call, Expression, Subscript } from "../python/tree";
import { apiFunctions } from "./api/functions";
import type { ModelGraph } from "./graph";
import { member } from "./members";
import { result } from "./results";
import { elementOf, type Type, unknown } from "./types";

/** What the script's own names stand for. */
export type Names = ReadonlyMap<string, Type>;

/** What an expression is, as far as the text and the models tell. Never throws. */
export function infer(node: Expression, names: Names, graph: ModelGraph): Type {
  const of = (inner: Expression): Type => infer(inner, names, graph);
  switch (node.type) {
    case "Name":
      return names.get(node.id) ?? global(node.id, graph);
    case "Attribute":
      return member(of(node.value), node.name, graph);
    case "Call":
      return called(node, of(node.callee), names, graph);
    case "Subscript":
      return subscript(node, of(node.value));
    case "Binary": {
      const left = of(node.left);
      return left.kind === "queryset" ? left : of(node.right).kind === "queryset" ? of(node.right) : unknown;
    }
    case "Conditional": {
      const then = of(node.then);
      return then.kind === "unknown" ? of(node.otherwise) : then;
    }
    case "Assigned":
    case "Await":
      return of(node.value);
    case "Tuple":
      return { kind: "tuple", items: node.items.map(of) };
    case "List":
      return { kind: "list", of: node.items[0] ? of(node.items[0]) : unknown };
    case "JoinedString":
      return { kind: "value", name: "str" };
    case "Literal":
      return { kind: "value", name: node.kind === "none" ? "None" : node.kind };
    default:
      return unknown;
  }
}

function global(name: string, graph: ModelGraph): Type {
  const model = graph.named(name);
  if (model) return { kind: "model", model };
  const known = apiFunctions.get(name);
  return known ? { kind: "function", function: known } : unknown;
}

/** Built-ins that pass on what they are given. */
function called(node: Call, callee: Type, names: Names, graph: ModelGraph): Type {
  if (callee.kind !== "unknown") return result(callee, node);
  const first = node.args[0]?.value;
  if (node.callee.type !== "Name" || first === undefined) return unknown;
  const given = elementOf(infer(first, names, graph));
  if (["list", "sorted", "set", "tuple", "reversed"].includes(node.callee.id)) return { kind: "list", of: given };
  if (node.callee.id === "enumerate") {
    return { kind: "list", of: { kind: "tuple", items: [{ kind: "value", name: "int" }, given] } };
  }
  return ["next", "iter", "min", "max"].includes(node.callee.id) ? given : unknown;
}

function subscript(node: Subscript, value: Type): Type {
  if (node.index.type === "Slice") return value.kind === "queryset" || value.kind === "list" ? value : unknown;
  if (value.kind !== "tuple") return elementOf(value);
  const index = node.index.type === "Literal" && typeof node.index.value === "bigint" ? Number(node.index.value) : 0;
  return value.items[index] ?? unknown;
}
