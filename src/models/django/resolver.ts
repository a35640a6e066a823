import type { Call, Expression, FunctionDefinition } from "../../python/tree";
import { KNOWN_PACKAGES } from "../contrib/files";
import { isFieldClass } from "../vocabulary/fields";
import type { Binding, PyClass, PyModule, Scope } from "./scope";
import type { Sources } from "./sources";

/** What an expression names, once imports and aliases are followed. */
export type Resolved =
  | { readonly kind: "class"; readonly cls: PyClass }
  | { readonly kind: "function"; readonly node: FunctionDefinition; readonly module: PyModule; readonly scope: Scope }
  | { readonly kind: "module"; readonly module: PyModule }
  /** Something outside the workspace, by its dotted path: `django.db.models.CharField`. */
  | { readonly kind: "external"; readonly path: string }
  | { readonly kind: "value"; readonly node: Expression; readonly scope: Scope; readonly item: number | null };

/** Deep enough for any real chain of imports, shallow enough to end a circle. */
const LIMIT = 40;

/** Packages that are never looked for in an environment: Django's own classes are known, the rest is Python's. */
const NEVER_INSTALLED = new Set([
  "django",
  "os",
  "re",
  "sys",
  "uuid",
  "json",
  "datetime",
  "decimal",
  "logging",
  "time",
]);

/** Finds modules by their dotted names, and follows names through imports, stars and aliases. */
export class Resolver {
  readonly #sources: Sources;
  #roots: readonly string[];
  readonly #installed: readonly string[];
  /** Which classes are enumerations, as far as that was asked. */
  readonly enumerations = new Map<PyClass, boolean>();
  readonly #modules = new Map<string, PyModule | null>();
  readonly #own = new Map<string, PyModule | null>();

  /** `roots` are the folders that imports start from, best first; `""` is the workspace itself. */
  constructor(sources: Sources, roots: readonly string[]) {
    this.#sources = sources;
    this.#roots = roots;
    this.#installed = [...sources.environments, KNOWN_PACKAGES];
  }

  /** The module of a dotted name, or null where neither the workspace nor its environment has one. */
  module(dotted: string): PyModule | null {
    const known = this.#modules.get(dotted);
    if (known !== undefined) return known;
    const module = this.#find(dotted, this.#roots) ?? this.#findInstalled(dotted);
    this.#modules.set(dotted, module);
    return module;
  }

  /** Adds folders that imports start from, as settings do with `sys.path`. */
  addRoots(roots: readonly string[]): void {
    const fresh = roots.filter((root) => !this.#roots.includes(root));
    if (fresh.length === 0) return;
    this.#roots = [...this.#roots, ...fresh];
    for (const map of [this.#modules, this.#own]) {
      for (const [dotted, module] of map) if (module === null) map.delete(dotted);
    }
  }

  /** The module, where it is the project's own or has been read already: nothing is fetched from an environment for it. */
  ownModule(dotted: string): PyModule | null {
    const known = this.#modules.get(dotted) ?? this.#own.get(dotted);
    if (known !== undefined) return known;
    const own = this.#find(dotted, this.#roots);
    this.#own.set(dotted, own);
    return own;
  }

  /** Forgets the modules of files that were read anew. */
  forget(paths: ReadonlySet<string>): void {
    this.enumerations.clear();
    for (const map of [this.#modules, this.#own]) {
      for (const [dotted, module] of map) if (module !== null && paths.has(module.file.path)) map.delete(dotted);
    }
  }

  /** The module that a file of the project is, by its path. */
  file(path: string): PyModule | null {
    const file = this.#sources.find(path);
    return file === null
      ? null
      : file.module(path.replace(/(\/__init__)?\.py$/, "").replaceAll("/", "."), path.endsWith("/__init__.py"));
  }

  /** Whether a module was installed, and is none of the project's own. */
  isInstalled(module: PyModule): boolean {
    return this.#installed.some((folder) => module.file.path.startsWith(`${folder}/`));
  }

  #findInstalled(dotted: string): PyModule | null {
    return NEVER_INSTALLED.has(dotted.split(".", 1)[0] ?? "") ? null : this.#find(dotted, this.#installed);
  }

  #find(dotted: string, roots: readonly string[]): PyModule | null {
    const path = dotted.replaceAll(".", "/");
    for (const root of roots) {
      const base = root === "" ? path : `${root}/${path}`;
      const file = this.#sources.find(`${base}/__init__.py`);
      if (file !== null) return file.module(dotted, true);
      const plain = this.#sources.find(`${base}.py`);
      if (plain !== null) return plain.module(dotted, false);
    }
    return null;
  }

  /** What an expression names; null where that cannot be known. */
  resolve(expression: Expression, scope: Scope, depth = 0): Resolved | null {
    if (depth > LIMIT) return null;
    switch (expression.type) {
      case "Name":
        return this.name(expression.id, scope, depth + 1);
      case "Attribute": {
        const base = this.resolve(expression.value, scope, depth + 1);
        return base === null ? null : this.attribute(base, expression.name, depth + 1);
      }
      case "Subscript":
        // `Manager["Book"]` is the class with a type said.
        return this.resolve(expression.value, scope, depth + 1);
      default:
        return null;
    }
  }

  /** What a name means in a scope. */
  name(name: string, scope: Scope, depth = 0): Resolved | null {
    for (let cls = scope.cls; cls !== null; cls = cls.outer) {
      const binding = cls.get(name);
      if (binding !== undefined) return this.#follow(binding, { module: scope.module, cls }, depth + 1);
    }
    return this.#inModule(scope.module, name, depth + 1);
  }

  /** `value.name` for something resolved. */
  attribute(value: Resolved, name: string, depth = 0): Resolved | null {
    if (depth > LIMIT) return null;
    switch (value.kind) {
      case "external":
        return this.imported(value.path, name, depth + 1);
      case "module":
        return this.imported(value.module.dotted, name, depth + 1);
      case "class":
        return this.member(value.cls, name, depth + 1);
      default:
        return null;
    }
  }

  /** An attribute of a class, looked for in its bases too. */
  member(cls: PyClass, name: string, depth = 0): Resolved | null {
    if (depth > LIMIT) return null;
    const own = cls.get(name);
    if (own !== undefined) return this.#follow(own, cls.scope, depth + 1);
    for (const base of cls.bases) {
      const resolved = this.resolve(base, outerScope(cls), depth + 1);
      const found = resolved?.kind === "class" ? this.member(resolved.cls, name, depth + 1) : null;
      if (found !== null) return found;
    }
    return null;
  }

  /** The class or path that a call's callee names. */
  callee(call: Call, scope: Scope): Resolved | null {
    return this.resolve(call.callee, scope);
  }

  #follow(binding: Binding, scope: Scope, depth: number): Resolved | null {
    if (depth > LIMIT) return null;
    switch (binding.kind) {
      case "class":
        return { kind: "class", cls: binding.cls };
      case "function":
        return {
          kind: "function",
          node: binding.node,
          module: scope.module,
          scope: { module: scope.module, cls: scope.cls },
        };
      case "import":
        return this.imported(binding.module, binding.name, depth + 1);
      case "value": {
        const { node, item } = binding;
        const isAlias = item === null && (node.type === "Name" || node.type === "Attribute");
        // `Book = Book` in a class body means the outer one; the scope's own binding would be found again for ever.
        const alias = isAlias ? this.resolve(node, node.type === "Name" ? enclosing(scope) : scope, depth + 1) : null;
        return alias ?? { kind: "value", node, scope, item };
      }
    }
  }

  /** What an import of a module (`name` null), or of a name out of one, stands for. */
  imported(dotted: string, name: string | null, depth = 0): Resolved | null {
    if (depth > LIMIT) return null;
    const module = this.module(dotted);
    if (name === null) return module === null ? { kind: "external", path: dotted } : { kind: "module", module };
    if (module === null) {
      const inner = this.module(`${dotted}.${name}`);
      return inner === null ? { kind: "external", path: `${dotted}.${name}` } : { kind: "module", module: inner };
    }
    const found = this.#inModule(module, name, depth + 1);
    if (found !== null) return found;
    const inner = this.module(`${dotted}.${name}`);
    if (inner !== null) return { kind: "module", module: inner };
    // What a package's module makes in a way we do not follow is known by its name only.
    return this.isInstalled(module) ? { kind: "external", path: `${dotted}.${name}` } : null;
  }

  #inModule(module: PyModule, name: string, depth: number): Resolved | null {
    if (depth > LIMIT) return null;
    const binding = module.get(name);
    if (binding !== undefined) return this.#follow(binding, { module, cls: null }, depth + 1);
    for (const star of [...module.stars].reverse()) {
      const starred = this.module(star);
      if (starred === null) {
        if (star === "django.db.models" && (isFieldClass(name) || name === "Model")) {
          return { kind: "external", path: `${star}.${name}` };
        }
        continue;
      }
      const found = starred === module ? null : this.#inModule(starred, name, depth + 1);
      if (found !== null) return found;
    }
    return null;
  }
}

/** The scope a class statement stands in: the one its bases and decorators are looked up in. */
export function outerScope(cls: PyClass): Scope {
  return { module: cls.module, cls: cls.outer };
}

function enclosing(scope: Scope): Scope {
  return scope.cls === null ? scope : { module: scope.module, cls: scope.cls.outer };
}
