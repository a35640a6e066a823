import type { Binary, Call, Comprehension, Expression, Statement } from "../../python/tree";
import { itemsOf, LONGEST_LIST } from "./builtins";
import { Calls, type Surroundings } from "./calls";
import {
  ClassValue,
  CodeValue,
  type Constant,
  type Evaluated,
  ExternalValue,
  FunctionValue,
  InstanceValue,
  ModuleValue,
  orUnknown,
  plain,
  truthy,
  UNKNOWN,
} from "./constant";
import { choicesOf, EnumerationValue, enumMember, isEnumeration, membersOf } from "./enumerations";
import { Frame, type GivenArguments } from "./frame";
import { BUILTINS, outside, TRANSLATIONS } from "./knownValues";
import { LiveMembers } from "./liveMembers";
import { changedByBody } from "./mutations";
import { binary, compared, unary } from "./operators";
import { pathAttribute } from "./pathCalls";
import { PathValue } from "./paths";
import type { Resolved, Resolver } from "./resolver";
import { Runner } from "./run";
import { type Member, type PyClass, PyModule, type Scope } from "./scope";
import { shownText } from "./texts";

const DEEPEST = 200;
/** Expressions looked at for one question: enough for any table of choices, too few to hang on. */
const STEPS = 200_000;

/** Works out constants as far as they stand in the text: literals, names, enumerations, choices, settings, paths, simple functions. */
export class Evaluator {
  readonly resolver: Resolver;
  readonly #surroundings: Surroundings;
  readonly #runner: Runner;
  readonly #calls: Calls;
  /** Names whose value takes more than one statement to make, worked out once. */
  readonly #made = new Map<PyClass | PyModule, Map<string, Evaluated>>();
  readonly #live = new LiveMembers(this);
  #steps = 0;
  #open = 0;

  constructor(resolver: Resolver, surroundings: Surroundings = {}) {
    this.resolver = resolver;
    this.#surroundings = surroundings;
    this.#runner = new Runner(this);
    this.#calls = new Calls(this, this.#runner, surroundings);
  }

  /** The value of an expression in a scope. */
  evaluate(node: Expression, scope: Scope): Evaluated {
    if (this.#open === 0) this.#steps = 0;
    if (this.#open > DEEPEST || ++this.#steps > STEPS) return UNKNOWN;
    this.#open++;
    try {
      return this.#evaluate(node, scope);
    } finally {
      this.#open--;
    }
  }

  /** A text, where the expression is one. */
  text(node: Expression, scope: Scope): string | undefined {
    const value = plain(this.evaluate(node, scope));
    return typeof value === "string" ? value : undefined;
  }

  /** An expression as an argument that is passed on: its value, with the text it came from. */
  given(node: Expression, scope: Scope): Evaluated {
    const value = this.evaluate(node, scope);
    return value instanceof CodeValue ? value : new CodeValue(node, scope, value);
  }

  /** What a function gives back for arguments. */
  call(
    fn: Constant,
    positional: readonly Evaluated[],
    keywords: ReadonlyMap<string, Evaluated> = new Map(),
  ): Evaluated {
    if (fn instanceof FunctionValue) return this.#runner.call(fn, { positional, keywords });
    if (fn instanceof ClassValue) return this.#runner.construct(fn.cls, { positional, keywords });
    if (!(fn instanceof ExternalValue)) return UNKNOWN;
    const args = positional.map(plain);
    return args.includes(UNKNOWN) ? UNKNOWN : this.#calls.builtin(fn.path, args as Constant[], keywords);
  }

  /** Runs statements in a scope that has a frame. */
  statements(statements: readonly Statement[], scope: Scope): void {
    if (this.#open === 0) this.#steps = 0;
    this.#runner.run(statements, scope);
  }

  /** Runs a function for what it hands to `super().__init__`. */
  run(fn: FunctionValue, given: GivenArguments, passOn: (given: GivenArguments) => void): void {
    if (this.#open === 0) this.#steps = 0;
    this.#runner.call(fn, given, passOn);
  }

  /** `value.name`, for values that have attributes of their own. */
  attribute(value: Evaluated, name: string): Evaluated {
    if (value instanceof PathValue) return pathAttribute(value, name);
    if (value instanceof InstanceValue) return this.#ofInstance(value, name);
    if (value instanceof ModuleValue) return this.#ofModule(value.module, name);
    if (value instanceof ClassValue) return this.#ofClass(value, name);
    if (value instanceof EnumerationValue) return value.attribute(name);
    if (value instanceof ExternalValue) {
      if (value.path === "django.conf.settings") return orUnknown(this.#surroundings.setting?.(name));
      const known = this.#external(`${value.path}.${name}`);
      if (!(known instanceof ExternalValue)) return known;
      return new ExternalValue(`${value.path}.${name}`);
    }
    return UNKNOWN;
  }

  /** A body's members as far as the tests around them can be known; what cannot be known is read as if taken. */
  members(owner: PyClass | PyModule): readonly Member[] {
    return this.#live.members(owner);
  }

  /** The member that a name of a body stands for. */
  member(owner: PyClass | PyModule, name: string): Member | undefined {
    return this.members(owner).findLast((member) => member.name === name);
  }

  /** Whether no `if` around a class statement is known to go the other way. */
  isLive(cls: PyClass): boolean {
    return this.#live.has(cls);
  }

  /** Forgets what was worked out in modules that were changed, or that import such. */
  forget(modules: ReadonlySet<PyModule>): void {
    this.#live.forget(modules);
    for (const owner of this.#made.keys())
      if (modules.has(owner instanceof PyModule ? owner : owner.module)) this.#made.delete(owner);
  }

  /** The arguments of a call, stars spread; they stay expressions where they are passed on. */
  arguments(call: Call, scope: Scope, passedOn = false): GivenArguments | null {
    const positional: Evaluated[] = [];
    const keywords = new Map<string, Evaluated>();
    for (const { name, star, value } of call.args) {
      if (star === 0) {
        const given = passedOn ? this.given(value, scope) : this.evaluate(value, scope);
        if (name === null) positional.push(given);
        else keywords.set(name, given);
        continue;
      }
      const spread = plain(this.evaluate(value, scope));
      if (star === 1 && Array.isArray(spread)) positional.push(...spread);
      else if (star === 2 && spread instanceof Map) {
        for (const [key, item] of spread) if (typeof key === "string") keywords.set(key, item);
      } else if (!passedOn) return null;
    }
    return { positional, keywords };
  }

  #evaluate(node: Expression, scope: Scope): Evaluated {
    const next = (inner: Expression) => plain(this.evaluate(inner, scope));
    switch (node.type) {
      case "Literal":
        return node.value instanceof Uint8Array || node.kind === "ellipsis" ? UNKNOWN : node.value;
      case "JoinedString":
        return this.#joined(node.parts, scope);
      case "List":
      case "Tuple":
      case "Set":
        return this.#items(node.items, scope);
      case "Dict":
        return this.#dict(node.items, scope);
      case "Comprehension":
        return this.#comprehension(node, scope);
      case "Unary":
        return unary(node.operator, next(node.operand));
      case "Binary":
        return this.#binary(node, next);
      case "Compare":
        return this.#compare(node.operands, node.operators, next);
      case "BoolOperation": {
        const left = next(node.left);
        if (left === UNKNOWN || left instanceof ExternalValue)
          return node.operator === "or" ? next(node.right) : UNKNOWN;
        return truthy(left) === (node.operator === "or") ? left : next(node.right);
      }
      case "Conditional": {
        const test = next(node.test);
        if (test !== UNKNOWN && !(test instanceof ExternalValue))
          return truthy(test) ? next(node.then) : next(node.otherwise);
        const otherwise = next(node.otherwise);
        return otherwise === UNKNOWN ? next(node.then) : otherwise;
      }
      case "Lambda":
        return new FunctionValue(node, scope);
      case "Name":
        return this.#name(node.id, scope);
      case "Attribute":
        return this.attribute(next(node.value), node.name);
      case "Subscript":
        return this.#subscript(node.value, node.index, scope);
      case "Call":
        return this.#calls.call(node, scope);
      default:
        return UNKNOWN;
    }
  }

  #items(items: readonly Expression[], scope: Scope): Evaluated {
    const values: Constant[] = [];
    for (const item of items) {
      const value = plain(this.evaluate(item.type === "Starred" ? item.value : item, scope));
      if (value === UNKNOWN && scope.frame?.isSettings === true) {
        scope.frame.purpose.doubt?.(scope.module, item);
        continue;
      }
      if (value === UNKNOWN) return UNKNOWN;
      if (item.type !== "Starred") values.push(value);
      else {
        const inner = itemsOf(value);
        if (inner === null) return UNKNOWN;
        values.push(...inner);
      }
    }
    return values;
  }

  #dict(items: readonly { key: Expression | null; value: Expression }[], scope: Scope): Evaluated {
    const entries = new Map<Constant, Constant>();
    for (const { key, value } of items) {
      if (key === null) {
        const known = plain(this.evaluate(value, scope));
        if (known instanceof Map) for (const [name, item] of known) entries.set(name, item);
        continue;
      }
      const known = scope.frame?.passOn ? this.given(value, scope) : this.evaluate(value, scope);
      const name = plain(this.evaluate(key, scope));
      // A dictionary stays useful when one of its values cannot be known.
      if (name !== UNKNOWN && known !== UNKNOWN) entries.set(name, known);
    }
    return entries;
  }

  #name(id: string, scope: Scope): Evaluated {
    const local = scope.frame?.get(id);
    if (local !== undefined) return local;
    if (id === "__file__") return new PathValue(scope.module.file.path);
    if (id === "__name__") return scope.module.dotted;
    const resolved = this.resolver.name(id, scope);
    if (resolved === null)
      return BUILTINS.has(id) || TRANSLATIONS.has(id) ? new ExternalValue(`builtins.${id}`) : UNKNOWN;
    return this.#resolved(resolved, id);
  }

  #resolved(resolved: Resolved, id: string): Evaluated {
    switch (resolved.kind) {
      case "class":
        return new ClassValue(resolved.cls);
      case "module":
        return new ModuleValue(resolved.module);
      case "function":
        return new FunctionValue(resolved.node, resolved.scope);
      case "external":
        return this.#external(resolved.path);
      case "value":
        return this.#value(resolved, id);
    }
  }

  #external(path: string): Constant {
    return outside(path, this.#surroundings.major ?? null);
  }

  #value(resolved: { node: Expression; scope: Scope; item: number | null }, name: string): Evaluated {
    const { node, scope, item } = resolved;
    if (scope.cls !== null && isEnumeration(scope.cls, this.resolver)) {
      return orUnknown(enumMember(scope.cls, resolved, this)?.value);
    }
    // A list that statements after its own add to.
    const body = scope.cls === null ? scope.module.file.tree.body : scope.cls.node.body;
    if (changedByBody(body).has(name)) return this.#madeBy(scope, name, scope.cls ?? scope.module);
    const value = this.evaluate(node, scope);
    if (item === null) return value;
    const items = value === UNKNOWN ? null : itemsOf(value);
    return orUnknown(items?.[item]);
  }

  /** Runs the statements of a body that make or change a name. */
  #madeBy(scope: Scope, name: string, key: PyClass | PyModule): Evaluated {
    let known = this.#made.get(key);
    if (known === undefined) {
      known = new Map();
      this.#made.set(key, known);
    }
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, UNKNOWN);
    const body = scope.cls === null ? scope.module.file.tree.body : scope.cls.node.body;
    const value = this.#runner.made(name, changedByBody(body).get(name) ?? [], scope);
    known.set(name, value);
    return value;
  }

  #ofInstance(value: InstanceValue, name: string): Evaluated {
    const own = value.attributes.get(name);
    if (own !== undefined) return own;
    const found = this.resolver.member(value.cls, name);
    if (found?.kind === "function") {
      const bound = new FunctionValue(found.node, found.scope, value);
      return found.node.decorators.some((each) =>
        /property$/.test(each.type === "Name" ? each.id : each.type === "Attribute" ? each.name : ""),
      )
        ? this.call(bound, [])
        : bound;
    }
    if (found !== null) return this.#resolved(found, name);
    const fallback = this.resolver.member(value.cls, "__getattr__");
    return fallback?.kind === "function"
      ? this.call(new FunctionValue(fallback.node, fallback.scope, value), [name])
      : UNKNOWN;
  }

  #ofModule(module: PyModule, name: string): Evaluated {
    const found = this.resolver.attribute({ kind: "module", module }, name);
    const isThere = found !== null && !(found.kind === "external" && found.path === `${module.dotted}.${name}`);
    if (isThere) return this.#resolved(found, name);
    // `sys.modules[__name__] = settings` puts an object in the module's place; `__getattr__` answers for what is not there.
    const stand = module.standIn;
    if (stand !== null) return this.attribute(this.evaluate(stand, { module, cls: null }), name);
    const fallback = module.get("__getattr__");
    const scope = { module, cls: null };
    return fallback?.kind === "function" ? this.call(new FunctionValue(fallback.node, scope), [name]) : UNKNOWN;
  }

  #ofClass({ cls }: ClassValue, name: string): Evaluated {
    if (name === "__name__") return cls.name;
    const found = this.resolver.member(cls, name);
    if (found?.kind === "function") return new FunctionValue(found.node, found.scope, new ClassValue(cls));
    if (found !== null) return this.#resolved(found, name);
    return isEnumeration(cls, this.resolver) ? choicesOf(cls, name, this, this.resolver) : UNKNOWN;
  }

  #binary(node: Binary, next: (node: Expression) => Evaluated): Evaluated {
    const left = next(node.left);
    const right = next(node.right);
    if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN;
    return binary(node.operator, left, right);
  }

  #compare(
    operands: readonly Expression[],
    operators: readonly string[],
    next: (node: Expression) => Evaluated,
  ): Evaluated {
    const values = operands.map(next);
    for (const [i, operator] of operators.entries()) {
      const left = values[i];
      const right = values[i + 1];
      if (right instanceof ExternalValue && right.path === "os.environ" && typeof left === "string") {
        return (this.#surroundings.environment?.has(left) ?? false) === (operator === "in");
      }
      const answer = compared(operator, orUnknown(left), orUnknown(right));
      if (answer !== true) return answer;
    }
    return true;
  }

  #joined(parts: readonly (string | { value: Expression; format: unknown })[], scope: Scope): Evaluated {
    let text = "";
    for (const part of parts) {
      if (typeof part === "string") {
        text += part;
        continue;
      }
      const shown = part.format === null ? shownText(plain(this.evaluate(part.value, scope))) : UNKNOWN;
      if (shown === UNKNOWN) return UNKNOWN;
      text += shown;
    }
    return text;
  }

  #comprehension(node: Comprehension, scope: Scope): Evaluated {
    const found: (readonly [Constant, Constant])[] = [];
    const visit = (at: number, inner: Scope): boolean => {
      const clause = node.clauses[at];
      if (clause === undefined) {
        const element = plain(this.evaluate(node.element, inner));
        const value = node.value === null ? null : plain(this.evaluate(node.value, inner));
        if (element === UNKNOWN || value === UNKNOWN || found.length > LONGEST_LIST) return false;
        found.push([element, value]);
        return true;
      }
      const items = this.iterate(plain(this.evaluate(clause.iterable, inner)));
      if (items === null) return false;
      for (const item of items) {
        const frame = new Frame(inner.frame ?? null);
        const bound: Scope = { ...inner, frame };
        if (!this.#runner.bind(clause.target, item, bound)) return false;
        const tests = clause.conditions.map((condition) => plain(this.evaluate(condition, bound)));
        if (tests.includes(UNKNOWN)) return false;
        if (tests.every((test) => test !== UNKNOWN && truthy(test)) && !visit(at + 1, bound)) return false;
      }
      return true;
    };
    if (!visit(0, scope)) return UNKNOWN;
    return node.value === null ? found.map(([element]) => element) : new Map(found);
  }

  /** What a loop over a value goes through: an enumeration's members too. */
  iterate(value: Evaluated): readonly Constant[] | null {
    if (value === UNKNOWN) return null;
    if (value instanceof ClassValue && isEnumeration(value.cls, this.resolver)) return membersOf(value.cls, this);
    if (value instanceof EnumerationValue) return value.members.map((member) => member.value);
    return itemsOf(value);
  }

  #subscript(owner: Expression, index: Expression, scope: Scope): Evaluated {
    const value = plain(this.evaluate(owner, scope));
    if (value === UNKNOWN) return UNKNOWN;
    if (index.type === "Slice") {
      const bounds = [index.start, index.stop, index.step].map((each) =>
        each === null ? undefined : plain(this.evaluate(each, scope)),
      );
      const [start, stop, step] = bounds.map((bound) => (typeof bound === "bigint" ? Number(bound) : bound));
      if (step !== undefined || typeof start === "symbol" || typeof stop === "symbol") return UNKNOWN;
      const cut = (text: string | readonly Constant[]) =>
        text.slice(typeof start === "number" ? start : undefined, typeof stop === "number" ? stop : undefined);
      return typeof value === "string" || Array.isArray(value) ? cut(value) : UNKNOWN;
    }
    const key = plain(this.evaluate(index, scope));
    if (key === UNKNOWN) return UNKNOWN;
    if (Array.isArray(value) && typeof key === "bigint") return orUnknown(value.at(Number(key)));
    if (typeof value === "string" && typeof key === "bigint") return value.at(Number(key)) ?? UNKNOWN;
    if (value instanceof Map) return orUnknown(value.get(key));
    if (value instanceof ExternalValue && value.path === "os.environ" && typeof key === "string")
      return this.#surroundings.environment?.get(key) ?? UNKNOWN;
    return UNKNOWN;
  }
}
