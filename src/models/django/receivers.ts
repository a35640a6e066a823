import type { ReceiverInfo } from "../../protocol/models";
import type { Call, Expression, FunctionDefinition, Statement } from "../../python/tree";
import type { FieldContext, Target } from "./fieldDraft";
import type { PyModule, Scope } from "./scope";
import { targetOf } from "./targets";

const SIGNALS = new Set<string>([
  "pre_save",
  "post_save",
  "pre_delete",
  "post_delete",
  "m2m_changed",
  "pre_init",
  "post_init",
]);

/** A receiver with its sender still a name; null for every sender. */
export interface ReceiverDraft {
  readonly signal: ReceiverInfo["signal"];
  readonly sender: Target | null;
  /** `Book.subjects.through`: the field whose through model it is. */
  readonly through?: string;
  readonly name: string;
  readonly code: ReceiverInfo["code"];
}

/** The receivers a module connects, with `@receiver` or with `signal.connect(…)`. */
export function readReceivers(module: PyModule, context: FieldContext): ReceiverDraft[] {
  const scope: Scope = { module, cls: null };
  const found: ReceiverDraft[] = [];
  const visit = (statements: readonly Statement[], inside: Scope): void => {
    for (const statement of statements) {
      if (statement.type === "FunctionDefinition") {
        for (const decorator of statement.decorators) found.push(...decorated(statement, decorator, inside, context));
        // AppConfig.ready() is where many connect theirs.
        if (inside.cls !== null && statement.name === "ready") visit(statement.body, inside);
      } else if (statement.type === "ExpressionStatement" && statement.value.type === "Call") {
        found.push(...connected(statement.value, inside, context));
      }
    }
  };
  visit(module.statements, scope);
  for (const { binding } of module.members) {
    if (binding.kind === "class") visit(binding.cls.node.body, binding.cls.scope);
  }
  return found;
}

function decorated(
  node: FunctionDefinition,
  decorator: Expression,
  scope: Scope,
  context: FieldContext,
): ReceiverDraft[] {
  if (decorator.type !== "Call") return [];
  const resolved = context.resolver.resolve(decorator.callee, scope);
  if (resolved?.kind !== "external" || !/^django\.dispatch(\.dispatcher)?\.receiver$/.test(resolved.path)) return [];
  const first = decorator.args[0]?.value;
  const nodes = first?.type === "List" || first?.type === "Tuple" ? first.items : first === undefined ? [] : [first];
  return nodes.flatMap((signalNode) => {
    const signal = signalOf(signalNode, scope, context);
    return signal === null
      ? []
      : [{ signal, ...senderOf(decorator, 1, scope, context), name: node.name, code: scope.module.file.code(node) }];
  });
}

function connected(call: Call, scope: Scope, context: FieldContext): ReceiverDraft[] {
  if (call.callee.type !== "Attribute" || call.callee.name !== "connect") return [];
  const signal = signalOf(call.callee.value, scope, context);
  const handler = call.args[0]?.value;
  if (signal === null || handler === undefined) return [];
  const resolved = context.resolver.resolve(handler, scope);
  const sender = senderOf(call, 1, scope, context);
  if (resolved?.kind === "function") {
    return [{ signal, ...sender, name: resolved.node.name, code: resolved.module.file.code(resolved.node) }];
  }
  // A lambda, a method or a package's function: known to be there, and shown as not run.
  const { file } = scope.module;
  return [{ signal, ...sender, name: file.text.slice(handler.from, handler.to), code: file.code(handler) }];
}

function signalOf(node: Expression, scope: Scope, context: FieldContext): ReceiverInfo["signal"] | null {
  const resolved = context.resolver.resolve(node, scope);
  const path = resolved?.kind === "external" ? resolved.path : "";
  const name = path.split(".").at(-1) ?? "";
  return /^django\.db\.models\.signals\./.test(path) && SIGNALS.has(name) ? (name as ReceiverInfo["signal"]) : null;
}

function senderOf(
  call: Call,
  position: number,
  scope: Scope,
  context: FieldContext,
): Pick<ReceiverDraft, "sender" | "through"> {
  const positional = call.args.filter((argument) => argument.name === null && argument.star === 0);
  const node = call.args.find((argument) => argument.name === "sender")?.value ?? positional[position]?.value;
  if (node === undefined || (node.type === "Literal" && node.kind === "none")) return { sender: null };
  if (node.type === "Attribute" && node.name === "through" && node.value.type === "Attribute") {
    return { sender: targetOf(node.value.value, scope, context), through: node.value.name };
  }
  return { sender: targetOf(node, scope, context) };
}
