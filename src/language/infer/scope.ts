import type { Expression, Statement } from "../../python/tree";
import type { ModelGraph } from "../graph";
import type { Names, Type } from "../types";

/** How expressions and functions are read. What they need of each other, they find here. */
export interface Reading {
  /** What an expression is. */
  expression(node: Expression, scope: Scope): Type;
  /** What the `return` statements of a body give. */
  returns(body: readonly Statement[], names: Layer, scope: Scope): readonly Type[];
}

/** What is known where an expression stands. */
export interface Scope {
  readonly names: Names;
  readonly graph: ModelGraph;
  /** How many functions deep the reading is: they may call each other in circles. */
  readonly depth: number;
  readonly reading: Reading;
  /** Types that were found already, for as long as the names mean the same. */
  readonly cache: Map<Expression, Type>;
}

/** What an expression is, as far as the text and the models tell. Never throws, but where the tree is too deep. */
export function infer(node: Expression, scope: Scope): Type {
  const known = scope.cache.get(node);
  if (known) return known;
  const found = scope.reading.expression(node, scope);
  scope.cache.set(node, found);
  return found;
}

/** Functions within functions beyond this are not read. */
export const deepest = 4;

/** Names in front of those of another scope. */
export class Layer implements Names {
  readonly #own = new Map<string, Type>();
  readonly #base: Names;

  constructor(base: Names) {
    this.#base = base;
  }

  get own(): ReadonlyMap<string, Type> {
    return this.#own;
  }

  get(name: string): Type | undefined {
    return this.#own.get(name) ?? this.#base.get(name);
  }

  has(name: string): boolean {
    return this.#own.has(name) || this.#base.has(name);
  }

  set(name: string, type: Type): void {
    this.#own.set(name, type);
  }

  *entries(): Iterable<readonly [string, Type]> {
    for (const entry of this.#base.entries()) if (!this.#own.has(entry[0])) yield entry;
    yield* this.#own.entries();
  }
}

/** The scope with more names in front; nothing found in it holds outside. */
export function within(scope: Scope, names: Names): Scope {
  return { ...scope, names, cache: new Map() };
}

/** A scope of its own for the inside of a function. */
export function inside(scope: Scope, names: Names): Scope {
  return { ...scope, names, depth: scope.depth + 1, cache: new Map() };
}
