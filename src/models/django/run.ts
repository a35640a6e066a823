import type { Call, Expression, Parameter, Statement } from "../../python/tree";
import { itemsOf, LONGEST_LIST } from "./builtins";
import {
  ClassValue,
  CodeValue,
  type Constant,
  type Evaluated,
  ExternalValue,
  equal,
  FunctionValue,
  InstanceValue,
  ModuleValue,
  orUnknown,
  plain,
  truthy,
  UNKNOWN,
} from "./constant";
import { Frame, type GivenArguments } from "./frame";
import { CHANGES } from "./mutations";
import { binary } from "./operators";
import type { Resolver } from "./resolver";
import type { PyClass, Scope } from "./scope";

type Flow = { readonly value: Evaluated } | "break" | "continue" | "raise" | null;

/** What works out expressions; the one who runs statements for it brings itself. */
export interface Expressions {
  readonly resolver: Resolver;
  evaluate(node: Expression, scope: Scope): Evaluated;
  given(node: Expression, scope: Scope): Evaluated;
  arguments(call: Call, scope: Scope, passedOn?: boolean): GivenArguments | null;
  iterate(value: Evaluated): readonly Constant[] | null;
}

const NO_ARGUMENTS: GivenArguments = { positional: [], keywords: new Map() };

/** Works out what simple functions and statements do to values. Nothing of it touches the world outside. */
export class Runner {
  readonly #evaluator: Expressions;

  constructor(evaluator: Expressions) {
    this.#evaluator = evaluator;
  }

  /** What a function or lambda gives back; UNKNOWN where its body does more than is followed. */
  call(fn: FunctionValue, given: GivenArguments, passOn: ((given: GivenArguments) => void) | null = null): Evaluated {
    const frame = new Frame(fn.scope.frame ?? null, passOn === null ? {} : { passOn });
    const scope: Scope = { module: fn.scope.module, cls: null, frame };
    const self = fn.self === undefined || isStatic(fn) ? [] : [fn.self];
    if (!this.#bindParameters(fn, { ...given, positional: [...self, ...given.positional] }, scope)) return UNKNOWN;
    if (fn.node.type === "Lambda") return plain(this.#evaluator.evaluate(fn.node.body, scope));
    const flow = this.run(fn.node.body, scope);
    if (flow === "raise") return UNKNOWN;
    return flow !== null && typeof flow === "object" ? flow.value : null;
  }

  /** An object of a class, after its `__init__`. */
  construct(cls: PyClass, given: GivenArguments): Evaluated {
    const object = new InstanceValue(cls);
    const init = this.#evaluator.resolver.member(cls, "__init__");
    if (init?.kind === "function") this.call(new FunctionValue(init.node, init.scope, object), given, () => {});
    return object;
  }

  /** The value that some of a body's statements give a name. */
  made(name: string, statements: readonly Statement[], around: Scope): Evaluated {
    const frame = new Frame(around.frame ?? null);
    this.run(statements, { ...around, frame });
    return orUnknown(frame.values.get(name));
  }

  /** Runs statements until one leaves. A test that cannot be known is taken, as on the way to a class definition. */
  run(statements: readonly Statement[], scope: Scope): Flow {
    for (const statement of statements) {
      const flow = this.#statement(statement, scope);
      if (flow !== null) return flow;
    }
    return null;
  }

  /** Binds a target of an assignment or loop; false where its shape does not fit. */
  bind(target: Expression, value: Evaluated, scope: Scope): boolean {
    const { frame } = scope;
    if (frame === undefined) return false;
    if (target.type === "Name") frame.set(target.id, value);
    else if (target.type === "Tuple" || target.type === "List") {
      const known = plain(value);
      const items = known === UNKNOWN ? null : itemsOf(known);
      target.items.forEach((item, i) => {
        this.bind(item, orUnknown(items?.[i]), scope);
      });
      return items !== null;
    } else if (target.type === "Subscript") return this.#setItem(target.value, target.index, value, scope);
    else if (target.type === "Attribute") {
      const owner = plain(this.#evaluator.evaluate(target.value, scope));
      if (owner instanceof InstanceValue) owner.attributes.set(target.name, plain(value));
    }
    return true;
  }

  /** A call that changes what a local name holds (`x.append(1)`, `kwargs.pop("y")`); undefined where it is no such call. */
  change(node: Call, scope: Scope): Evaluated | undefined {
    const { callee } = node;
    if (callee.type !== "Attribute" || !CHANGES.has(callee.name) || scope.frame === undefined) return undefined;
    const before = plain(this.#evaluator.evaluate(callee.value, scope));
    const given = this.#evaluator.arguments(node, scope, true);
    if (given === null) return undefined;
    if (Array.isArray(before)) return this.#changeList(callee, before, given.positional.map(plain), scope);
    return before instanceof Map ? this.#changeMap(callee, before, given, scope) : undefined;
  }

  #changeList(
    callee: Call["callee"] & { type: "Attribute" },
    before: readonly Constant[],
    args: readonly Evaluated[],
    scope: Scope,
  ): Evaluated {
    const [first, second] = args;
    const put = (list: readonly Constant[]) => {
      if (list.length <= LONGEST_LIST) this.bind(callee.value, list, scope);
      return null;
    };
    if (callee.name === "reverse") return put([...before].reverse());
    if (callee.name === "sort") return put(before);
    if (callee.name === "pop") {
      const at = typeof first === "bigint" ? Number(first) : -1;
      put(before.filter((_, i) => i !== (at < 0 ? before.length + at : at)));
      return before.length === 0 ? UNKNOWN : orUnknown(before.at(at));
    }
    if (first === undefined || first === UNKNOWN) return UNKNOWN;
    const items = itemsOf(first);
    if (callee.name === "append" || callee.name === "add") return put([...before, first]);
    if (callee.name === "extend" || callee.name === "update")
      return items === null ? UNKNOWN : put([...before, ...items]);
    if (callee.name === "remove") {
      const at = before.findIndex((item) => equal(item, first));
      return put(before.filter((_, i) => i !== at));
    }
    if (callee.name !== "insert" || typeof first !== "bigint" || second === undefined || second === UNKNOWN)
      return UNKNOWN;
    const list = [...before];
    list.splice(Number(first), 0, second);
    return put(list);
  }

  #changeMap(
    callee: Call["callee"] & { type: "Attribute" },
    before: ReadonlyMap<Constant, Constant>,
    given: GivenArguments,
    scope: Scope,
  ): Evaluated {
    const [key, value] = given.positional;
    const name = key === undefined ? UNKNOWN : plain(key);
    const after = new Map(before);
    if (callee.name === "update") {
      if (name instanceof Map) for (const [each, item] of name) after.set(each, item);
      for (const [each, item] of given.keywords) if (item !== UNKNOWN) after.set(each, item);
      this.bind(callee.value, after, scope);
      return null;
    }
    if (name === UNKNOWN) return UNKNOWN;
    const item = before.get(name);
    if (callee.name === "setdefault") {
      if (item !== undefined) return item;
      if (value !== undefined && value !== UNKNOWN) after.set(name, value);
      this.bind(callee.value, after, scope);
      return value ?? null;
    }
    if (callee.name !== "pop") return UNKNOWN;
    after.delete(name);
    this.bind(callee.value, after, scope);
    return item !== undefined ? item : value === undefined ? UNKNOWN : plain(value);
  }

  #setItem(owner: Expression, index: Expression, value: Evaluated, scope: Scope): boolean {
    const before = plain(this.#evaluator.evaluate(owner, scope));
    const key = plain(this.#evaluator.evaluate(index, scope));
    if (key === UNKNOWN) return false;
    if (before instanceof Map) {
      const after = new Map(before);
      if (value === UNKNOWN) after.delete(key);
      else after.set(key, value);
      return this.bind(owner, after, scope);
    }
    if (!Array.isArray(before) || typeof key !== "bigint" || value === UNKNOWN) return false;
    return this.bind(owner, before.with(Math.min(Math.max(Number(key), 0), before.length - 1), value), scope);
  }

  #statement(node: Statement, scope: Scope): Flow {
    const evaluator = this.#evaluator;
    switch (node.type) {
      case "Assign": {
        const value = scope.frame?.passOn ? evaluator.given(node.value, scope) : evaluator.evaluate(node.value, scope);
        if (value === UNKNOWN && this.#missesKey(node.value, scope)) return "raise";
        for (const target of node.targets) this.bind(target, value, scope);
        return null;
      }
      case "AnnotatedAssign":
        if (node.value !== null) this.bind(node.target, evaluator.evaluate(node.value, scope), scope);
        return null;
      case "AugmentedAssign": {
        const before = plain(evaluator.evaluate(node.target, scope));
        const more = plain(evaluator.evaluate(node.value, scope));
        // What is added last may be unknown; what was there stays known.
        if (more === UNKNOWN) scope.frame?.purpose.doubt?.(scope.module, node);
        if (before !== UNKNOWN && more !== UNKNOWN) this.bind(node.target, binary(node.operator, before, more), scope);
        return null;
      }
      case "ExpressionStatement":
        if (node.value.type === "Call" && !this.#passedOn(node.value, scope)) evaluator.evaluate(node.value, scope);
        return null;
      case "If": {
        const test = plain(evaluator.evaluate(node.test, scope));
        if (test !== UNKNOWN && !(test instanceof ExternalValue))
          return this.run(truthy(test) ? node.body : node.otherwise, scope);
        // In a field's __init__, what may or may not happen is left out; elsewhere it is read as if taken.
        if (scope.frame?.passOn) return null;
        return scope.frame?.isSettings === true ? this.#either(node, scope, scope.frame) : this.run(node.body, scope);
      }
      case "For":
        return this.#loop(node.target, node.iterable, node.body, scope);
      case "Return":
        return { value: node.value === null ? null : this.#returned(node.value, scope) };
      case "Try": {
        const flow = this.run(node.body, scope);
        if (flow !== "raise") return flow ?? this.run([...node.otherwise, ...node.finally], scope);
        return this.run([...(node.handlers[0]?.body ?? []), ...node.finally], scope);
      }
      case "With":
        return this.run(node.body, scope);
      case "Import":
      case "ImportFrom":
        return this.#import(node, scope);
      case "FunctionDefinition":
        scope.frame?.set(node.name, new FunctionValue(node, scope));
        return null;
      case "Raise":
        return "raise";
      case "Break":
        return "break";
      case "Continue":
        return "continue";
      case "Delete":
        for (const target of node.targets)
          if (target.type === "Subscript") this.#setItem(target.value, target.index, UNKNOWN, scope);
        return null;
      default:
        return null;
    }
  }

  /** `known[key]` of a dictionary without that key. */
  #missesKey(node: Expression, scope: Scope): boolean {
    if (node.type !== "Subscript") return false;
    const owner = plain(this.#evaluator.evaluate(node.value, scope));
    const key = plain(this.#evaluator.evaluate(node.index, scope));
    return owner instanceof Map && key !== UNKNOWN && !owner.has(key);
  }

  #returned(node: Expression, scope: Scope): Evaluated {
    const value = this.#evaluator.evaluate(node, scope);
    // A function that makes a field gives back the call that makes it.
    return value === UNKNOWN && node.type === "Call" ? new CodeValue(node, scope, UNKNOWN) : value;
  }

  /** Either way of an unknown test: the first way's names, and the other's where the first leaves them unknown. */
  #either(node: Statement & { type: "If" }, scope: Scope, frame: Frame): Flow {
    this.run(node.body, scope);
    const other = new Frame(frame);
    this.run(node.otherwise, { ...scope, frame: other });
    for (const [name, value] of other.values) {
      if (orUnknown(frame.values.get(name)) === UNKNOWN) frame.set(name, value);
    }
    return null;
  }

  #loop(target: Expression, iterable: Expression, body: readonly Statement[], scope: Scope): Flow {
    const items = this.#evaluator.iterate(plain(this.#evaluator.evaluate(iterable, scope)));
    for (const item of items ?? []) {
      this.bind(target, item, scope);
      const flow = this.run(body, scope);
      if (flow === "break") break;
      if (flow !== null && flow !== "continue") return flow;
    }
    return null;
  }

  /** `super().__init__(…)`, `super(X, self).__init__(…)` and `Base.__init__(self, …)` of a field. */
  #passedOn(node: Call, scope: Scope): boolean {
    const passOn = scope.frame?.passOn;
    const { callee } = node;
    if (passOn === undefined || callee.type !== "Attribute" || callee.name !== "__init__") return false;
    const given = this.#evaluator.arguments(node, scope, true) ?? NO_ARGUMENTS;
    const isSuper =
      callee.value.type === "Call" && callee.value.callee.type === "Name" && callee.value.callee.id === "super";
    passOn(isSuper ? given : { ...given, positional: given.positional.slice(1) });
    return true;
  }

  #import(node: Statement & { type: "Import" | "ImportFrom" }, scope: Scope): Flow {
    const { resolver } = this.#evaluator;
    for (const { name, as } of node.names) {
      const base = node.type === "Import" ? "" : scope.module.absolute(node.module, node.level);
      const dotted = node.type === "Import" ? (as === null ? (name.split(".")[0] ?? name) : name) : base;
      const found = resolver.imported(dotted, node.type === "Import" ? null : name);
      const bound = as ?? (node.type === "Import" ? dotted : name);
      if (name === "*" && scope.frame?.purpose.star !== undefined && !scope.frame.purpose.star(base)) return "raise";
      if (name === "*" || found === null) continue;
      if (found.kind === "class") scope.frame?.set(bound, new ClassValue(found.cls));
      else if (found.kind === "module") scope.frame?.set(bound, new ModuleValue(found.module));
      else if (found.kind === "external") scope.frame?.set(bound, new ExternalValue(found.path));
      else if (found.kind === "function") scope.frame?.set(bound, new FunctionValue(found.node, found.scope));
      else scope.frame?.set(bound, this.#evaluator.evaluate(found.node, found.scope));
    }
    return null;
  }

  #bindParameters(fn: FunctionValue, given: GivenArguments, scope: Scope): boolean {
    const { frame } = scope;
    if (frame === undefined) return false;
    const rest = [...given.positional];
    const keywords = new Map(given.keywords);
    const bind = (parameter: Parameter, value: Evaluated) => frame.set(parameter.name, value);
    for (const parameter of fn.node.parameters) {
      if (parameter.kind === "*") bind(parameter, rest.splice(0).map(kept));
      else if (parameter.kind === "**") {
        bind(parameter, new Map([...keywords].map(([name, value]): [Constant, Constant] => [name, kept(value)])));
        keywords.clear();
      } else if (parameter.kind !== "keyword-only" && rest.length > 0) bind(parameter, orUnknown(rest.shift()));
      else {
        const named = keywords.get(parameter.name);
        keywords.delete(parameter.name);
        if (named !== undefined) bind(parameter, named);
        else if (parameter.default !== null) bind(parameter, this.#evaluator.given(parameter.default, fn.scope));
        else bind(parameter, UNKNOWN);
      }
    }
    return rest.length === 0;
  }
}

/** An argument in a list or dictionary of arguments: unknown ones keep their place. */
function kept(value: Evaluated): Constant {
  return value === UNKNOWN ? new ExternalValue("unknown") : value;
}

function isStatic(fn: FunctionValue): boolean {
  return (
    fn.node.type === "FunctionDefinition" &&
    fn.node.decorators.some((each) => each.type === "Name" && each.id === "staticmethod")
  );
}
