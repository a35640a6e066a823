import type { Expression } from "../../python/tree";
import { ClassValue, CodeValue, type Evaluated, plain } from "./constant";
import type { FieldContext, Target } from "./fieldDraft";
import type { Scope } from "./scope";

/** The model an expression names, as far as one file can say. */
export function targetOf(node: Expression, scope: Scope, context: FieldContext): Target {
  const local = node.type === "Name" ? scope.frame?.get(node.id) : undefined;
  if (local instanceof CodeValue) return targetOf(local.node, local.scope, context);
  const resolved = local === undefined ? context.resolver.resolve(node, scope) : null;
  if (resolved?.kind === "class") return { kind: "class", cls: resolved.cls };
  if (node.type === "Call") {
    const callee = context.resolver.resolve(node.callee, scope);
    const name = callee?.kind === "external" ? callee.path : callee?.kind === "function" ? callee.node.name : "";
    if (name.endsWith("get_user_model")) return { kind: "label", label: context.userModel };
    if (/(^|\.)(get_model|get_registered_model|load_model)$/.test(name)) {
      const parts = node.args.slice(0, 2).map(({ value }) => context.evaluator.text(value, scope));
      if (parts.length > 0 && parts.every((part) => part !== undefined))
        return { kind: "label", label: parts.join(".") };
    }
  }
  if (resolved?.kind === "value" && resolved.node.type === "Call")
    return targetOf(resolved.node, resolved.scope, context);
  const value = plain(context.evaluator.evaluate(node, scope));
  return targetOfValue(value) ?? { kind: "unknown", text: scope.module.file.text.slice(node.from, node.to) };
}

/** The model that a value which was worked out names. */
export function targetOfValue(value: Evaluated): Target | null {
  if (value === "self") return { kind: "self" };
  if (typeof value === "string") return { kind: "label", label: value };
  return value instanceof ClassValue ? { kind: "class", cls: value.cls } : null;
}
