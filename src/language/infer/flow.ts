import type { ClassDefinition, Expression, FunctionDefinition, Statement } from "../../python/tree";
import type { Type } from "../types";
import { unknown, value } from "../types";
import { annotationType } from "./annotations";
import { bindTarget } from "./bind";
import { elementOf } from "./elements";
import { moduleMember } from "./modules";
import { bindOpenParameters } from "./parameters";
import { infer, Layer, type Scope, within } from "./scope";

/** Is shown every expression of a statement with the names that are known where it stands. */
export type Watcher = (expression: Expression, scope: Scope, statement: Statement) => void;

interface FlowOptions {
  /** Statements that begin behind this offset are left out, and what is bound there is not known yet. */
  readonly until?: number;
  readonly watch?: Watcher;
}

/** Reads statements in their order and keeps what their names come to stand for: the last assignment counts. */
export class Flow {
  /** What `return` and `yield` gave. */
  readonly returns: Type[] = [];
  #names: Layer;
  #scope: Scope;
  readonly #until: number;
  readonly #watch: Watcher | undefined;

  constructor(names: Layer, scope: Scope, { until = Number.POSITIVE_INFINITY, watch }: FlowOptions = {}) {
    this.#names = names;
    this.#scope = within(scope, names);
    this.#until = until;
    this.#watch = watch;
  }

  /** What is known after the statements that were run. */
  get scope(): Scope {
    return this.#scope;
  }

  run(body: readonly Statement[]): void {
    for (const statement of body) if (statement.from <= this.#until) this.#visit(statement);
  }

  #infer(node: Expression): Type {
    return infer(node, this.#scope);
  }

  #see(statement: Statement, ...nodes: readonly (Expression | null)[]): void {
    if (this.#watch) for (const node of nodes) if (node) this.#watch(node, this.#scope, statement);
  }

  /** New names make what was found before them out of date. */
  #bind(target: Expression, type: Type): void {
    bindTarget(target, type, this.#names);
    this.#scope = within(this.#scope, this.#names);
  }

  #set(name: string, type: Type): void {
    this.#names.set(name, type);
    this.#scope = within(this.#scope, this.#names);
  }

  #visit(statement: Statement): void {
    const done = statement.to < this.#until;
    switch (statement.type) {
      case "ExpressionStatement":
        this.#see(statement, statement.value);
        this.#walrus(statement.value);
        this.#grown(statement.value);
        return;
      case "Assign": {
        this.#see(statement, statement.value, ...statement.targets.filter(({ type }) => type !== "Name"));
        if (!done) return;
        const type = this.#infer(statement.value);
        for (const target of statement.targets) this.#bind(target, type);
        return;
      }
      case "AugmentedAssign":
        this.#see(statement, statement.value, statement.target.type === "Name" ? null : statement.target);
        return;
      case "AnnotatedAssign": {
        this.#see(statement, statement.value);
        if (!done) return;
        const declared = annotationType(statement.annotation, this.#scope);
        const found = statement.value ? this.#infer(statement.value) : unknown;
        this.#bind(statement.target, found.kind === "unknown" || found.kind === "list" ? declared : found);
        return;
      }
      case "For":
        this.#see(statement, statement.iterable);
        if (this.#until >= statement.iterable.to) {
          this.#bind(statement.target, elementOf(this.#infer(statement.iterable)));
        }
        this.run(statement.body);
        this.run(statement.otherwise);
        return;
      case "If":
      case "While":
        this.#see(statement, statement.test);
        this.#walrus(statement.test);
        this.#narrow(statement.test);
        this.run(statement.body);
        this.run(statement.otherwise);
        return;
      case "With":
        for (const { context, target } of statement.items) {
          this.#see(statement, context);
          if (target) this.#bind(target, this.#infer(context));
        }
        this.run(statement.body);
        return;
      case "Try":
        this.run(statement.body);
        for (const handler of statement.handlers) {
          this.#see(statement, handler.exception);
          if (handler.name !== null) this.#set(handler.name, this.#caught(handler.exception));
          this.run(handler.body);
        }
        this.run(statement.otherwise);
        this.run(statement.finally);
        return;
      case "Match":
        this.#see(statement, statement.subject);
        for (const each of statement.cases) this.run(each.body);
        return;
      case "Return":
        this.#see(statement, statement.value);
        if (done) this.returns.push(statement.value ? this.#infer(statement.value) : value("None"));
        return;
      case "FunctionDefinition":
        this.#function(statement);
        return;
      case "ClassDefinition":
        this.#class(statement);
        return;
      case "Import":
        for (const { name, as } of statement.names) {
          if (as !== null) this.#set(as, { kind: "module", name });
          else this.#set(name.replace(/\..*/, ""), { kind: "module", name: name.replace(/\..*/, "") });
        }
        return;
      case "ImportFrom":
        for (const { name, as } of statement.names) {
          if (name !== "*" && name !== "") this.#set(as ?? name, moduleMember(statement.module, name, this.#scope));
        }
        return;
      case "Assert":
        this.#see(statement, statement.test, statement.message);
        return;
      case "Delete":
        this.#see(statement, ...statement.targets.filter(({ type }) => type !== "Name"));
        return;
      case "Raise":
        this.#see(statement, statement.exception);
        return;
      default:
    }
  }

  /** A function's own names mean nothing outside of it. */
  #function(node: FunctionDefinition): void {
    for (const decorator of node.decorators) this.#see(node, decorator);
    this.#set(node.name, { kind: "scriptFunction", node, names: this.#names });
    const contains = this.#until <= node.to && this.#until >= node.nameSpan.to;
    if (!this.#watch && !contains) return;
    const outer = { names: this.#names, scope: this.#scope, returns: this.returns.length };
    this.#names = new Layer(this.#names);
    bindOpenParameters(node.parameters, this.#names, this.#scope);
    this.#scope = within(this.#scope, this.#names);
    this.run(node.body);
    this.returns.length = outer.returns;
    // Where the place that is asked for is inside, what is known inside is the answer.
    if (contains && !this.#watch) return;
    this.#names = outer.names;
    this.#scope = outer.scope;
  }

  #class(node: ClassDefinition): void {
    this.#set(node.name, unknown);
    const contains = this.#until <= node.to && this.#until >= node.nameSpan.to;
    if (!this.#watch && !contains) return;
    const outer = { names: this.#names, scope: this.#scope };
    this.#names = new Layer(this.#names);
    this.#scope = within(this.#scope, this.#names);
    this.run(node.body);
    if (contains && !this.#watch) return;
    this.#names = outer.names;
    this.#scope = outer.scope;
  }

  #walrus(node: Expression): void {
    if (node.type === "Assigned") this.#bind(node.target, this.#infer(node.value));
    else if (node.type === "Compare") for (const operand of node.operands) this.#walrus(operand);
    else if (node.type === "BoolOperation") {
      this.#walrus(node.left);
      this.#walrus(node.right);
    } else if (node.type === "Unary") this.#walrus(node.operand);
  }

  /** `if isinstance(x, Album):` says what `x` is from there on. */
  #narrow(test: Expression): void {
    if (test.type !== "Call" || test.callee.type !== "Name" || test.callee.id !== "isinstance") return;
    const [subject, type] = test.args;
    if (subject?.value.type !== "Name" || type === undefined) return;
    const found = this.#infer(type.value);
    if (found.kind === "model") this.#bind(subject.value, { kind: "instance", model: found.model });
  }

  /** `albums.append(album)` says what an empty list is for. */
  #grown(node: Expression): void {
    if (node.type !== "Call" || node.callee.type !== "Attribute" || node.callee.value.type !== "Name") return;
    if (!["append", "add", "insert"].includes(node.callee.name)) return;
    const list = this.#names.get(node.callee.value.id);
    const item = node.args.at(-1);
    if (list?.kind !== "list" || list.of.kind !== "unknown" || item === undefined) return;
    this.#bind(node.callee.value, { kind: "list", of: this.#infer(item.value) });
  }

  #caught(exception: Expression | null): Type {
    const type = exception ? this.#infer(exception) : unknown;
    if (type.kind === "tuple") return type.items[0] ?? unknown;
    return type;
  }
}
