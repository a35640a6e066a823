import type { Comprehension, Expression, Subscript } from "../../python/tree";
import { apiFunctions } from "../api/functions";
import { type Names, type Type, unknown, value } from "../types";
import { bindTarget, isNone } from "./bind";
import { called } from "./calls";
import { elementOf, sliceOf } from "./elements";
import { member } from "./members";
import { globalName } from "./modules";
import { infer, Layer, type Scope, within } from "./scope";

/** Reads an expression. Others ask by `infer`, which remembers the answers. */
export function expressionType(node: Expression, scope: Scope): Type {
  const of = (inner: Expression): Type => infer(inner, scope);
  switch (node.type) {
    case "Name":
      return scope.names.get(node.id) ?? global(node.id, scope);
    case "Attribute":
      return member(of(node.value), node.name, scope);
    case "Call":
      return called(node, of(node.callee), scope);
    case "Subscript":
      return subscript(node, of(node.value));
    case "Binary":
      return binary(node, of(node.left), of(node.right));
    case "Unary":
      return unary(node, of(node.operand));
    case "BoolOperation": {
      const left = of(node.left);
      const right = of(node.right);
      return left.kind === "unknown" || isNone(left) || (node.operator === "and" && right.kind !== "unknown")
        ? right
        : left;
    }
    case "Conditional": {
      const then = of(node.then);
      return then.kind === "unknown" || isNone(then) ? of(node.otherwise) : then;
    }
    case "Compare":
      return value("bool");
    case "Assigned":
    case "Await":
      return of(node.value);
    case "Tuple":
      return { kind: "tuple", items: node.items.map(of) };
    case "List":
    case "Set": {
      const first = node.items[0];
      if (first?.type === "Starred") return { kind: "list", of: elementOf(of(first.value)) };
      return { kind: "list", of: first ? of(first) : unknown };
    }
    case "Dict":
      return dictionary(node, scope);
    case "Comprehension":
      return comprehension(node, scope);
    case "Lambda":
      return { kind: "scriptFunction", node, names: scope.names };
    case "JoinedString":
      return value("str");
    case "Literal":
      return value(node.kind === "none" ? "None" : node.kind);
    default:
      return unknown;
  }
}

function global(name: string, scope: Scope): Type {
  const model = scope.graph.named(name);
  if (model) return { kind: "model", model };
  const known = apiFunctions.get(name);
  return known ? { kind: "function", function: known } : globalName(name, scope);
}

function subscript(node: Subscript, owner: Type): Type {
  if (node.index.type === "Slice") return sliceOf(owner);
  const { index } = node;
  if (owner.kind === "dict") {
    const key = index.type === "Literal" && typeof index.value === "string" ? index.value : undefined;
    return (key === undefined ? undefined : owner.keys?.get(key)) ?? owner.value;
  }
  if (owner.kind !== "tuple") return elementOf(owner);
  const back = index.type === "Unary" && index.operator === "-";
  const literal = index.type === "Unary" ? index.operand : index;
  const at = literal.type === "Literal" && typeof literal.value === "bigint" ? Number(literal.value) : 0;
  return owner.items.at(back ? -at : at) ?? unknown;
}

function binary(node: Extract<Expression, { type: "Binary" }>, left: Type, right: Type): Type {
  if (left.kind === "queryset") return left;
  if (right.kind === "queryset" && (node.operator === "|" || node.operator === "&")) return right;
  if (left.kind === "expression" || right.kind === "expression") return { kind: "expression", node, output: undefined };
  if (left.kind === "list" && node.operator === "+") return left.of.kind === "unknown" ? right : left;
  if (left.kind !== "value" || right.kind !== "value") return unknown;
  if (left.name === "str" && (node.operator === "+" || node.operator === "%" || node.operator === "*")) return left;
  const numbers = ["bool", "int", "Decimal", "float"];
  const wider = Math.max(numbers.indexOf(left.name), numbers.indexOf(right.name));
  if (numbers.includes(left.name) && numbers.includes(right.name)) {
    return node.operator === "/" && wider < 2 ? value("float") : value(numbers[Math.max(1, wider)] ?? "int");
  }
  return moments(node.operator, left.name, right.name);
}

/** Dates and times with spans between them. */
function moments(operator: string, left: string, right: string): Type {
  const isMoment = (name: string): boolean => name === "datetime.date" || name === "datetime.datetime";
  if (isMoment(left) && right === "datetime.timedelta") return value(left);
  if (isMoment(left) && isMoment(right) && operator === "-") return value("datetime.timedelta");
  return left === "datetime.timedelta" ? value(left) : unknown;
}

function unary(node: Extract<Expression, { type: "Unary" }>, operand: Type): Type {
  if (node.operator === "not") return value("bool");
  if (operand.kind === "expression") return { kind: "expression", node, output: operand.output };
  return operand;
}

function dictionary(node: Extract<Expression, { type: "Dict" }>, scope: Scope): Type {
  const keys = new Map<string, Type>();
  let last: Type = unknown;
  for (const { key, value: item } of node.items) {
    last = infer(item, scope);
    if (key?.type === "Literal" && typeof key.value === "string") keys.set(key.value, last);
  }
  return keys.size === node.items.length ? { kind: "dict", value: last, keys } : { kind: "dict", value: last };
}

function comprehension(node: Comprehension, scope: Scope): Type {
  const inner = within(scope, comprehensionNames(node, scope));
  if (node.kind === "dict") return { kind: "dict", value: node.value ? infer(node.value, inner) : unknown };
  return { kind: "list", of: infer(node.element, inner) };
}

/** The names inside a comprehension. */
export function comprehensionNames(node: Comprehension, scope: Scope): Names {
  const names = new Layer(scope.names);
  for (const { target, iterable } of node.clauses) {
    bindTarget(target, elementOf(infer(iterable, within(scope, names))), names);
  }
  return names;
}
