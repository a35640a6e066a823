import type { ClassDefinition, Expression, FunctionDefinition, Statement } from "../../python/tree";
import type { SourceFile } from "./source";

/** What a name stands for in a module or a class body, before anything is followed. */
export type Binding =
  | { readonly kind: "class"; readonly cls: PyClass }
  | { readonly kind: "function"; readonly node: FunctionDefinition }
  | { readonly kind: "import"; readonly module: string; readonly name: string | null }
  | { readonly kind: "value"; readonly node: Expression; readonly item: number | null };

/** Where a name is looked up: a class body inside its module, or the module itself. */
export interface Scope {
  readonly module: PyModule;
  readonly cls: PyClass | null;
}

/** A name bound in a body, in the order of the text. */
export interface Member {
  readonly name: string;
  readonly binding: Binding;
  readonly statement: Statement;
}

/** A module of the workspace, or one of Django's that is built in. */
export class PyModule {
  readonly dotted: string;
  readonly file: SourceFile;
  readonly isPackage: boolean;
  readonly statements: readonly Statement[];
  readonly members: readonly Member[];
  /** Modules of `from … import *`, in order. */
  readonly stars: readonly string[];
  readonly #names: ReadonlyMap<string, Binding>;

  constructor(dotted: string, file: SourceFile, isPackage: boolean) {
    this.dotted = dotted;
    this.file = file;
    this.isPackage = isPackage;
    this.statements = flatten(file.tree.body);
    this.members = membersOf(this.statements, this, null);
    this.stars = this.statements.flatMap((statement) =>
      statement.type === "ImportFrom" && statement.names.some((name) => name.name === "*")
        ? [this.absolute(statement.module, statement.level)]
        : [],
    );
    this.#names = lastOf(this.members);
  }

  get(name: string): Binding | undefined {
    return this.#names.get(name);
  }

  /** A module name as an import in this module means it: leading dots go up from its package. */
  absolute(name: string, level: number): string {
    if (level === 0) return name;
    const parts = this.dotted.split(".").filter((part) => part !== "");
    const up = this.isPackage ? level - 1 : level;
    const base = parts.slice(0, Math.max(0, parts.length - up));
    return [...base, ...(name === "" ? [] : [name])].join(".");
  }
}

/** A class statement. */
export class PyClass {
  readonly name: string;
  readonly qualname: string;
  readonly node: ClassDefinition;
  readonly module: PyModule;
  readonly outer: PyClass | null;
  readonly members: readonly Member[];
  /** When an import of everything would run it: Django orders fields by it. */
  order = Number.POSITIVE_INFINITY;
  readonly #names: ReadonlyMap<string, Binding>;

  constructor(node: ClassDefinition, module: PyModule, outer: PyClass | null) {
    this.name = node.name;
    this.qualname = outer === null ? node.name : `${outer.qualname}.${node.name}`;
    this.node = node;
    this.module = module;
    this.outer = outer;
    this.members = membersOf(flatten(node.body), module, this);
    this.#names = lastOf(this.members);
  }

  get(name: string): Binding | undefined {
    return this.#names.get(name);
  }

  /** The scope of its body. */
  get scope(): Scope {
    return { module: this.module, cls: this };
  }
}

function lastOf(members: readonly Member[]): ReadonlyMap<string, Binding> {
  return new Map(members.map((member) => [member.name, member.binding]));
}

/** Statements as if every `if`, `try` and `with` at this level were taken; what is bound first there stays bound. */
function flatten(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    switch (statement.type) {
      case "If":
        return firstOf([flatten(statement.body), flatten(statement.otherwise)]);
      case "Try":
        return firstOf([
          [...flatten(statement.body), ...flatten(statement.otherwise)],
          ...statement.handlers.map((handler) => flatten(handler.body)),
          flatten(statement.finally),
        ]);
      case "With":
        return flatten(statement.body);
      default:
        return [statement];
    }
  });
}

/** Of alternatives, the later ones give only the names that the earlier ones leave unbound. */
function firstOf(branches: readonly Statement[][]): Statement[] {
  const bound = new Set<string>();
  const taken: Statement[] = [];
  for (const branch of branches) {
    const fresh = branch.filter((statement) => {
      const names = namesOf(statement);
      return names.length === 0 || names.some((name) => !bound.has(name));
    });
    for (const statement of fresh) for (const name of namesOf(statement)) bound.add(name);
    taken.push(...fresh);
  }
  return taken;
}

function namesOf(statement: Statement): string[] {
  switch (statement.type) {
    case "ClassDefinition":
    case "FunctionDefinition":
      return [statement.name];
    case "Assign":
      return statement.targets.flatMap((target) => (target.type === "Name" ? [target.id] : []));
    case "Import":
    case "ImportFrom":
      return statement.names.map((name) => name.as ?? name.name);
    default:
      return [];
  }
}

function membersOf(statements: readonly Statement[], module: PyModule, outer: PyClass | null): Member[] {
  return statements.flatMap((statement): Member[] => {
    const member = (name: string, binding: Binding): Member => ({ name, binding, statement });
    switch (statement.type) {
      case "ClassDefinition":
        return [member(statement.name, { kind: "class", cls: new PyClass(statement, module, outer) })];
      case "FunctionDefinition":
        return [member(statement.name, { kind: "function", node: statement })];
      case "Assign":
        return statement.targets.flatMap((target) => assigned(target, statement.value, member));
      case "AnnotatedAssign":
        return statement.value === null ? [] : assigned(statement.target, statement.value, member);
      case "Import":
        return statement.names.map(({ name, as }) => {
          const top = name.split(".")[0] ?? name;
          return member(as ?? top, { kind: "import", module: as === null ? top : name, name: null });
        });
      case "ImportFrom":
        return statement.names.flatMap(({ name, as }) =>
          name === "*"
            ? []
            : [
                member(as ?? name, {
                  kind: "import",
                  module: module.absolute(statement.module, statement.level),
                  name,
                }),
              ],
        );
      default:
        return [];
    }
  });
}

function assigned(target: Expression, value: Expression, member: (name: string, binding: Binding) => Member): Member[] {
  if (target.type === "Name") return [member(target.id, { kind: "value", node: value, item: null })];
  if (target.type !== "Tuple" && target.type !== "List") return [];
  return target.items.flatMap((item, index) =>
    item.type === "Name" ? [member(item.id, { kind: "value", node: value, item: index })] : [],
  );
}
