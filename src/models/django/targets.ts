import type { Expression } from "../../python/tree";
import type { FieldContext, Target } from "./fieldDraft";
import type { Scope } from "./scope";

/** The model an expression names, as far as one file can say. */
export function targetOf(node: Expression, scope: Scope, context: FieldContext): Target {
  const resolved = context.resolver.resolve(node, scope);
  if (resolved?.kind === "class") return { kind: "class", cls: resolved.cls };
  if (node.type === "Call") {
    const callee = context.resolver.resolve(node.callee, scope);
    const name = callee?.kind === "external" ? callee.path : callee?.kind === "function" ? callee.node.name : "";
    if (name.endsWith("get_user_model")) return { kind: "label", label: context.userModel };
  }
  if (resolved?.kind === "value" && resolved.node.type === "Call")
    return targetOf(resolved.node, resolved.scope, context);
  const value = context.evaluator.evaluate(node, scope);
  if (value === "self") return { kind: "self" };
  if (typeof value === "string") return { kind: "label", label: value };
  return { kind: "unknown", text: scope.module.file.text.slice(node.from, node.to) };
}
