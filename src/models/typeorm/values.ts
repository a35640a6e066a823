import type { SyntaxNode } from "@lezer/common";
import type { ScriptClass } from "./classes";
import type { ScriptModule } from "./module";

/** What could not be worked out without running the program. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A function, kept as its text: TypeORM takes many of its options as functions. */
export class FunctionValue {
  constructor(
    readonly node: SyntaxNode,
    readonly module: ScriptModule,
  ) {}
}

/** `new Name(…)` or `name(…)` that means something to whoever asked, with its arguments. */
export class CallValue {
  constructor(
    readonly callee: string,
    readonly args: readonly Value[],
    readonly isNew: boolean,
    readonly node: SyntaxNode,
    readonly module: ScriptModule,
  ) {}
}

/** A global name such as `String`, or one that a package exports. */
export class NameValue {
  constructor(readonly name: string) {}
}

/** A TypeScript enum: member names with their values. */
export class EnumValue {
  constructor(readonly members: ReadonlyMap<string, Value>) {}
}

export class ClassValue {
  constructor(readonly cls: ScriptClass) {}
}

/** An object of known keys. */
export type ObjectValue = ReadonlyMap<string, Value>;

/** A value worked out from source text alone. */
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Value[]
  | ObjectValue
  | FunctionValue
  | CallValue
  | NameValue
  | EnumValue
  | ClassValue
  | typeof UNKNOWN;

export function isObject(value: Value): value is ObjectValue {
  return value instanceof Map;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The value as text where it is text. */
export function textOf(value: Value): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function numberOf(value: Value): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The list, or the one value as a list of its own; nothing for what is absent. */
export function listOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  return value === undefined || value === null || value === UNKNOWN ? [] : [value];
}

/** The object, or an empty one. */
export function optionsOf(value: Value): ObjectValue {
  return isObject(value) ? value : NOTHING;
}

const NOTHING: ObjectValue = new Map();
