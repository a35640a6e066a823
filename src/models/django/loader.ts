import type { Statement } from "../../python/tree";
import type { Classes } from "./classes";
import type { ImportLine } from "./outline";
import type { Resolver } from "./resolver";
import { type Member, type PyClass, PyModule } from "./scope";

/** Names of bases that make a class a model, as far as a name alone can say. */
const MODEL_NAME = /(Model$|^Abstract|^PermissionsMixin$|^User$|^Group$|^Page$|_Node$)/;

/** A file whose path says that it holds models. */
const MODELS_PATH = /(^|[/_])models?(\.py$|\/)/;

/** What going through a module means: other modules, and its own classes, in order. */
type Step = PyModule | PyClass;

/** What is kept of modules from one loading to the next. */
export class LoaderMemory {
  readonly imports = new Map<PyModule, readonly PyModule[]>();
  readonly steps = new Map<PyModule, readonly Step[]>();

  /** Forgets modules that were changed, and those that import them. */
  forget(modules: ReadonlySet<PyModule>): void {
    for (const module of modules) {
      this.imports.delete(module);
      this.steps.delete(module);
    }
  }
}

/**
 * Goes through modules in the order in which importing them would run them, so that classes (and with them fields) come
 * in the order Django counts them in. Nothing is run, and what cannot hold a model is not even parsed.
 */
export class Loader {
  /** Every module that is reached, the parsed ones and those that were only glanced at. */
  readonly modules: PyModule[] = [];
  /** Those that were parsed: they may hold models, receivers, or changes of models. */
  readonly parsed: PyModule[] = [];
  readonly classes: PyClass[] = [];
  readonly #resolver: Resolver;
  readonly #known: Classes;
  readonly #seen = new Set<PyModule>();
  readonly #order = new Map<PyClass, number>();
  #modelNames: ReadonlySet<string> = new Set();

  readonly #memory: LoaderMemory;

  readonly #apps: ReadonlySet<string>;

  /** `apps` are the packages of the installed apps. */
  constructor(resolver: Resolver, classes: Classes, apps: ReadonlySet<string>, memory = new LoaderMemory()) {
    this.#apps = apps;
    this.#resolver = resolver;
    this.#known = classes;
    this.#memory = memory;
  }

  /** When an import of everything would run a class statement: Django orders fields by it. */
  order(cls: PyClass): number {
    if (!this.#order.has(cls)) this.#define(cls);
    return this.#order.get(cls) ?? 0;
  }

  /** Loads the modules in their order, with what they import. */
  load(modules: readonly PyModule[]): void {
    const reached = new Set<PyModule>();
    for (const module of modules) this.#reach(module, reached);
    this.#modelNames = modelNames(reached);
    for (const module of modules) this.#load(module);
  }

  #reach(module: PyModule, reached: Set<PyModule>): void {
    if (reached.has(module)) return;
    reached.add(module);
    for (const each of this.#imports(module)) this.#reach(each, reached);
  }

  /** Every module that one imports, at whatever place. */
  #imports(module: PyModule): readonly PyModule[] {
    const known = this.#memory.imports.get(module);
    if (known !== undefined) return known;
    const found = [...new Set(module.file.outline.imports.flatMap((line) => this.#imported(line, module)))];
    this.#memory.imports.set(module, found);
    return found;
  }

  #load(module: PyModule): void {
    if (this.#seen.has(module)) return;
    this.#seen.add(module);
    this.modules.push(module);
    if (!this.#mayMatter(module)) {
      for (const each of this.#imports(module)) this.#load(each);
      return;
    }
    this.parsed.push(module);
    for (const step of this.#steps(module)) {
      if (step instanceof PyModule) this.#load(step);
      else this.#define(step);
    }
  }

  #steps(module: PyModule): readonly Step[] {
    const known = this.#memory.steps.get(module);
    if (known !== undefined) return known;
    const classes = new Map<Statement, Member>(module.members.map((member) => [member.statement, member]));
    const steps: Step[] = [];
    for (const statement of module.statements) {
      for (const line of importLines(statement)) steps.push(...this.#imported(line, module));
      const binding = classes.get(statement)?.binding;
      if (binding?.kind === "class") steps.push(binding.cls);
    }
    // What functions import (AppConfig.ready above all) comes after the module itself.
    steps.push(...this.#imports(module));
    this.#memory.steps.set(module, steps);
    return steps;
  }

  /** Whether parsing a module can show a model, a receiver, or something done to a model. */
  #mayMatter({ file }: PyModule): boolean {
    const { outline } = file;
    if (MODELS_PATH.test(file.path)) return true;
    return outline.acts || outline.classes.some(({ bases }) => bases.some((base) => this.#modelNames.has(base)));
  }

  /** Importing `a.b.c` runs `a` and `a.b` first; what is installed is only followed where a model comes from it. */
  #imported(line: ImportLine, module: PyModule): PyModule[] {
    const base = module.absolute(line.module, line.level);
    const dotted = [base, ...line.names.flatMap((name) => (name === "*" || name === "" ? [] : [`${base}.${name}`]))];
    const found: PyModule[] = [];
    for (const name of dotted) {
      const parts = name.split(".");
      for (let end = 1; end <= parts.length; end++) {
        const prefix = parts.slice(0, end).join(".");
        const each =
          this.#resolver.ownModule(prefix) ?? (this.#follows(module, prefix) ? this.#resolver.module(prefix) : null);
        if (each !== null) found.push(each);
      }
    }
    return found;
  }

  /** A project leads into the models of its installed apps, and an installed models package into its own modules. */
  #follows(module: PyModule, dotted: string): boolean {
    if (!this.#resolver.isInstalled(module)) {
      const parts = dotted.split(".");
      return parts.includes("models") && parts.some((_, i) => this.#apps.has(parts.slice(0, i).join(".")));
    }
    const at = /^(.*?\bmodels)(\.|$)/.exec(module.dotted)?.[1];
    return at !== undefined && (dotted === at || dotted.startsWith(`${at}.`));
  }

  #define(cls: PyClass): void {
    if (this.#order.has(cls)) return;
    this.#order.set(cls, 0);
    for (const { binding } of cls.members) if (binding.kind === "class") this.#define(binding.cls);
    // A base stands before what is made of it, whatever led to it.
    for (const base of this.#known.known(cls)) {
      if (this.#order.has(base)) continue;
      if (base.module === cls.module) this.#define(base);
      else this.#load(base.module);
      if (!this.#order.has(base)) this.#define(base);
    }
    this.#order.set(cls, this.classes.length + 1);
    this.classes.push(cls);
  }
}

/** The names of classes that may be models, by the names of their bases. */
function modelNames(modules: ReadonlySet<PyModule>): ReadonlySet<string> {
  const classes = [...modules].flatMap((module) => module.file.outline.classes);
  const names = new Set<string>();
  for (const { bases } of classes) for (const base of bases) if (MODEL_NAME.test(base)) names.add(base);
  for (let before = -1; before < names.size; ) {
    before = names.size;
    for (const { name, bases } of classes) if (bases.some((base) => names.has(base))) names.add(name);
  }
  return names;
}

function importLines(statement: Statement): ImportLine[] {
  if (statement.type === "Import") return statement.names.map(({ name }) => ({ module: name, level: 0, names: [] }));
  if (statement.type !== "ImportFrom") return [];
  return [{ module: statement.module, level: statement.level, names: statement.names.map(({ name }) => name) }];
}
