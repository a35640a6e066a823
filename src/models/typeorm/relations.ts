import type { Decorator, ScriptClass } from "./classes";
import type { JoinColumnDraft, JoinTableDraft, RelationDraft, TargetDraft } from "./drafts";
import { type Evaluator, resultNode } from "./evaluate";
import {
  CallValue,
  ClassValue,
  FunctionValue,
  isObject,
  listOf,
  NameValue,
  type ObjectValue,
  optionsOf,
  textOf,
  type Value,
} from "./values";

const RELATIONS: Readonly<Record<string, RelationDraft["type"]>> = {
  ManyToOne: "many-to-one",
  OneToOne: "one-to-one",
  OneToMany: "one-to-many",
  ManyToMany: "many-to-many",
};

type Base = Omit<RelationDraft, "kind" | "type" | "target" | "options" | "joinColumns" | "joinTable">;

/** The relation that a property's decorators declare, or null. */
export function relationOf(
  base: Base,
  cls: ScriptClass,
  named: ReadonlyMap<string, Decorator>,
  evaluator: Evaluator,
): RelationDraft | null {
  const args = (name: string): Value[] =>
    (named.get(name)?.args ?? []).map((argument) => evaluator.evaluate(argument, cls.module));
  const joinColumns = named.has("JoinColumn") ? joinColumnsOf(args("JoinColumn")[0]) : null;
  const joinTable = named.has("JoinTable") ? joinTableOf(args("JoinTable")[0]) : null;
  const target = { name: cls.name, key: cls };
  const tree = { ...base, kind: "relation", target, joinColumns, joinTable } as const;
  if (named.has("TreeParent"))
    return { ...tree, type: "many-to-one", options: optionsOf(args("TreeParent")[0]), tree: "parent" };
  if (named.has("TreeChildren"))
    return { ...tree, type: "one-to-many", options: optionsOf(args("TreeChildren")[0]), tree: "children" };
  const name = [...named.keys()].find((each) => Object.hasOwn(RELATIONS, each));
  const type = name === undefined ? undefined : RELATIONS[name];
  if (name === undefined || type === undefined) return null;
  const [first, second, third] = args(name);
  const inverse = inversePath(second);
  return {
    ...base,
    kind: "relation",
    type,
    target: targetOf(first, evaluator),
    options: optionsOf(isObject(second) ? second : third),
    joinColumns,
    joinTable,
    ...(inverse === undefined ? {} : { inverse }),
  };
}

/** The entity that `() => Author`, `"Author"` or a schema names. */
export function targetOf(value: Value, evaluator: Evaluator): TargetDraft {
  if (value instanceof FunctionValue) {
    const found = targetOf(evaluator.result(value), evaluator);
    if (found.name !== "") return found;
    const body = resultNode(value.node);
    return { name: body === null ? "" : value.module.textOf(body) };
  }
  if (value instanceof ClassValue) return { key: value.cls, name: value.cls.name };
  if (value instanceof NameValue) return { name: value.name };
  // A schema goes by its name.
  if (value instanceof CallValue && isObject(value.args[0])) return { name: textOf(value.args[0].get("name")) ?? "" };
  return { name: textOf(value) ?? "" };
}

/** `(author) => author.books` and `"books"` as `books`. */
export function inversePath(value: Value): string | undefined {
  if (typeof value === "string") return value;
  if (!(value instanceof FunctionValue)) return undefined;
  const body = resultNode(value.node);
  const text = body === null ? "" : value.module.textOf(body).replaceAll(/[\s!?]/g, "");
  const path = /^\(?\w+((?:\.\w+)+)\)?$/.exec(text)?.[1] ?? /^\w+\[["'](\w+)["']\]$/.exec(text)?.[1];
  return path?.replace(/^\./, "");
}

/** `@JoinColumn()`'s argument: nothing, options, or a list of them. */
export function joinColumnsOf(value: Value): readonly JoinColumnDraft[] {
  return listOf(value === true ? undefined : value).map((each) => {
    const options = optionsOf(each);
    const name = textOf(options.get("name"));
    const referenced = textOf(options.get("referencedColumnName"));
    return { ...(name ? { name } : {}), ...(referenced ? { referenced } : {}) };
  });
}

export function joinTableOf(value: Value): JoinTableDraft {
  const options: ObjectValue = optionsOf(value);
  const name = textOf(options.get("name"));
  return {
    ...(name === undefined ? {} : { name }),
    joinColumns: joinColumnsOf(options.get("joinColumn") ?? options.get("joinColumns")),
    inverseJoinColumns: joinColumnsOf(options.get("inverseJoinColumn") ?? options.get("inverseJoinColumns")),
  };
}
