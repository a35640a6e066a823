import { PyDict, PySet, PyTuple } from "./collections";
import { comprehend } from "./comprehensions";
import { raise, UnsupportedError } from "./exceptions";
import { hasNativeAttribute, PyBoundMethod, PyClass, PyFunction, PySuper } from "./functions";
import { delegate } from "./generators";
import { PyIterator } from "./iterators";
import { joined } from "./joinedStrings";
import { pairsOf } from "./mappings";
import { ELLIPSIS, type MaybePromise, NO_ARGUMENTS, PySlice, type Value } from "./objects";
import { binary, compare, SIZE_LIMIT, unary } from "./operations";
import { place, placed } from "./places";
import { RuntimeBase } from "./runtime";
import type { Scope } from "./scope";
import { closest } from "./suggest";
import type {
  Attribute,
  Binary,
  BoolOperation,
  Call,
  Compare,
  Conditional,
  Expression,
  Lambda,
  Parameter,
  Span,
  Yield,
} from "./tree";
import { argumentsOf, starred } from "./unpacking";

/** How deep expressions may be worked out on one JavaScript stack before the rest waits for a fresh one. */
const NESTED = 60;

/**
 * Evaluates expressions. What needs no waiting is worked out at once; a promise comes only from what has to be waited
 * for, as a promise an expression would make every loop many times slower.
 */
export abstract class Evaluator extends RuntimeBase {
  #nesting = 0;

  /** Names that exist without an import. */
  abstract builtin(name: string): Value | undefined;
  abstract builtinNames(): Iterable<string>;
  abstract assign(target: Expression, value: Value, scope: Scope): MaybePromise<void>;

  evaluate(node: Expression, scope: Scope): MaybePromise<Value> {
    this.step();
    switch (node.type) {
      case "Literal":
        return node.kind === "ellipsis" ? ELLIPSIS : node.value;
      case "Name":
        return this.#name(node.id, node, scope);
    }
    if (this.#nesting >= NESTED) return this.#afresh(node, scope);
    this.#nesting++;
    try {
      const value = this.#evaluate(node, scope);
      return value instanceof Promise ? this.#placedLater(value, node) : value;
    } catch (error) {
      place(error, node);
      throw error;
    } finally {
      this.#nesting--;
    }
  }

  async #afresh(node: Expression, scope: Scope): Promise<Value> {
    await null;
    return this.evaluate(node, scope);
  }

  /** Errors get the place of the innermost expression that raised them. */
  async #placedLater(value: Promise<Value>, node: Expression): Promise<Value> {
    try {
      return await value;
    } catch (error) {
      place(error, node);
      throw error;
    }
  }

  #name(id: string, span: Span, scope: Scope): Value {
    const own = scope.get(id);
    if (own !== undefined) return own;
    const unbound = scope.unbound(id);
    if (unbound) throw placed(unboundError(id, unbound), span);
    const found = this.builtin(id);
    if (found !== undefined) return found;
    const guess = closest(id, [...scope.visible(), ...this.builtinNames()]);
    throw placed(
      raise("NameError", `name '${id}' is not defined`, guess ? { hint: `Did you mean \`${guess}\`?` } : {}),
      span,
    );
  }

  #evaluate(node: Expression, scope: Scope): MaybePromise<Value> {
    switch (node.type) {
      case "Attribute":
        return this.#attribute(node, scope);
      case "Call":
        return this.#call(node, scope);
      case "Subscript": {
        const value = this.evaluate(node.value, scope);
        if (value instanceof Promise) return this.#subscriptLater(value, node.index, scope);
        const index = this.evaluate(node.index, scope);
        return index instanceof Promise ? index.then((at) => this.getItem(value, at)) : this.getItem(value, index);
      }
      case "Binary":
        return this.#binary(node, scope);
      case "Compare":
        return this.#compare(node, scope);
      case "BoolOperation":
        return this.#boolean(node, scope);
      case "Conditional":
        return this.#conditional(node, scope);
      case "Unary": {
        const operand = this.evaluate(node.operand, scope);
        const apply = (value: Value): MaybePromise<Value> => {
          if (node.operator !== "not") return unary(node.operator, value, this);
          const truth = this.truth(value);
          return truth instanceof Promise ? truth.then((yes) => !yes) : !truth;
        };
        return operand instanceof Promise ? operand.then(apply) : apply(operand);
      }
      case "Tuple": {
        const items = this.#items(node.items, scope);
        return items instanceof Promise ? items.then((all) => new PyTuple(all)) : new PyTuple(items);
      }
      case "List":
        return this.#items(node.items, scope);
      case "Set": {
        const items = this.#items(node.items, scope);
        return items instanceof Promise ? items.then((all) => new PySet(all)) : new PySet(items);
      }
      case "Lambda":
        return this.makeFunction("<lambda>", node, scope);
      case "Comprehension":
        return comprehend(node, scope, this);
      case "JoinedString":
        return joined(node, scope, this);
      case "Await":
        return this.evaluate(node.value, scope);
      default:
        return this.#seldom(node, scope);
    }
  }

  async #seldom(node: Expression, scope: Scope): Promise<Value> {
    switch (node.type) {
      case "Slice":
        return new PySlice(
          node.start ? await this.evaluate(node.start, scope) : null,
          node.stop ? await this.evaluate(node.stop, scope) : null,
          node.step ? await this.evaluate(node.step, scope) : null,
        );
      case "Dict": {
        const dict = new PyDict();
        for (const item of node.items) {
          if (item.key) dict.set(await this.evaluate(item.key, scope), await this.evaluate(item.value, scope));
          else for (const [key, value] of pairsOf(await this.evaluate(item.value, scope))) dict.set(key, value);
        }
        return dict;
      }
      case "Assigned": {
        const value = await this.evaluate(node.value, scope);
        scope.call.set(node.target.id, value);
        return value;
      }
      case "Yield":
        return this.#yield(node, scope);
      case "Starred":
        throw raise("SyntaxError", "can't use starred expression here");
      case "Missing":
        throw raise("SyntaxError", "invalid syntax");
      case "UnsupportedExpression":
        throw new UnsupportedError(`${node.what} is outside the Python subset that is run here`, node);
      default:
        return this.evaluate(node, scope);
    }
  }

  #attribute(node: Attribute, scope: Scope): MaybePromise<Value> {
    const value = this.evaluate(node.value, scope);
    return value instanceof Promise
      ? value.then((object) => this.#attributeOf(object, node))
      : this.#attributeOf(value, node);
  }

  #attributeOf(value: Value, node: Attribute): MaybePromise<Value> {
    try {
      const found = this.getAttribute(value, node.name);
      if (!(found instanceof Promise)) return found;
      return found.catch((error: unknown) => {
        throw placed(error, node.nameSpan);
      });
    } catch (error) {
      throw placed(error, node.nameSpan);
    }
  }

  async #subscriptLater(value: Promise<Value>, index: Expression, scope: Scope): Promise<Value> {
    return this.getItem(await value, await this.evaluate(index, scope));
  }

  #binary(node: Binary, scope: Scope): MaybePromise<Value> {
    const left = this.evaluate(node.left, scope);
    if (left instanceof Promise) return this.#binaryLater(node, left, scope);
    const right = this.evaluate(node.right, scope);
    if (right instanceof Promise) return right.then((by) => binary(node.operator, left, by, this));
    return binary(node.operator, left, right, this);
  }

  async #binaryLater(node: Binary, left: Promise<Value>, scope: Scope): Promise<Value> {
    return binary(node.operator, await left, await this.evaluate(node.right, scope), this);
  }

  #compare(node: Compare, scope: Scope): MaybePromise<Value> {
    const [operator] = node.operators;
    if (node.operators.length > 1 || operator === undefined) return this.#compareChain(node, scope);
    const left = this.evaluate(node.operands[0] as Expression, scope);
    if (left instanceof Promise) return this.#compareChain(node, scope, left);
    const right = this.evaluate(node.operands[1] as Expression, scope);
    if (right instanceof Promise) return right.then((by) => compare(operator, left, by, this));
    return compare(operator, left, right, this);
  }

  async #compareChain(node: Compare, scope: Scope, first?: Promise<Value>): Promise<Value> {
    let left = await (first ?? this.evaluate(node.operands[0] as Expression, scope));
    let result: Value = true;
    for (const [i, operator] of node.operators.entries()) {
      const right = await this.evaluate(node.operands[i + 1] as Expression, scope);
      result = await compare(operator, left, right, this);
      if (i + 1 < node.operators.length && !(await this.truth(result))) return result;
      left = right;
    }
    return result;
  }

  #boolean(node: BoolOperation, scope: Scope): MaybePromise<Value> {
    const left = this.evaluate(node.left, scope);
    if (left instanceof Promise) return this.#booleanLater(node, left, scope);
    const truth = this.truth(left);
    if (truth instanceof Promise) return this.#booleanLater(node, left, scope);
    return truth === (node.operator === "or") ? left : this.evaluate(node.right, scope);
  }

  async #booleanLater(node: BoolOperation, given: MaybePromise<Value>, scope: Scope): Promise<Value> {
    const left = await given;
    return (await this.truth(left)) === (node.operator === "or") ? left : this.evaluate(node.right, scope);
  }

  #conditional(node: Conditional, scope: Scope): MaybePromise<Value> {
    const test = this.evaluate(node.test, scope);
    const truth = test instanceof Promise ? test.then((value) => this.truth(value)) : this.truth(test);
    if (truth instanceof Promise) return truth.then((yes) => this.evaluate(yes ? node.then : node.otherwise, scope));
    return this.evaluate(truth ? node.then : node.otherwise, scope);
  }

  #items(nodes: readonly Expression[], scope: Scope): MaybePromise<Value[]> {
    const out: Value[] = [];
    for (const [i, node] of nodes.entries()) {
      if (node.type === "Starred") return this.#itemsLater(nodes, i, out, null, scope);
      const value = this.evaluate(node, scope);
      if (value instanceof Promise) return this.#itemsLater(nodes, i, out, value, scope);
      out.push(value);
    }
    return out;
  }

  async #itemsLater(
    nodes: readonly Expression[],
    at: number,
    out: Value[],
    pending: Promise<Value> | null,
    scope: Scope,
  ): Promise<Value[]> {
    if (pending) out.push(await pending);
    for (const node of nodes.slice(pending ? at + 1 : at)) {
      if (node.type === "Starred") {
        const value = await this.evaluate(node.value, scope);
        await this.each(starred(value, "Value", this), (item) => {
          if (out.push(item) > SIZE_LIMIT) throw this.tooLarge();
        });
      } else out.push(await this.evaluate(node, scope));
    }
    return out;
  }

  #call(node: Call, scope: Scope): MaybePromise<Value> {
    if (node.callee.type === "Name" && node.callee.id === "super" && node.args.length === 0) return this.#super(scope);
    const callee = this.evaluate(node.callee, scope);
    return callee instanceof Promise
      ? callee.then((fn) => this.#callWith(fn, node, scope))
      : this.#callWith(callee, node, scope);
  }

  #callWith(callee: Value, node: Call, scope: Scope): MaybePromise<Value> {
    const { args } = node;
    if (args.length === 0) return this.callNow(callee, NO_ARGUMENTS);
    const lazy = callee instanceof PyFunction || callee instanceof PyBoundMethod || callee instanceof PyClass;
    const positional: Value[] = [];
    let keywords: Map<string, Value> | null = null;
    for (const [i, arg] of args.entries()) {
      if (arg.star !== 0 || arg.value.type === "Starred" || (arg.name !== null && keywords?.has(arg.name)))
        return this.#callLater(callee, node, scope, { positional, keywords: keywords ?? new Map() }, i, null);
      const value = this.evaluate(arg.value, scope);
      // A keyword of the query API (`pk__in=(…)`) is read where nothing can wait for its values.
      if (value instanceof Promise || (arg.name !== null && !lazy && value instanceof PyIterator))
        return this.#callLater(callee, node, scope, { positional, keywords: keywords ?? new Map() }, i, value);
      if (arg.name === null) positional.push(value);
      else {
        keywords ??= new Map();
        keywords.set(arg.name, value);
      }
    }
    return this.callNow(callee, { positional, keywords: keywords ?? NO_ARGUMENTS.keywords });
  }

  async #callLater(
    callee: Value,
    node: Call,
    scope: Scope,
    done: { positional: Value[]; keywords: Map<string, Value> },
    at: number,
    pending: MaybePromise<Value> | null,
  ): Promise<Value> {
    return this.callNow(callee, await argumentsOf(node, scope, callee, this, done, at, pending));
  }

  #super(scope: Scope): Value {
    const call = scope.call;
    const owner = call.fn?.owner;
    const first = call.fn?.parameters[0];
    const self = first ? call.names.get(first.name) : undefined;
    if (!owner || self === undefined) throw raise("RuntimeError", "super(): no arguments");
    const cls = self instanceof PyClass ? self : hasNativeAttribute(self) ? self.scriptClass : this.classOf(self);
    return new PySuper(owner, self, cls);
  }

  async #yield(node: Yield, scope: Scope): Promise<Value> {
    const frame = scope.call.generator;
    if (scope.kind === "comprehension") throw raise("SyntaxError", "'yield' inside list comprehension");
    if (!frame) throw raise("SyntaxError", "'yield' outside function");
    const value = node.value ? await this.evaluate(node.value, scope) : null;
    return node.delegate ? delegate(value, frame, this) : frame.emit(value);
  }

  makeFunction(
    name: string,
    node: Lambda | { parameters: readonly Parameter[]; body: PyFunction["body"] },
    scope: Scope,
  ): MaybePromise<Value> {
    const make = (defaults: ReadonlyMap<string, Value>): PyFunction =>
      new PyFunction(name, node.parameters, node.body, scope, defaults, this.fileOf(scope));
    if (!node.parameters.some((p) => p.default)) return make(new Map());
    return (async () => {
      const defaults = new Map<string, Value>();
      for (const p of node.parameters) if (p.default) defaults.set(p.name, await this.evaluate(p.default, scope));
      return make(defaults);
    })();
  }

  /** The workspace file whose code runs in this scope; null for the script itself. */
  fileOf(scope: Scope): string | null {
    const file = scope.module.names.get("__file__");
    return typeof file === "string" ? file : null;
  }
}

function unboundError(id: string, kind: "local" | "free"): Error {
  if (kind === "local")
    return raise("UnboundLocalError", `cannot access local variable '${id}' where it is not associated with a value`);
  return raise(
    "NameError",
    `cannot access free variable '${id}' where it is not associated with a value in enclosing scope`,
  );
}
