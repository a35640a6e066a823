import type { Statement } from "../../python/tree";
import type { Resolver } from "./resolver";
import type { Member, PyClass, PyModule } from "./scope";

/**
 * Goes through modules in the order in which importing them would run them, so that classes (and with them fields) come
 * in the order Django counts them in. Nothing is run.
 */
export class Loader {
  readonly modules: PyModule[] = [];
  readonly classes: PyClass[] = [];
  readonly #resolver: Resolver;
  readonly #seen = new Set<PyModule>();

  constructor(resolver: Resolver) {
    this.#resolver = resolver;
  }

  load(module: PyModule): void {
    if (this.#seen.has(module)) return;
    this.#seen.add(module);
    this.modules.push(module);
    const classes = new Map<Statement, Member>(module.members.map((member) => [member.statement, member]));
    for (const statement of module.statements) {
      for (const dotted of imported(statement, module)) this.#loadDotted(dotted);
      const binding = classes.get(statement)?.binding;
      if (binding?.kind === "class") this.#define(binding.cls);
    }
  }

  /** Importing `a.b.c` runs `a` and `a.b` first. */
  #loadDotted(dotted: string): void {
    const parts = dotted.split(".");
    for (let end = 1; end <= parts.length; end++) {
      const module = this.#resolver.module(parts.slice(0, end).join("."));
      if (module !== null) this.load(module);
    }
  }

  #define(cls: PyClass): void {
    for (const { binding } of cls.members) if (binding.kind === "class") this.#define(binding.cls);
    if (Number.isFinite(cls.order)) return;
    cls.order = this.classes.length;
    this.classes.push(cls);
  }
}

function imported(statement: Statement, module: PyModule): string[] {
  if (statement.type === "Import") return statement.names.map(({ name }) => name);
  if (statement.type !== "ImportFrom") return [];
  const base = module.absolute(statement.module, statement.level);
  return [base, ...statement.names.flatMap(({ name }) => (name === "*" ? [] : [`${base}.${name}`]))];
}
