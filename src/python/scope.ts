import type { PyFunction } from "./functions";
import type { GeneratorFrame } from "./generators";
import type { Value } from "./objects";

/** Where names live: a module, a function's call, a class body or a comprehension. */
export class Scope {
  readonly names = new Map<string, Value>();
  /** Names that `global` or `nonlocal` sends to another scope. */
  readonly redirected = new Map<string, Scope>();
  /** Names that a class's body annotates, in order, with the annotation's text. */
  readonly annotations = new Map<string, string>();
  /** The generator whose body this call runs. */
  generator: GeneratorFrame | null = null;

  constructor(
    readonly kind: "module" | "function" | "class" | "comprehension",
    readonly parent: Scope | null,
    /** The function whose call this is, for `super()`. */
    readonly fn: PyFunction | null = null,
    /** Names that the function's body binds somewhere: its own, also before they have a value. */
    readonly own: ReadonlySet<string> | null = null,
  ) {}

  get(name: string): Value | undefined {
    const found = this.#holder(name);
    return found?.names.get(name);
  }

  /** Whether the name is one of a function's own that has no value yet: this function's, or an enclosing one's. */
  unbound(name: string): "local" | "free" | null {
    const holder = this.#holder(name);
    if (!holder || holder.names.has(name)) return null;
    return holder === this.call ? "local" : "free";
  }

  /** The scope whose name it is. */
  #holder(name: string): Scope | null {
    for (let scope: Scope | null = this; scope; scope = scope.parent) {
      // A class body's names are not seen by the functions in it.
      if (scope.kind === "class" && scope !== this) continue;
      const redirected = scope.redirected.get(name);
      if (redirected) return redirected;
      if (scope.names.has(name) || scope.own?.has(name)) return scope;
    }
    return null;
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
