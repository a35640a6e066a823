import type { Call, Expression } from "../../python/tree";
import { type Type, unknown, value } from "../types";
import { elementOf } from "./elements";
import { methodResult } from "./methods";
import { outputOf } from "./outputs";
import { ownResult, scriptResult } from "./own";
import { infer, type Scope } from "./scope";

/** What a call gives, by what is called. */
export function called(call: Call, callee: Type, scope: Scope): Type {
  switch (callee.kind) {
    case "model":
      return { kind: "instance", model: callee.model, fresh: true };
    case "method":
      return methodResult(callee.of, callee.method, call, scope);
    case "ownMethod":
      return ownResult(callee.of, callee.method, call, scope);
    case "function":
      if (callee.function.output?.startsWith("=")) return value(callee.function.output.slice(1));
      return { kind: "expression", node: call, output: outputOf(call, undefined, scope) };
    case "scriptFunction":
      return scriptResult(callee, call, scope);
    case "exception":
      return callee;
    case "expression":
      // `F("title").asc()`: still an expression.
      return callee;
    default:
      return call.callee.type === "Name"
        ? builtIn(call.callee.id, call, scope)
        : call.callee.type === "Attribute"
          ? moduleFunction(call.callee, call, scope)
          : unknown;
  }
}

function argument(call: Call, index: number, scope: Scope): Type {
  const given = call.args.filter(({ name, star }) => name === null && star === 0)[index];
  return given ? infer(given.value, scope) : unknown;
}

const plain: Readonly<Record<string, string>> = {
  len: "int",
  int: "int",
  round: "int",
  ord: "int",
  hash: "int",
  float: "float",
  str: "str",
  repr: "str",
  chr: "str",
  input: "str",
  format: "str",
  bool: "bool",
  isinstance: "bool",
  hasattr: "bool",
  callable: "bool",
  any: "bool",
  all: "bool",
  bytes: "bytes",
  print: "None",
};

/** Python's built-ins: most pass on what they are given. */
function builtIn(name: string, call: Call, scope: Scope): Type {
  if (Object.hasOwn(plain, name)) return value(plain[name] ?? "object");
  const first = argument(call, 0, scope);
  const element = elementOf(first);
  switch (name) {
    case "list":
    case "sorted":
    case "set":
    case "frozenset":
    case "reversed":
    case "tuple":
    case "iter":
      return { kind: "list", of: element };
    case "filter":
      return { kind: "list", of: elementOf(argument(call, 1, scope)) };
    case "map":
      return { kind: "list", of: mapped(call, scope) };
    case "enumerate":
      return { kind: "list", of: { kind: "tuple", items: [value("int"), element] } };
    case "zip": {
      const items = call.args.map(({ value: node }) => elementOf(infer(node, scope)));
      return { kind: "list", of: { kind: "tuple", items } };
    }
    case "range":
      return { kind: "list", of: value("int") };
    case "next":
      return element;
    case "min":
    case "max": {
      const several = call.args.filter(({ name: key }) => key === null).length > 1;
      return several ? first : element;
    }
    case "sum":
      return element.kind === "value" ? element : unknown;
    case "abs":
      return first;
    case "dict":
      return dictionary(call, first, scope);
    case "get_object_or_404":
    case "get_list_or_404":
      return found(name, first);
    case "super":
      return scope.names.get("super()") ?? unknown;
    default:
      return unknown;
  }
}

function found(name: string, from: Type): Type {
  if (from.kind !== "model" && from.kind !== "manager" && from.kind !== "queryset") return unknown;
  const row: Type = { kind: "instance", model: from.model };
  return name === "get_object_or_404" ? row : { kind: "list", of: row };
}

function mapped(call: Call, scope: Scope): Type {
  const [how, ...over] = call.args.map(({ value: node }) => node);
  if (how === undefined) return unknown;
  const callee = infer(how, scope);
  const items = over.map((node) => elementOf(infer(node, scope)));
  if (callee.kind === "scriptFunction") return scriptResult(callee, call, scope, items);
  return how.type === "Name" && Object.hasOwn(plain, how.id) ? value(plain[how.id] ?? "object") : unknown;
}

function dictionary(call: Call, first: Type, scope: Scope): Type {
  const named = call.args.filter(({ name }) => name !== null);
  if (named.length > 0 && call.args.length === named.length) {
    const keys = new Map(named.map(({ name, value: node }) => [name ?? "", infer(node, scope)]));
    return { kind: "dict", value: unknown, keys };
  }
  if (first.kind === "dict") return first;
  const pair = elementOf(first);
  return { kind: "dict", value: pair.kind === "tuple" ? (pair.items[1] ?? unknown) : unknown };
}

/** Functions of modules that give something worth knowing: `timezone.now()`, `datetime.date.today()`. */
function moduleFunction(callee: Extract<Expression, { type: "Attribute" }>, call: Call, scope: Scope): Type {
  const owner = infer(callee.value, scope);
  if (owner.kind === "module") {
    if (owner.name === "django.utils.timezone") {
      return callee.name === "localdate" ? value("datetime.date") : value("datetime.datetime");
    }
    if (owner.name === "math") return callee.name === "ceil" || callee.name === "floor" ? value("int") : value("float");
    if (owner.name === "random" && callee.name === "choice") return elementOf(argument(call, 0, scope));
    if (owner.name === "random" && callee.name === "sample")
      return { kind: "list", of: elementOf(argument(call, 0, scope)) };
    return unknown;
  }
  if (owner.kind === "function" && owner.function.output?.startsWith("=")) return value(owner.function.output.slice(1));
  return unknown;
}
