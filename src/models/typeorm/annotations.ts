import type { SyntaxNode } from "@lezer/common";
import type { Member } from "./classes";
import type { Evaluator } from "./evaluate";
import type { ScriptModule } from "./module";
import { childrenOf } from "./source";
import { EnumValue } from "./values";

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: "String",
  number: "Number",
  boolean: "Boolean",
  Date: "Date",
  String: "String",
  Number: "Number",
  Boolean: "Boolean",
};

/**
 * The constructor that a property's annotation stands for, as the compiler hands it to decorators: `String`, `Number`,
 * `Boolean` or `Date`. NULL and undefined in a union are left aside. Undefined where it is none of these.
 */
export function annotatedType(member: Member, module: ScriptModule, evaluator: Evaluator): string | undefined {
  if (member.type !== null) return typeOf(member.type, module, evaluator, 0);
  const value = member.initializer === null ? undefined : evaluator.evaluate(member.initializer, module);
  if (typeof value === "string") return "String";
  if (typeof value === "number") return "Number";
  return typeof value === "boolean" ? "Boolean" : undefined;
}

function typeOf(node: SyntaxNode, module: ScriptModule, evaluator: Evaluator, depth: number): string | undefined {
  if (depth > 10) return undefined;
  switch (node.name) {
    case "TypeName":
      return named(module.textOf(node), module, evaluator, depth);
    case "UnionType": {
      const parts = childrenOf(node).filter(({ name }) => name !== "LogicOp" && name !== "NullType");
      const types = parts
        .filter((part) => !/^(null|undefined)$/.test(module.textOf(part)))
        .map((part) => typeOf(part, module, evaluator, depth + 1));
      return new Set(types).size === 1 ? types[0] : undefined;
    }
    case "LiteralType": {
      const inside = node.firstChild?.name;
      if (inside === "String") return "String";
      if (inside === "BooleanLiteral") return "Boolean";
      return inside === "Number" || inside === "UnaryExpression" ? "Number" : undefined;
    }
    case "TemplateType":
      return "String";
    case "ParenthesizedType": {
      const inside = childrenOf(node, true)[0];
      return inside === undefined ? undefined : typeOf(inside, module, evaluator, depth + 1);
    }
    case "ParameterizedType": {
      const name = module.textOf(node.firstChild ?? node);
      const inside = node.getChild("TypeArgList");
      const argument = inside === null ? undefined : childrenOf(inside, true)[0];
      // Wrappers that say nothing of the value itself.
      const isWrapper = /^(Promise|Opt|Readonly|NonNullable)$/.test(name);
      return isWrapper && argument !== undefined ? typeOf(argument, module, evaluator, depth + 1) : undefined;
    }
    default:
      return undefined;
  }
}

function named(name: string, module: ScriptModule, evaluator: Evaluator, depth: number): string | undefined {
  const found = evaluator.resolver.lookup(module, name);
  if (found === null || found.kind === "outside") return PRIMITIVES[name];
  if (found.kind === "type") return typeOf(found.node, found.module, evaluator, depth + 1);
  if (found.kind !== "enum") return undefined;
  const value = evaluator.evaluateName(name, module);
  const kinds = value instanceof EnumValue ? new Set([...value.members.values()].map((each) => typeof each)) : null;
  if (kinds?.size !== 1) return undefined;
  return kinds.has("string") ? "String" : kinds.has("number") ? "Number" : undefined;
}
