import type { Json } from "../../protocol/json";
import type { ChoiceInfo, FieldInfo, OnDelete } from "../../protocol/models";
import type { Argument, Call, Expression } from "../../python/tree";
import { type Constant, UNKNOWN } from "./constant";
import type { FieldContext, RelationDraft, Target } from "./fieldDraft";
import type { Scope } from "./scope";
import { targetOf } from "./targets";

const ON_DELETE = new Set<string>(["CASCADE", "PROTECT", "RESTRICT", "SET_NULL", "SET_DEFAULT", "DO_NOTHING"]);

/** A call's arguments by name, those given by position included. */
export class Arguments {
  readonly scope: Scope;
  readonly context: FieldContext;
  readonly #named = new Map<string, Expression>();
  readonly #rest: Expression[] = [];

  constructor(call: Call, scope: Scope, context: FieldContext, positions: readonly string[]) {
    this.scope = scope;
    this.context = context;
    let at = 0;
    for (const argument of call.args) {
      if (argument.star === 2) this.#spread(argument);
      else if (argument.name !== null) this.#named.set(argument.name, argument.value);
      else if (argument.star === 0) {
        const name = positions[at++];
        if (name === undefined) this.#rest.push(argument.value);
        else this.#named.set(name, argument.value);
      }
    }
  }

  /** `**{"null": True}`, where the dictionary stands in the text. */
  #spread(argument: Argument): void {
    const resolved = this.context.resolver.resolve(argument.value, this.scope);
    const node = resolved?.kind === "value" && resolved.item === null ? resolved.node : argument.value;
    if (node.type !== "Dict") return;
    for (const { key, value } of node.items) {
      const name = key === null ? UNKNOWN : this.context.evaluator.evaluate(key, this.scope);
      if (typeof name === "string" && !this.#named.has(name)) this.#named.set(name, value);
    }
  }

  value(name: string): Constant | typeof UNKNOWN {
    const node = this.#named.get(name);
    return node === undefined ? UNKNOWN : this.context.evaluator.evaluate(node, this.scope);
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === "string" ? value : undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.value(name);
    return typeof value === "boolean" ? value : undefined;
  }

  integer(name: string): number | undefined {
    const value = this.value(name);
    return typeof value === "bigint" ? Number(value) : undefined;
  }

  strings(name: string): readonly string[] | undefined {
    const value = this.value(name);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  }

  /** The arguments beyond those with a name, as texts. */
  rest(): string[] {
    return this.#rest.flatMap((node) => this.context.evaluator.text(node, this.scope) ?? []);
  }

  code(name: string): FieldInfo["default"] {
    const node = this.#named.get(name);
    return node === undefined ? undefined : this.scope.module.file.codeText(node);
  }

  call(name: string): Call | undefined {
    const node = this.#named.get(name);
    return node?.type === "Call" ? node : undefined;
  }

  choices(): readonly ChoiceInfo[] | undefined {
    const node = this.#named.get("choices");
    if (node === undefined) return undefined;
    let value = this.context.evaluator.evaluate(node, this.scope);
    if (value === UNKNOWN) {
      // Since Django 5 the enumeration itself may be given.
      const choices: Expression = {
        type: "Attribute",
        value: node,
        name: "choices",
        nameSpan: node,
        from: node.from,
        to: node.to,
      };
      value = this.context.evaluator.evaluate(choices, this.scope);
    }
    const items = value instanceof Map ? [...value] : value;
    return Array.isArray(items) ? items.flatMap(choiceOf) : undefined;
  }

  target(name: string): Target | undefined {
    const node = this.#named.get(name);
    return node === undefined ? undefined : targetOf(node, this.scope, this.context);
  }

  onDelete(): Pick<RelationDraft, "onDelete" | "onDeleteValue"> {
    const node = this.#named.get("on_delete");
    // Before Django 2 it could be left out, and meant this.
    if (node === undefined) return { onDelete: "CASCADE" };
    const isCall = node.type === "Call";
    const named = isCall ? node.callee : node;
    const name = named.type === "Attribute" ? named.name : named.type === "Name" ? named.id : "";
    const resolved = this.context.resolver.resolve(named, this.scope);
    const last = resolved?.kind === "external" ? (resolved.path.split(".").at(-1) ?? name) : name;
    if (isCall && last === "SET") {
      const value = node.args[0]?.value;
      return value === undefined
        ? { onDelete: "SET" }
        : { onDelete: "SET", onDeleteValue: this.scope.module.file.codeText(value) };
    }
    return { onDelete: ON_DELETE.has(last) ? (last as OnDelete) : "DO_NOTHING" };
  }
}

/** One choice, or those of a group. */
function choiceOf(item: Constant): ChoiceInfo[] {
  if (!Array.isArray(item)) return typeof item === "string" ? [{ value: item, label: item }] : [];
  const [value, label] = item;
  if (Array.isArray(label)) return label.flatMap(choiceOf);
  if (label instanceof Map) return [...label].flatMap(choiceOf);
  return value === undefined ? [] : [{ value: json(value), label: String(label ?? value) }];
}

function json(value: Constant): Json {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string")
    return value;
  return Array.isArray(value) ? value.map(json) : String(value);
}
