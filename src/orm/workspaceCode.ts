import type { CodeRef, CodeText, ModelInfo } from "../protocol/models";
import { PyClass, PyFunction } from "../python/functions";
import type { Interpreter } from "../python/interpreter";
import { EnumBase, Enumeration } from "../python/modules/enum";
import type { Value } from "../python/objects";
import { Scope } from "../python/scope";
import type { ClassDefinition, Statement } from "../python/tree";
import { FieldValue } from "./expressions/constructors";
import { parsedText } from "./parsedTexts";
import type { Registry } from "./registry";

/** Gives the text of a workspace file; null where it cannot be read. */
export type Sources = (file: string) => string | null;

/**
 * The workspace's own Python, read and interpreted piece by piece when it is needed: methods of models, managers and
 * querysets, receivers, defaults. A statement that lies outside the subset leaves its name undefined and nothing else.
 */
export class WorkspaceCode {
  readonly #scopes = new Map<string, Promise<Scope>>();
  readonly #classes = new Map<string, Promise<PyClass | null>>();

  constructor(
    readonly interpreter: Interpreter,
    readonly sources: Sources,
    readonly registry: Registry,
    readonly modelClass: (label: string) => Value | null,
    /** The scope of names every file sees beside its own. */
    readonly outer: Scope,
  ) {}

  /** A file's module scope: its imports, constants, functions and classes. */
  scope(file: string): Promise<Scope> {
    const known = this.#scopes.get(file);
    if (known) return known;
    const made = this.#readScope(file);
    this.#scopes.set(file, made);
    return made;
  }

  async #readScope(file: string): Promise<Scope> {
    const scope = new Scope("module", this.outer);
    scope.names.set("__file__", file);
    const text = this.sources(file);
    if (text === null) return scope;
    // Models first: functions and managers name them whatever the order.
    for (const model of this.registry.models) {
      if (model.info.place?.file === file) this.#define(scope, model.name, this.modelClass(model.label));
    }
    for (const statement of parsedText(text).body) await this.#run(statement, scope);
    return scope;
  }

  #define(scope: Scope, name: string, value: Value | null): void {
    if (value !== null) scope.names.set(name, value);
  }

  async #run(statement: Statement, scope: Scope): Promise<void> {
    if (statement.type === "ClassDefinition") {
      if (scope.names.has(statement.name)) return;
      const made = await this.#classOf(statement, scope);
      if (made) scope.names.set(statement.name, made);
      return;
    }
    // A function is defined without its decorators: what registers it elsewhere is found by the readers.
    const bare = statement.type === "FunctionDefinition" ? { ...statement, decorators: [] } : statement;
    if (!["FunctionDefinition", "Assign", "AnnotatedAssign", "Import", "ImportFrom"].includes(bare.type)) return;
    if (bare.type === "ImportFrom" || bare.type === "Import") {
      for (const name of bare.names) await this.#quietly({ ...bare, names: [name] }, scope);
      return;
    }
    await this.#quietly(bare, scope);
  }

  async #quietly(statement: Statement, scope: Scope): Promise<void> {
    try {
      await this.interpreter.runStatement(statement, scope);
    } catch {
      // Outside the subset: the name stays undefined, and whoever uses it is told then.
    }
  }

  /** A class with the members that can be interpreted; field declarations are left to the readers. */
  async #classOf(node: ClassDefinition, scope: Scope): Promise<PyClass | null> {
    const bases: Value[] = [];
    for (const base of node.bases) {
      if (base.name !== null) continue;
      try {
        bases.push(await this.interpreter.evaluate(base.value, scope));
      } catch {
        // An unknown base adds nothing that could be run.
      }
    }
    const body = new Scope("class", scope);
    for (const statement of node.body) {
      if (statement.type === "ClassDefinition") {
        const inner = await this.#classOf(statement, body);
        if (inner) body.names.set(statement.name, inner);
      } else if (["FunctionDefinition", "Assign", "AnnotatedAssign"].includes(statement.type))
        await this.#quietly(statement, body);
    }
    for (const [name, value] of body.names) if (value instanceof FieldValue) body.names.delete(name);
    const enumeration = bases.find((base) => base instanceof EnumBase || base instanceof Enumeration);
    if (enumeration === undefined) return new PyClass(node.name, bases, body.names);
    try {
      const base = enumeration instanceof EnumBase ? enumeration : enumeration.native;
      return (await base?.define?.(node.name, bases, body.names, this.interpreter, new Map())) as PyClass;
    } catch {
      return null;
    }
  }

  /** The class a reference names, for managers and querysets. */
  classAt(code: CodeRef): Promise<PyClass | null> {
    const key = `${code.file}:${code.from}`;
    const known = this.#classes.get(key);
    if (known) return known;
    const made = this.#readClass(code);
    this.#classes.set(key, made);
    return made;
  }

  async #readClass(code: CodeRef): Promise<PyClass | null> {
    const statement = this.#statementAt(code);
    if (statement?.type !== "ClassDefinition") return null;
    const scope = await this.scope(code.file);
    const top = scope.names.get(statement.name);
    if (top instanceof PyClass) return top;
    return this.#classOf(statement, scope);
  }

  #statementAt(code: CodeRef): Statement | null {
    const text = this.sources(code.file);
    if (text === null) return null;
    return parsedText(text.slice(code.from, code.to)).body[0] ?? null;
  }

  /** A model's methods, its bases' included: the namespace its instances look names up in. */
  async modelCode(info: ModelInfo): Promise<PyClass | null> {
    const chain: PyClass[] = [];
    for (const code of [...(info.code ? [info.code] : []), ...(info.baseCode ?? [])]) {
      const made = await this.classAt(code);
      if (made) chain.push(made);
    }
    if (chain.length === 0) return null;
    // One class a base, each behind the one it was found for, so that super() goes on to the next.
    let made: PyClass | null = null;
    for (const cls of chain.reverse()) made = rebased(cls, made);
    return made;
  }

  /** A module-level function by name. */
  async functionAt(file: string, name: string): Promise<Value | null> {
    const found = (await this.scope(file)).names.get(name);
    return found instanceof PyFunction ? found : null;
  }

  /** A Python expression of a file, evaluated in it; in a model's class body where the model is given. */
  async evaluate(code: CodeText, within: PyClass | null = null): Promise<Value> {
    const module = await this.scope(code.file);
    const scope = new Scope("function", module);
    for (const cls of [...(within?.mro ?? [])].reverse())
      if (cls instanceof PyClass) for (const [name, value] of cls.namespace) scope.names.set(name, value);
    const statement = parsedText(code.source).body[0];
    if (statement?.type !== "ExpressionStatement") return null;
    return this.interpreter.evaluate(statement.value, scope);
  }
}

/** A copy of a class over another base, its functions owned by the copy. */
function rebased(cls: PyClass, base: PyClass | null): PyClass {
  const names = new Map<string, Value>();
  for (const [name, value] of cls.namespace) names.set(name, value instanceof PyFunction ? copyOf(value) : value);
  return new PyClass(cls.name, base ? [base] : [], names);
}

function copyOf(fn: PyFunction): PyFunction {
  const copy = new PyFunction(fn.name, fn.parameters, fn.body, fn.scope, fn.defaults, fn.file);
  for (const [name, value] of fn.attributes) copy.attributes.set(name, value);
  return copy;
}
