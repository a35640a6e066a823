import type { Expression, FunctionDefinition, Lambda } from "../../python/tree";
import { PathValue } from "./paths";
import type { PyClass, PyModule, Scope } from "./scope";

/** What a constant expression is worth. Lists and tuples are both arrays. */
export type Constant =
  | null
  | boolean
  | bigint
  | number
  | string
  | PathValue
  | Thing
  | readonly Constant[]
  | ReadonlyMap<Constant, Constant>;

/** The expression's value cannot be known without running it. */
export const UNKNOWN = Symbol("unknown");
export type Evaluated = Constant | typeof UNKNOWN;

/** What is no plain value but can be passed around and looked into. */
export abstract class Thing {
  abstract readonly kind: string;
}

export class ClassValue extends Thing {
  readonly kind = "class";
  constructor(readonly cls: PyClass) {
    super();
  }
}

export class ModuleValue extends Thing {
  readonly kind = "module";
  constructor(readonly module: PyModule) {
    super();
  }
}

/** A function or lambda; `self` is what it is bound to. */
export class FunctionValue extends Thing {
  readonly kind = "function";
  constructor(
    readonly node: FunctionDefinition | Lambda,
    readonly scope: Scope,
    readonly self: Constant | undefined = undefined,
  ) {
    super();
  }
}

/** Something outside the workspace, by its dotted path. */
export class ExternalValue extends Thing {
  readonly kind = "external";
  constructor(readonly path: string) {
    super();
  }
}

/** An object of a class of the workspace, with the attributes that are known. */
export class InstanceValue extends Thing {
  readonly kind = "instance";
  readonly attributes = new Map<string, Evaluated>();
  constructor(readonly cls: PyClass) {
    super();
  }
}

/** An expression that is passed on as it stands: a field's argument on its way to the field's class. */
export class CodeValue extends Thing {
  readonly kind = "code";
  constructor(
    readonly node: Expression,
    readonly scope: Scope,
    readonly value: Evaluated,
  ) {
    super();
  }
}

/** What a look-up gave: Python's None is a value, having found nothing is none. */
export function orUnknown(value: Evaluated | undefined): Evaluated {
  return value === undefined ? UNKNOWN : value;
}

/** The value behind an expression that was passed on. */
export function plain(value: Evaluated): Evaluated {
  return value instanceof CodeValue ? plain(value.value) : value;
}

/** A list of texts out of a constant, nothing where it is none. */
export function texts(value: Evaluated | undefined): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((item) => typeof item === "string") ? value : undefined;
}

export function truthy(value: Constant): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  return value instanceof PathValue || value instanceof Thing || Boolean(value);
}

/** Python's `==`, for what is known; UNKNOWN for objects whose equality is their own affair. */
export function equal(left: Constant, right: Constant): boolean {
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, i) => equal(item, right[i] ?? null));
  if (typeof left === "bigint" && typeof right === "number") return Number(left) === right;
  if (typeof left === "number" && typeof right === "bigint") return left === Number(right);
  if (left instanceof PathValue && right instanceof PathValue) return left.path === right.path;
  if (left instanceof ExternalValue && right instanceof ExternalValue) return left.path === right.path;
  if (left instanceof ClassValue && right instanceof ClassValue) return left.cls === right.cls;
  return left === right;
}
