import type { PyFunction } from "./functions";
import type { Value } from "./objects";

/** Where names live: a module, a function's call, a class body or a comprehension. */
export class Scope {
  readonly names = new Map<string, Value>();
  /** Names that `global` or `nonlocal` sends to another scope. */
  readonly redirected = new Map<string, Scope>();

  constructor(
    readonly kind: "module" | "function" | "class" | "comprehension",
    readonly parent: Scope | null,
    /** The function whose call this is, for `super()`. */
    readonly fn: PyFunction | null = null,
  ) {}

  get(name: string): Value | undefined {
    const own = this.names.get(name);
    if (own !== undefined) return own;
    for (let scope = this.parent; scope; scope = scope.parent) {
      // A class body's names are not seen by the functions in it.
      if (scope.kind === "class") continue;
      const found = scope.names.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  set(name: string, value: Value): void {
    (this.redirected.get(name) ?? this).names.set(name, value);
  }

  delete(name: string): boolean {
    return (this.redirected.get(name) ?? this).names.delete(name);
  }

  get module(): Scope {
    let scope: Scope = this;
    while (scope.parent && scope.kind !== "module") scope = scope.parent;
    return scope;
  }

  /** The nearest enclosing call, comprehensions passed over: where `:=` writes and `super()` looks. */
  get call(): Scope {
    let scope: Scope = this;
    while (scope.kind === "comprehension" && scope.parent) scope = scope.parent;
    return scope;
  }

  /** Every name that can be seen from here, for "did you mean". */
  visible(): string[] {
    const names = new Set<string>();
    for (let scope: Scope | null = this; scope; scope = scope.parent)
      for (const name of scope.names.keys()) names.add(name);
    return [...names];
  }
}
