import { parseModule } from "../../python/parse";
import type { Expression } from "../../python/tree";
import { allRows, type Type, unknown, value } from "../types";
import { defaultManager } from "./managers";
import { infer, type Scope } from "./scope";

const plain = new Set(["int", "str", "float", "bool", "bytes"]);
const sequences = new Set([
  "list",
  "List",
  "set",
  "Set",
  "Iterable",
  "Sequence",
  "Iterator",
  "Generator",
  "Collection",
]);

/** The type that an annotation declares: `Album`, `list[Album]`, `QuerySet[Album]`, `Album | None`, `"Album"`. */
export function annotationType(node: Expression, scope: Scope): Type {
  switch (node.type) {
    case "Literal":
      if (typeof node.value === "string") return quoted(node.value, scope);
      return node.kind === "none" ? value("None") : unknown;
    case "Name":
      if (plain.has(node.id)) return value(node.id);
      return instanceOf(infer(node, scope));
    case "Attribute":
      return instanceOf(infer(node, scope));
    case "Binary": {
      const left = annotationType(node.left, scope);
      return left.kind === "unknown" || (left.kind === "value" && left.name === "None")
        ? annotationType(node.right, scope)
        : left;
    }
    case "Subscript":
      return generic(node, scope);
    default:
      return unknown;
  }
}

function quoted(text: string, scope: Scope): Type {
  const [statement] = text.length < 200 ? parseModule(text).body : [];
  return statement?.type === "ExpressionStatement" && statement.value.type !== "Literal"
    ? annotationType(statement.value, scope)
    : unknown;
}

function instanceOf(type: Type): Type {
  if (type.kind === "model") return { kind: "instance", model: type.model };
  // Classes of dates and decimals are the functions that make them.
  if (type.kind === "function" && type.function.output?.startsWith("=")) return value(type.function.output.slice(1));
  return unknown;
}

function generic(node: Extract<Expression, { type: "Subscript" }>, scope: Scope): Type {
  const { value: owner, index } = node;
  const name = owner.type === "Name" ? owner.id : owner.type === "Attribute" ? owner.name : "";
  const items = index.type === "Tuple" ? index.items : [index];
  const inner = items.map((item) => annotationType(item, scope));
  const [first = unknown] = inner;
  if (name === "Optional" || name === "Annotated") return first;
  if (sequences.has(name)) return { kind: "list", of: first };
  if (name === "tuple" || name === "Tuple") return { kind: "tuple", items: inner };
  if (name === "dict" || name === "Dict") return { kind: "dict", value: inner[1] ?? unknown };
  if (first.kind !== "instance") return unknown;
  if (name === "QuerySet") return allRows(first.model, defaultManager(first.model), { filtered: true });
  if (name === "type" || name === "Type") return { kind: "model", model: first.model };
  return name.endsWith("Manager")
    ? { kind: "manager", model: first.model, info: defaultManager(first.model), related: false }
    : unknown;
}
