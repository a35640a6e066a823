import type { Json } from "../../protocol/json";
import type { ChoiceInfo, FieldInfo, OnDelete } from "../../protocol/models";
import type { Call, Expression } from "../../python/tree";
import {
  CodeValue,
  type Constant,
  type Evaluated,
  ExternalValue,
  FunctionValue,
  InstanceValue,
  plain,
  UNKNOWN,
} from "./constant";
import type { FieldContext, RelationDraft, Target } from "./fieldDraft";
import type { GivenArguments } from "./frame";
import type { Scope } from "./scope";
import { targetOf, targetOfValue } from "./targets";

const ON_DELETE = new Set<string>(["CASCADE", "PROTECT", "RESTRICT", "SET_NULL", "SET_DEFAULT", "DO_NOTHING"]);

/** A call's arguments by name, those given by position included. */
export class Arguments {
  /** Where the call stands. */
  readonly scope: Scope;
  readonly context: FieldContext;
  readonly #named = new Map<string, Evaluated>();
  readonly #rest: Evaluated[] = [];

  constructor(given: GivenArguments, scope: Scope, context: FieldContext, positions: readonly string[]) {
    this.scope = scope;
    this.context = context;
    given.positional.forEach((value, at) => {
      const name = positions[at];
      if (name === undefined) this.#rest.push(value);
      else this.#named.set(name, value);
    });
    for (const [name, value] of given.keywords) this.#named.set(name, value);
  }

  value(name: string): Evaluated {
    const value = this.#named.get(name);
    return value === undefined ? UNKNOWN : plain(value);
  }

  /** Whether the argument is there, known or not. */
  has(name: string): boolean {
    return this.#named.has(name);
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
    return this.#rest.flatMap((value) => {
      const text = plain(value);
      return typeof text === "string" ? text : [];
    });
  }

  /** The expression an argument was given as; null where only its value is left. */
  node(name: string): { readonly node: Expression; readonly scope: Scope } | null {
    let value = this.#named.get(name);
    while (value instanceof CodeValue && value.value instanceof CodeValue) value = value.value;
    return value instanceof CodeValue ? value : null;
  }

  code(name: string): FieldInfo["default"] {
    const found = this.node(name);
    return found?.scope.module.file.codeText(found.node);
  }

  call(name: string): { readonly call: Call; readonly scope: Scope } | undefined {
    const found = this.node(name);
    return found?.node.type === "Call" ? { call: found.node, scope: found.scope } : undefined;
  }

  choices(): readonly ChoiceInfo[] | undefined {
    const given = this.value("choices");
    if (given === UNKNOWN) return undefined;
    // Since Django 5 the enumeration itself, or a function, may be given.
    const value = Array.isArray(given) || given instanceof Map ? given : this.#madeChoices(given);
    const items = value instanceof Map ? [...value] : value;
    return Array.isArray(items) ? items.flatMap(choiceOf) : undefined;
  }

  #madeChoices(given: Constant): Evaluated {
    const { evaluator } = this.context;
    if (given instanceof FunctionValue) return plain(evaluator.call(given, []));
    return plain(evaluator.attribute(given, "choices"));
  }

  target(name: string): Target | undefined {
    const value = this.#named.get(name);
    if (value === undefined) return undefined;
    const found = this.node(name);
    if (found !== null) return targetOf(found.node, found.scope, this.context);
    return targetOfValue(plain(value)) ?? { kind: "unknown", text: "" };
  }

  onDelete(): Pick<RelationDraft, "onDelete" | "onDeleteValue"> {
    // Before Django 2 it could be left out, and meant this.
    if (!this.has("on_delete")) return { onDelete: "CASCADE" };
    const found = this.node("on_delete");
    const value = this.value("on_delete");
    const last = value instanceof ExternalValue ? (value.path.split(".").at(-1) ?? "") : "";
    if (ON_DELETE.has(last)) return { onDelete: last as OnDelete };
    const node = found?.node;
    const callee = node?.type === "Call" ? node.callee : node;
    const name = callee?.type === "Attribute" ? callee.name : callee?.type === "Name" ? callee.id : "";
    if (node?.type === "Call" && name === "SET") {
      const argument = node.args[0]?.value;
      return argument === undefined || found === null
        ? { onDelete: "SET" }
        : { onDelete: "SET", onDeleteValue: found.scope.module.file.codeText(argument) };
    }
    return { onDelete: ON_DELETE.has(name) ? (name as OnDelete) : "DO_NOTHING" };
  }
}

/** One choice, or those of a group. */
function choiceOf(item: Constant): ChoiceInfo[] {
  if (!Array.isArray(item)) return typeof item === "string" ? [{ value: item, label: item }] : [];
  const [value, label] = item;
  if (Array.isArray(label)) return label.flatMap(choiceOf);
  if (label instanceof Map) return [...label].flatMap(choiceOf);
  return value === undefined
    ? []
    : [{ value: json(value instanceof InstanceValue ? memberValue(value) : value), label: String(label ?? value) }];
}

function json(value: Constant): Json {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string")
    return value;
  return Array.isArray(value) ? value.map(json) : String(value);
}

/** An enumeration's member stands for its value. */
function memberValue(object: InstanceValue): Constant {
  const value = object.attributes.get("value");
  return value === undefined || value === UNKNOWN ? null : value;
}
