import { localNames } from "./bindings";
import { Blocks, type Flow } from "./blocks";
import { classOf } from "./classStatement";
import { exceptionClass, PyException, PyRaise, raise, UnsupportedError } from "./exceptions";
import { docstring, type FunctionRunner, type PyFunction } from "./functions";
import { GeneratorFrame, PyGenerator, yields } from "./generators";
import { importInto, type Modules } from "./imports";
import { match } from "./matching";
import type { MaybePromise, Value } from "./objects";
import { place, placed, unplace } from "./places";
import type { Limits } from "./runtime";
import { Scope } from "./scope";
import type {
  Assert,
  Assign,
  ClassDefinition,
  Expression,
  For,
  FunctionDefinition,
  If,
  Match,
  Statement,
  While,
} from "./tree";

export type { ContextManager } from "./blocks";

/** What a script can see beside its own names. */
export interface Environment extends Modules {
  /** Names that need no import; asked after the script's own. */
  readonly builtins: ReadonlyMap<string, Value>;
  /** Methods of the built-in types. */
  methodOf(value: Value, name: string): Value | undefined;
}

const BREAK: Flow = { kind: "break" };
const CONTINUE: Flow = { kind: "continue" };

/** Runs statements of the Python subset. One interpreter runs one script, in one scope that its statements share. */
export class Interpreter extends Blocks implements FunctionRunner {
  readonly environment: Environment;
  #running = false;

  constructor(environment: Environment, limits?: Limits, signal: AbortSignal | null = null) {
    super(limits, signal);
    this.environment = environment;
  }

  builtin(name: string): Value | undefined {
    return this.environment.builtins.get(name);
  }

  builtinNames(): Iterable<string> {
    return this.environment.builtins.keys();
  }

  methodOf(value: Value, name: string): Value | undefined {
    return this.environment.methodOf(value, name);
  }

  /**
   * Runs one top-level statement; the value is that of an expression statement, undefined for any other. It has the
   * whole limit of steps to itself, but where it runs for another one (a workspace file read on its way).
   */
  async runStatement(statement: Statement, scope: Scope): Promise<Value | undefined> {
    if (this.#running) return this.#top(statement, scope);
    this.startAfresh();
    this.#running = true;
    try {
      return await this.#top(statement, scope);
    } finally {
      this.#running = false;
    }
  }

  async #top(statement: Statement, scope: Scope): Promise<Value | undefined> {
    if (statement.type === "ExpressionStatement") return this.evaluate(statement.value, scope);
    const flow = await this.#execute(statement, scope);
    if (flow?.kind === "return") throw placed(raise("SyntaxError", "'return' outside function"), statement);
    if (flow)
      throw placed(
        raise("SyntaxError", flow.kind === "break" ? "'break' outside loop" : "'continue' not properly in loop"),
        statement,
      );
    return undefined;
  }

  runFunction(fn: PyFunction, locals: ReadonlyMap<string, Value>): MaybePromise<Value> {
    const scope = new Scope("function", fn.scope, fn, isBody(fn.body) ? localNames(fn.body) : null);
    for (const [name, value] of locals) scope.names.set(name, value);
    if (yields(fn.body)) {
      const frame = new GeneratorFrame();
      scope.generator = frame;
      frame.start = async () => this.#runBodyOf(fn, scope);
      return new PyGenerator(frame, fn.name);
    }
    return this.#runBodyOf(fn, scope);
  }

  #runBodyOf(fn: PyFunction, scope: Scope): MaybePromise<Value> {
    const { body } = fn;
    try {
      const answer: MaybePromise<Value> = isBody(body)
        ? returned(this.runBody(body, scope))
        : this.evaluate(body, scope);
      if (answer instanceof Promise && fn.file !== null)
        return answer.catch((error: unknown) => {
          unplace(error);
          throw error;
        });
      return answer;
    } catch (error) {
      // A place in a workspace file means nothing in the script: the call is where the script's reader looks.
      if (fn.file !== null) unplace(error);
      throw error;
    }
  }

  runBody(body: readonly Statement[], scope: Scope): MaybePromise<Flow> {
    for (let i = 0; i < body.length; i++) {
      const flow = this.#execute(body[i] as Statement, scope);
      if (flow instanceof Promise) return i + 1 < body.length ? this.#rest(flow, body, i + 1, scope) : flow;
      if (flow) return flow;
    }
    return null;
  }

  async #rest(first: Promise<Flow>, body: readonly Statement[], at: number, scope: Scope): Promise<Flow> {
    let flow = await first;
    for (let i = at; flow === null && i < body.length; i++) {
      const next = this.#execute(body[i] as Statement, scope);
      flow = next instanceof Promise ? await next : next;
    }
    return flow;
  }

  #execute(statement: Statement, scope: Scope): MaybePromise<Flow> {
    this.step();
    try {
      const flow = this.#statement(statement, scope);
      return flow instanceof Promise ? this.#placed(flow, statement) : flow;
    } catch (error) {
      place(error, statement);
      throw error;
    }
  }

  async #placed(flow: Promise<Flow>, statement: Statement): Promise<Flow> {
    try {
      return await flow;
    } catch (error) {
      place(error, statement);
      throw error;
    }
  }

  #statement(node: Statement, scope: Scope): MaybePromise<Flow> {
    switch (node.type) {
      case "ExpressionStatement": {
        const value = this.evaluate(node.value, scope);
        return value instanceof Promise ? value.then(nothing) : null;
      }
      case "Assign":
        return this.#assignAll(node, scope);
      case "AnnotatedAssign": {
        if (node.target.type === "Name" && scope.kind === "class")
          scope.annotations.set(node.target.id, annotationText(node.annotation));
        if (!node.value) return null;
        const value = this.evaluate(node.value, scope);
        const assign = (made: Value): MaybePromise<void> => this.assign(node.target, made, scope);
        return done(value instanceof Promise ? value.then(assign) : assign(value));
      }
      case "AugmentedAssign":
        return done(this.augmented(node, scope));
      case "If":
        return this.#if(node, scope);
      case "For":
        return this.#for(node, scope);
      case "While":
        return this.#while(node, scope);
      case "FunctionDefinition":
        return this.#function(node, scope);
      case "ClassDefinition":
        return this.makeClass(node, scope).then((made) => {
          scope.set(node.name, made);
          return null;
        });
      case "Return": {
        const value = node.value ? this.evaluate(node.value, scope) : null;
        return value instanceof Promise ? value.then(returning) : returning(value);
      }
      case "Import":
      case "ImportFrom":
        importInto(node, scope, this.environment, this);
        return null;
      case "Pass":
        return null;
      case "Break":
        return BREAK;
      case "Continue":
        return CONTINUE;
      case "Assert":
        return this.#assert(node, scope);
      case "Delete":
        return this.#deleteAll(node.targets, scope);
      case "Raise":
        return this.raiseStatement(node, scope);
      case "Try":
        return this.tryBlock(node, scope);
      case "With":
        return this.withBlock(node, scope);
      case "Match":
        return this.#match(node, scope);
      case "Scope":
        for (const name of node.names) redirect(name, node.kind, scope);
        return null;
      case "UnsupportedStatement":
        throw new UnsupportedError(`'${node.what}' is outside the Python subset that is run here`, node);
    }
  }

  #assignAll(node: Assign, scope: Scope): MaybePromise<Flow> {
    const value = this.evaluate(node.value, scope);
    const [target] = node.targets;
    if (value instanceof Promise || node.targets.length > 1 || !target) return this.#assignLater(node, value, scope);
    return done(this.assign(target, value, scope));
  }

  async #assignLater(node: Assign, pending: MaybePromise<Value>, scope: Scope): Promise<Flow> {
    const value = await pending;
    for (const target of node.targets) await this.assign(target, value, scope);
    return null;
  }

  #if(node: If, scope: Scope): MaybePromise<Flow> {
    const test = this.evaluate(node.test, scope);
    const truth = test instanceof Promise ? test.then((value) => this.truth(value)) : this.truth(test);
    if (truth instanceof Promise) return truth.then((yes) => this.runBody(yes ? node.body : node.otherwise, scope));
    return this.runBody(truth ? node.body : node.otherwise, scope);
  }

  async #for(node: For, scope: Scope): Promise<Flow> {
    const source = this.iterate(await this.evaluate(node.iterable, scope));
    const once = (value: Value): MaybePromise<Flow> => {
      const bound = this.assign(node.target, value, scope);
      return bound instanceof Promise
        ? bound.then(() => this.runBody(node.body, scope))
        : this.runBody(node.body, scope);
    };
    if (Symbol.iterator in source) {
      for (const value of source) {
        if (this.due()) await this.breathe();
        const turn = once(value);
        const flow = turn instanceof Promise ? await turn : turn;
        if (flow?.kind === "break") return null;
        if (flow?.kind === "return") return flow;
      }
    } else {
      for await (const value of source) {
        if (this.due()) await this.breathe();
        const flow = await once(value);
        if (flow?.kind === "break") return null;
        if (flow?.kind === "return") return flow;
      }
    }
    return this.runBody(node.otherwise, scope);
  }

  async #while(node: While, scope: Scope): Promise<Flow> {
    for (;;) {
      const test = this.evaluate(node.test, scope);
      const truth = this.truth(test instanceof Promise ? await test : test);
      if (!(truth instanceof Promise ? await truth : truth)) break;
      if (this.due()) await this.breathe();
      const turn = this.runBody(node.body, scope);
      const flow = turn instanceof Promise ? await turn : turn;
      if (flow?.kind === "break") return null;
      if (flow?.kind === "return") return flow;
    }
    return this.runBody(node.otherwise, scope);
  }

  async #function(node: FunctionDefinition, scope: Scope): Promise<Flow> {
    const made = await this.makeFunction(node.name, node, scope);
    scope.set(node.name, await this.#decorated(made, node.decorators, scope));
    return null;
  }

  async #decorated(made: Value, decorators: readonly Expression[], scope: Scope): Promise<Value> {
    const found: Value[] = [];
    for (const decorator of decorators) found.push(await this.evaluate(decorator, scope));
    let value = made;
    for (const decorator of found.reverse())
      value = await this.call(decorator, { positional: [value], keywords: new Map() });
    return value;
  }

  async makeClass(node: ClassDefinition, scope: Scope): Promise<Value> {
    const bases: Value[] = [];
    const keywords = new Map<string, Value>();
    for (const base of node.bases) {
      const value = await this.evaluate(base.value, scope);
      if (base.name === null) bases.push(value);
      else if (base.name !== "metaclass") keywords.set(base.name, value);
    }
    const body = new Scope("class", scope);
    const text = docstring(node.body);
    if (text !== null) body.names.set("__doc__", text);
    await this.runBody(node.body, body);
    return this.#decorated(await classOf(node, bases, keywords, body, this), node.decorators, scope);
  }

  async #assert(node: Assert, scope: Scope): Promise<Flow> {
    if (await this.truth(await this.evaluate(node.test, scope))) return null;
    const args = node.message ? [await this.evaluate(node.message, scope)] : [];
    const text = args.length > 0 ? await this.str(args[0] as Value) : "";
    throw new PyRaise(new PyException(exceptionClass("AssertionError"), args, text));
  }

  async #deleteAll(targets: readonly Expression[], scope: Scope): Promise<Flow> {
    for (const target of targets) await this.delete(target, scope);
    return null;
  }

  async #match(node: Match, scope: Scope): Promise<Flow> {
    const subject = await this.evaluate(node.subject, scope);
    const worth = async (inner: Expression): Promise<Value> => this.evaluate(inner, scope);
    for (const { pattern, guard, body } of node.cases) {
      const names = await match(pattern, subject, this, worth);
      if (!names) continue;
      for (const [name, value] of names) scope.set(name, value);
      if (!guard || (await this.truth(await this.evaluate(guard, scope)))) return this.runBody(body, scope);
    }
    return null;
  }
}

function nothing(): null {
  return null;
}

function done(work: MaybePromise<void>): MaybePromise<null> {
  return work instanceof Promise ? work.then(nothing) : null;
}

function returning(value: Value): Flow {
  return { kind: "return", value };
}

function returned(flow: MaybePromise<Flow>): MaybePromise<Value> {
  if (flow instanceof Promise) return flow.then(returned);
  return flow?.kind === "return" ? flow.value : null;
}

/** `global` and `nonlocal`. */
function redirect(name: string, kind: "global" | "nonlocal", scope: Scope): void {
  const to = kind === "global" ? scope.module : enclosing(scope, name);
  if (!to && scope.kind === "module") throw raise("SyntaxError", "nonlocal declaration not allowed at module level");
  if (!to) throw raise("SyntaxError", `no binding for nonlocal '${name}' found`);
  if (to !== scope) scope.redirected.set(name, to);
}

function enclosing(scope: Scope, name: string): Scope | null {
  for (let outer = scope.parent; outer; outer = outer.parent)
    if (outer.kind === "function" && (outer.names.has(name) || outer.own?.has(name))) return outer;
  return null;
}

/** What an annotation says, as far as anything asks: its name, with what it is a member of. */
function annotationText(node: Expression): string {
  if (node.type === "Name") return node.id;
  if (node.type === "Attribute") return `${annotationText(node.value)}.${node.name}`;
  if (node.type === "Subscript") return annotationText(node.value);
  return node.type === "Literal" && typeof node.value === "string" ? node.value : "";
}

function isBody(body: PyFunction["body"]): body is readonly Statement[] {
  return Array.isArray(body);
}
