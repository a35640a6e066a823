import { PyDict, PySet, PyTuple } from "./collections";
import { typeNameOf } from "./equality";
import { exceptionClass, LimitExceeded, PyException, PyRaise, raise, UnsupportedError } from "./exceptions";
import { formatValue } from "./format";
import { hasNativeAttribute, PyBoundMethod, PyClass, PyFunction, PySuper } from "./functions";
import { PyIterator } from "./iterators";
import { pairsOf } from "./mappings";
import { type CallArguments, ELLIPSIS, type MaybePromise, PyObject, PySlice, type Value } from "./objects";
import { binary, compare, SIZE_LIMIT, unary } from "./operations";
import { RuntimeBase } from "./runtime";
import { Scope } from "./scope";
import { closest } from "./suggest";
import type {
  Call,
  Comprehension,
  ComprehensionClause,
  Expression,
  FormattedValue,
  JoinedString,
  Lambda,
  Parameter,
  Span,
} from "./tree";

/** Evaluates expressions. */
export abstract class Evaluator extends RuntimeBase {
  /** Names that exist without an import. */
  abstract builtin(name: string): Value | undefined;
  abstract assign(target: Expression, value: Value, scope: Scope): MaybePromise<void>;

  evaluate(node: Expression, scope: Scope): MaybePromise<Value> {
    this.step();
    switch (node.type) {
      case "Literal":
        return node.kind === "ellipsis" ? ELLIPSIS : node.value;
      case "Name":
        return this.#name(node.id, node, scope);
      default:
        return this.#placed(node, scope);
    }
  }

  /** Errors get the place of the innermost expression that raised them. */
  async #placed(node: Expression, scope: Scope): Promise<Value> {
    try {
      return await this.#evaluate(node, scope);
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
    const error = raise(
      "NameError",
      `name '${id}' is not defined`,
      guess ? { hint: `Did you mean \`${guess}\`?` } : {},
    );
    place(error, span);
    throw error;
  }

  abstract builtinNames(): Iterable<string>;

  async #evaluate(node: Expression, scope: Scope): Promise<Value> {
    switch (node.type) {
      case "Attribute": {
        const value = await this.evaluate(node.value, scope);
        try {
          return await this.getAttribute(value, node.name);
        } catch (error) {
          place(error, node.nameSpan);
          throw error;
        }
      }
      case "Call":
        return this.#call(node, scope);
      case "Subscript":
        return this.getItem(await this.evaluate(node.value, scope), await this.evaluate(node.index, scope));
      case "Slice":
        return new PySlice(
          node.start ? await this.evaluate(node.start, scope) : null,
          node.stop ? await this.evaluate(node.stop, scope) : null,
          node.step ? await this.evaluate(node.step, scope) : null,
        );
      case "List":
        return this.#items(node.items, scope);
      case "Tuple":
        return new PyTuple(await this.#items(node.items, scope));
      case "Set":
        return new PySet(await this.#items(node.items, scope));
      case "Dict": {
        const dict = new PyDict();
        for (const item of node.items) {
          if (item.key) dict.set(await this.evaluate(item.key, scope), await this.evaluate(item.value, scope));
          else for (const [key, value] of pairsOf(await this.evaluate(item.value, scope))) dict.set(key, value);
        }
        return dict;
      }
      case "Comprehension":
        return this.#comprehension(node, scope);
      case "Unary": {
        const operand = await this.evaluate(node.operand, scope);
        return node.operator === "not" ? !(await this.truth(operand)) : unary(node.operator, operand, this);
      }
      case "Binary": {
        const left = await this.evaluate(node.left, scope);
        return binary(node.operator, left, await this.evaluate(node.right, scope), this);
      }
      case "Compare": {
        let left = await this.evaluate(node.operands[0] as Expression, scope);
        let result: Value = true;
        for (const [i, operator] of node.operators.entries()) {
          const right = await this.evaluate(node.operands[i + 1] as Expression, scope);
          result = await compare(operator, left, right, this);
          if (i + 1 < node.operators.length && !(await this.truth(result))) return result;
          left = right;
        }
        return result;
      }
      case "BoolOperation": {
        const left = await this.evaluate(node.left, scope);
        const decided = (await this.truth(left)) === (node.operator === "or");
        return decided ? left : this.evaluate(node.right, scope);
      }
      case "Conditional":
        return this.evaluate(
          (await this.truth(await this.evaluate(node.test, scope))) ? node.then : node.otherwise,
          scope,
        );
      case "Lambda":
        return this.makeFunction("<lambda>", node, scope);
      case "JoinedString":
        return this.#joined(node, scope);
      case "Await":
        return this.evaluate(node.value, scope);
      case "Assigned": {
        const value = await this.evaluate(node.value, scope);
        scope.call.set(node.target.id, value);
        return value;
      }
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

  async #items(nodes: readonly Expression[], scope: Scope): Promise<Value[]> {
    const out: Value[] = [];
    for (const node of nodes) {
      if (node.type === "Starred")
        for await (const value of this.#starred(await this.evaluate(node.value, scope), "Value")) {
          this.step();
          out.push(value);
        }
      else out.push(await this.evaluate(node, scope));
    }
    return out;
  }

  async #call(node: Call, scope: Scope): Promise<Value> {
    if (node.callee.type === "Name" && node.callee.id === "super" && node.args.length === 0) return this.#super(scope);
    const callee = await this.evaluate(node.callee, scope);
    const args = await this.#arguments(node, scope, callee);
    return this.call(callee, args);
  }

  /** What `*value` stands for. Throws TypeError, naming whose argument it is. */
  #starred(value: Value, whose: string): Iterable<Value> | AsyncIterable<Value> {
    try {
      return this.iterate(value);
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      throw raise("TypeError", `${whose} after * must be an iterable, not ${typeNameOf(value)}`);
    }
  }

  async #arguments(node: Call, scope: Scope, callee: Value): Promise<CallArguments> {
    const whose = callee instanceof PyObject && "name" in callee ? `${String(callee.name)}() ` : "";
    const lazy = callee instanceof PyFunction || callee instanceof PyBoundMethod || callee instanceof PyClass;
    const positional: Value[] = [];
    const keywords = new Map<string, Value>();
    for (const arg of node.args) {
      const value = await this.evaluate(arg.value.type === "Starred" ? arg.value.value : arg.value, scope);
      if (arg.star === 1 || arg.value.type === "Starred")
        for await (const item of this.#starred(value, `${whose}argument`)) positional.push(item);
      else if (arg.star === 2) {
        if (!(value instanceof PyDict))
          throw raise("TypeError", `${whose}argument after ** must be a mapping, not ${typeNameOf(value)}`);
        for (const [key, item] of value.entries()) {
          if (typeof key !== "string") throw raise("TypeError", "keywords must be strings");
          if (keywords.has(key)) throw raise("TypeError", `got multiple values for keyword argument '${key}'`);
          keywords.set(key, item);
        }
      } else if (arg.name !== null) {
        if (keywords.has(arg.name)) throw raise("SyntaxError", `keyword argument repeated: ${arg.name}`);
        // A keyword of the query API (`pk__in=(…)`) is read where nothing can wait for its values.
        if (!lazy && value instanceof PyIterator) await value.fill(SIZE_LIMIT);
        keywords.set(arg.name, value);
      } else positional.push(value);
    }
    return { positional, keywords };
  }

  #super(scope: Scope): Value {
    const call = scope.call;
    const owner = call.fn?.owner;
    const first = call.fn?.parameters[0];
    const self = first ? call.names.get(first.name) : undefined;
    if (!owner || self === undefined) throw raise("RuntimeError", "super(): no arguments");
    const cls = hasNativeAttribute(self) ? self.scriptClass : this.classOf(self);
    return new PySuper(owner, self, cls);
  }

  makeFunction(
    name: string,
    node: Lambda | { parameters: readonly Parameter[]; body: PyFunction["body"] },
    scope: Scope,
  ): MaybePromise<Value> {
    const withDefaults = node.parameters.filter((p) => p.default);
    const make = (defaults: ReadonlyMap<string, Value>): PyFunction =>
      new PyFunction(name, node.parameters, node.body, scope, defaults, this.fileOf(scope));
    if (withDefaults.length === 0) return make(new Map());
    return (async () => {
      const defaults = new Map<string, Value>();
      for (const p of withDefaults) defaults.set(p.name, await this.evaluate(p.default as Expression, scope));
      return make(defaults);
    })();
  }

  /** The workspace file whose code runs in this scope; null for the script itself. */
  fileOf(scope: Scope): string | null {
    const file = scope.module.names.get("__file__");
    return typeof file === "string" ? file : null;
  }

  async #comprehension(node: Comprehension, scope: Scope): Promise<Value> {
    const inner = new Scope("comprehension", scope, scope.fn);
    const first = await this.evaluate((node.clauses[0] as ComprehensionClause).iterable, scope);
    const source = this.iterate(first);
    if (node.kind === "generator") return new PyIterator("generator", this.#elements(node, source, inner));
    const list: Value[] = [];
    const dict = new PyDict();
    const set = new PySet();
    for await (const _ of this.#rows(node.clauses, 0, source, inner)) {
      const element = await this.evaluate(node.element, inner);
      if (node.kind === "set") set.add(element);
      else if (node.kind === "dict") dict.set(element, node.value ? await this.evaluate(node.value, inner) : null);
      else if (list.push(element) > SIZE_LIMIT) throw new LimitExceeded("The script builds a list that is too long.");
    }
    return node.kind === "dict" ? dict : node.kind === "set" ? set : list;
  }

  async *#elements(
    node: Comprehension,
    source: Iterable<Value> | AsyncIterable<Value>,
    inner: Scope,
  ): AsyncGenerator<Value> {
    for await (const _ of this.#rows(node.clauses, 0, source, inner)) yield await this.evaluate(node.element, inner);
  }

  /** Runs the clauses from `at` on, and stops once for each element that they want. */
  async *#rows(
    clauses: readonly ComprehensionClause[],
    at: number,
    source: Iterable<Value> | AsyncIterable<Value>,
    inner: Scope,
  ): AsyncGenerator<null> {
    const clause = clauses[at] as ComprehensionClause;
    const next = clauses[at + 1];
    for await (const value of source) {
      await this.breathe();
      await this.assign(clause.target, value, inner);
      let wanted = true;
      for (const condition of clause.conditions)
        wanted = wanted && (await this.truth(await this.evaluate(condition, inner)));
      if (!wanted) continue;
      if (next) yield* this.#rows(clauses, at + 1, this.iterate(await this.evaluate(next.iterable, inner)), inner);
      else yield null;
    }
  }

  async #joined(node: JoinedString, scope: Scope): Promise<string> {
    let out = "";
    for (const part of node.parts) out += typeof part === "string" ? part : await this.#formatted(part, scope);
    if (out.length > SIZE_LIMIT) throw new LimitExceeded("The script builds a string that is too long.");
    return out;
  }

  async #formatted(part: FormattedValue, scope: Scope): Promise<string> {
    const value = await this.evaluate(part.value, scope);
    let spec = "";
    for (const piece of part.format ?? [])
      spec += typeof piece === "string" ? piece : await this.#formatted(piece, scope);
    const debug = part.debug ?? "";
    const conversion = part.conversion ?? (part.debug !== null && part.format === null ? "r" : null);
    if (conversion === null) return debug + (await formatValue(value, spec, this));
    const text = conversion === "s" ? await this.str(value) : await this.repr(value);
    return debug + (await formatValue(text, spec, this));
  }
}

function unboundError(id: string, kind: "local" | "free"): PyRaise {
  if (kind === "local")
    return raise("UnboundLocalError", `cannot access local variable '${id}' where it is not associated with a value`);
  return raise(
    "NameError",
    `cannot access free variable '${id}' where it is not associated with a value in enclosing scope`,
  );
}

/** The same error, with its place noted. */
export function placed<T>(error: T, span: Span): T {
  place(error, span);
  return error;
}

/** Notes where an error arose, unless a deeper place is known. */
export function place(error: unknown, span: Span): void {
  if (
    (error instanceof PyRaise || error instanceof UnsupportedError || error instanceof LimitExceeded) &&
    !error.span
  ) {
    error.span = { from: span.from, to: span.to };
  }
}

/** Forgets where an error arose, so that the caller's place is noted. */
export function unplace(error: unknown): void {
  if (error instanceof PyRaise || error instanceof UnsupportedError || error instanceof LimitExceeded)
    error.span = null;
}

/** The exception that a raised value stands for. Throws TypeError for what cannot be raised. */
export function toException(value: Value): PyException {
  if (value instanceof PyException) return value;
  if (value !== null && typeof value === "object" && "isSubclassOf" in value)
    return new PyException(value as never, []);
  return new PyException(
    exceptionClass("TypeError"),
    ["exceptions must derive from BaseException"],
    "exceptions must derive from BaseException",
  );
}
