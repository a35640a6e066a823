import type { ClassDefinition, Expression, FunctionDefinition, Statement } from "../../python/tree";
import type { Frame } from "./frame";
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
  /** Inside a call that is worked out: its names. */
  readonly frame?: Frame;
}

/** A name bound in a body, in the order of the text. */
export interface Member {
  readonly name: string;
  readonly binding: Binding;
  readonly statement: Statement;
  readonly guards: readonly Guard[];
  readonly shadowed: boolean;
}

/** A test around a statement, and which way it has to go. */
export interface Guard {
  readonly test: Expression;
  readonly taken: boolean;
}

interface Guarded {
  readonly statement: Statement;
  readonly guards: readonly Guard[];
  /** Another branch, which comes first, binds the same name. */
  readonly shadowed: boolean;
}

interface ModuleBody {
  readonly statements: readonly Statement[];
  readonly branches: readonly Member[];
  readonly members: readonly Member[];
  readonly stars: readonly string[];
  readonly names: ReadonlyMap<string, Binding>;
}

/** A module of the workspace, or one of Django's that is built in. */
export class PyModule {
  readonly dotted: string;
  readonly file: SourceFile;
  readonly isPackage: boolean;
  #body: ModuleBody | null = null;

  constructor(dotted: string, file: SourceFile, isPackage: boolean) {
    this.dotted = dotted;
    this.file = file;
    this.isPackage = isPackage;
  }

  get statements(): readonly Statement[] {
    return this.#read().statements;
  }

  get members(): readonly Member[] {
    return this.#read().members;
  }

  /** Its members of every branch, those included that another branch stands before. */
  get branches(): readonly Member[] {
    return this.#read().branches;
  }

  /** Modules of `from … import *`, in order. */
  get stars(): readonly string[] {
    return this.#read().stars;
  }

  get(name: string): Binding | undefined {
    return this.#read().names.get(name);
  }

  /** The object that `sys.modules[__name__] = …` puts in the module's place. */
  get standIn(): Expression | null {
    for (const statement of this.statements) {
      if (statement.type !== "Assign") continue;
      const [target] = statement.targets;
      if (target?.type !== "Subscript" || target.index.type !== "Name" || target.index.id !== "__name__") continue;
      if (target.value.type === "Attribute" && target.value.name === "modules") return statement.value;
    }
    return null;
  }

  /** Its text is only parsed when something in it is asked for. */
  #read(): ModuleBody {
    if (this.#body !== null) return this.#body;
    const flat = flatten(this.file.tree.body);
    const statements = flat.flatMap((each) => (each.shadowed ? [] : each.statement));
    const branches = membersOf(flat, this, null);
    const members = branches.filter((member) => !member.shadowed);
    const stars = statements.flatMap((statement) =>
      statement.type === "ImportFrom" && statement.names.some((name) => name.name === "*")
        ? [this.absolute(statement.module, statement.level)]
        : [],
    );
    this.#body = { statements, branches, members, stars, names: lastOf(members) };
    return this.#body;
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
  /** Its members of every branch, those included that another branch stands before. */
  readonly branches: readonly Member[];
  readonly #names: ReadonlyMap<string, Binding>;

  constructor(node: ClassDefinition, module: PyModule, outer: PyClass | null) {
    this.name = node.name;
    this.qualname = outer === null ? node.name : `${outer.qualname}.${node.name}`;
    this.node = node;
    this.module = module;
    this.outer = outer;
    this.branches = membersOf(flatten(node.body), module, this);
    this.members = this.branches.filter((member) => !member.shadowed);
    this.#names = lastOf(this.members);
  }

  get(name: string): Binding | undefined {
    return this.#names.get(name);
  }

  /** Its bases in order; those of `with_metaclass(Meta, A, B)` are A and B. */
  get bases(): readonly Expression[] {
    return this.node.bases.flatMap((base) => {
      if (base.name !== null || base.star !== 0) return [];
      const { value } = base;
      if (value.type !== "Call") return [value];
      const { callee } = value;
      const name = callee.type === "Name" ? callee.id : callee.type === "Attribute" ? callee.name : "";
      return name === "with_metaclass" ? value.args.slice(1).map((argument) => argument.value) : [value];
    });
  }

  /** The scope of its body. */
  get scope(): Scope {
    return { module: this.module, cls: this };
  }
}

function lastOf(members: readonly Member[]): ReadonlyMap<string, Binding> {
  return new Map(members.map((member) => [member.name, member.binding]));
}

/** The statements of a body with what has to be so for them to run, alternatives included. */
function flatten(statements: readonly Statement[], guards: readonly Guard[] = []): Guarded[] {
  return statements.flatMap((statement): Guarded[] => {
    const inside = (body: readonly Statement[], taken: boolean, test: Expression) =>
      flatten(body, [...guards, { test, taken }]);
    switch (statement.type) {
      case "If":
        return firstOf([
          inside(statement.body, true, statement.test),
          inside(statement.otherwise, false, statement.test),
        ]);
      case "Try":
        return firstOf([
          [...flatten(statement.body, guards), ...flatten(statement.otherwise, guards)],
          ...statement.handlers.map((handler) => flatten(handler.body, guards)),
          flatten(statement.finally, guards),
        ]);
      case "With":
        return flatten(statement.body, guards);
      default:
        return [{ statement, guards, shadowed: false }];
    }
  });
}

/** As if every branch were taken: of alternatives, the later ones give only the names that the earlier ones leave unbound. */
function firstOf(branches: readonly Guarded[][]): Guarded[] {
  const bound = new Set<string>();
  const taken: Guarded[] = [];
  for (const branch of branches) {
    const marked = branch.map((each): Guarded => {
      const names = namesOf(each.statement);
      return names.length === 0 || names.some((name) => !bound.has(name)) ? each : { ...each, shadowed: true };
    });
    for (const { statement } of marked) for (const name of namesOf(statement)) bound.add(name);
    taken.push(...marked);
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

function membersOf(flat: readonly Guarded[], module: PyModule, outer: PyClass | null): Member[] {
  return flat.flatMap((each): Member[] => {
    const { statement } = each;
    const member = (name: string, binding: Binding): Member => ({ name, binding, ...each });
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
