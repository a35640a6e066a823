import type { Binary, Call, Comprehension, Expression, Statement } from "../../python/tree";
import { builtin, itemsOf, LONGEST_LIST } from "./builtins";
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
import {
  choicesOf,
  EnumerationValue,
  enumMember,
  functionalEnumeration,
  isEnumeration,
  membersOf,
  packageChoices,
} from "./enumerations";
import { castText, databaseAddress, databaseEntry, environmentRead } from "./environment";
import { Frame, type GivenArguments } from "./frame";
import { changedByBody } from "./mutations";
import { binary, compared, unary } from "./operators";
import { osPath, pathAttribute, pathMethod } from "./pathCalls";
import { PathValue } from "./paths";
import type { Resolved, Resolver } from "./resolver";
import { Runner } from "./run";
import { type Member, type PyClass, PyModule, type Scope } from "./scope";
import { shownText, textMethod } from "./texts";

const DEEPEST = 60;
/** Expressions looked at for one question: enough for any table of choices, too few to hang on. */
const STEPS = 200_000;

/** Calls that only mark a text for translation, by the last part of their path. */
const TRANSLATIONS = new Set([
  "gettext",
  "gettext_lazy",
  "gettext_noop",
  "ugettext",
  "ugettext_lazy",
  "_",
  "N_",
  "__",
  "gettext_lazy_noop",
  "ugettext_noop",
]);

const BUILTINS = new Set(
  "len range iter list tuple set frozenset sorted reversed enumerate zip map filter max min sum abs any all bool int float str dict getattr hasattr".split(
    " ",
  ),
);

const CURRENT_DJANGO = 5;

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** What some names of Python's own library stand for. */
const KNOWN_VALUES: ReadonlyMap<string, Constant> = new Map<string, Constant>([
  ["typing.TYPE_CHECKING", false],
  ["six.PY2", false],
  ["six.PY3", true],
  ["django.utils.six.PY2", false],
  ["django.utils.six.PY3", true],
  ["sys.argv", ["manage.py", "runserver"]],
  ["sys.platform", "linux"],
  ["os.name", "posix"],
  ["sys.version_info", [3n, 12n, 0n]],
  ["sys.maxsize", 2n ** 63n - 1n],
  ["calendar.day_name", DAYS],
  ["calendar.day_abbr", DAYS.map((day) => day.slice(0, 3))],
  ["calendar.month_name", ["", ...MONTHS]],
  ["calendar.month_abbr", ["", ...MONTHS.map((month) => month.slice(0, 3))]],
  ["string.ascii_lowercase", "abcdefghijklmnopqrstuvwxyz"],
  ["string.ascii_uppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["string.ascii_letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["string.digits", "0123456789"],
]);

/** What an evaluator is told of the project around it. */
export interface Surroundings {
  /** `settings.NAME`. */
  setting?(name: string): Evaluated;
  /** The variables of the project's `.env` file. */
  readonly environment?: ReadonlyMap<string, string>;
  /** Django's major version; without it, the current one. */
  readonly major?: number | null;
}

/** Works out constants as far as they stand in the text: literals, names, enumerations, choices, settings, paths, simple functions. */
export class Evaluator {
  readonly resolver: Resolver;
  readonly #surroundings: Surroundings;
  readonly #runner: Runner;
  /** Names whose value takes more than one statement to make, worked out once. */
  readonly #made = new Map<PyClass | PyModule, Map<string, Evaluated>>();
  readonly #members = new Map<PyClass | PyModule, readonly Member[]>();
  #steps = 0;
  #open = 0;

  constructor(resolver: Resolver, surroundings: Surroundings = {}) {
    this.resolver = resolver;
    this.#surroundings = surroundings;
    this.#runner = new Runner(this);
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
    return args.includes(UNKNOWN) ? UNKNOWN : this.#builtin(fn.path, args as Constant[], keywords);
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
    const known = this.#members.get(owner);
    if (known !== undefined) return known;
    const { branches } = owner;
    const scope: Scope = owner instanceof PyModule ? { module: owner, cls: null } : owner.scope;
    const live = branches.some((member) => member.guards.length > 0)
      ? branches.filter((member) => this.#isLive(member, scope))
      : owner.members;
    this.#members.set(owner, live);
    return live;
  }

  /** Forgets what was worked out in modules that were changed, or that import such. */
  forget(modules: ReadonlySet<PyModule>): void {
    const isIn = (owner: PyClass | PyModule) => modules.has(owner instanceof PyModule ? owner : owner.module);
    for (const map of [this.#members, this.#made]) for (const owner of map.keys()) if (isIn(owner)) map.delete(owner);
  }

  /** The member that a name of a body stands for. */
  member(owner: PyClass | PyModule, name: string): Member | undefined {
    return this.members(owner).findLast((member) => member.name === name);
  }

  /** Whether no `if` around a class statement is known to go the other way. */
  isLive(cls: PyClass): boolean {
    const { module } = cls;
    if (this.members(module) === module.members) return true;
    return this.members(module).some(({ binding }) => binding.kind === "class" && binding.cls === cls);
  }

  #isLive(member: Member, scope: Scope): boolean {
    let certain = member.guards.length > 0;
    for (const { test, taken } of member.guards) {
      const value = plain(this.evaluate(test, scope));
      if (value === UNKNOWN || value instanceof ExternalValue) certain = false;
      else if (truthy(value) !== taken) return false;
    }
    return certain || !member.shadowed;
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
        return this.#call(node, scope);
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

  /** What stands outside the workspace: a value that is known, else its name. */
  #external(path: string): Constant {
    if (path === "django.VERSION") return [BigInt(this.#surroundings.major ?? CURRENT_DJANGO), 0n, 0n, "final", 0n];
    return KNOWN_VALUES.get(path) ?? new ExternalValue(path);
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

  #call(node: Call, scope: Scope): Evaluated {
    const value = this.#known(node, scope);
    if (value !== UNKNOWN) return value;
    const address = databaseAddress(node);
    if (address !== null) {
      const variable =
        address.variable === null || typeof address.variable === "string"
          ? address.variable
          : this.text(address.variable, scope);
      const text =
        (variable == null ? undefined : this.#surroundings.environment?.get(variable)) ??
        (address.address === null ? undefined : plain(this.evaluate(address.address, scope)));
      return typeof text === "string" ? (databaseEntry(text) ?? UNKNOWN) : UNKNOWN;
    }
    return this.#fromEnvironment(node, scope);
  }

  #fromEnvironment(node: Call, scope: Scope): Evaluated {
    const read = environmentRead(node);
    if (read === null) return UNKNOWN;
    const name = read.name === undefined ? undefined : this.text(read.name, scope);
    const declared = name === undefined ? null : this.#declared(node, name, scope);
    const given = name === undefined ? undefined : this.#surroundings.environment?.get(name);
    if (given !== undefined) return castText(given, declared?.cast ?? read.cast);
    // What the environment does not have is None to os.environ.get.
    if (read.fallback === null) return declared?.fallback ?? (this.#isEnvironment(node, scope) ? null : UNKNOWN);
    const fallback = plain(this.evaluate(read.fallback, scope));
    return typeof fallback === "string" ? castText(fallback, read.cast) : fallback;
  }

  #isEnvironment(node: Call, scope: Scope): boolean {
    const fn = plain(this.evaluate(node.callee, scope));
    return fn instanceof ExternalValue && /^os\.(environ\.get|getenv)$/.test(fn.path);
  }

  /** `env = environ.Env(DEBUG=(bool, False))` says how `env("DEBUG")` is read. */
  #declared(node: Call, name: string, scope: Scope): { cast: string; fallback: Evaluated } | null {
    const root = node.callee.type === "Attribute" ? node.callee.value : node.callee;
    const resolved = this.resolver.resolve(root, scope);
    if (resolved?.kind !== "value" || resolved.node.type !== "Call") return null;
    const declared = resolved.node.args.find((argument) => argument.name === name)?.value;
    if (declared?.type !== "Tuple") return null;
    const [cast, fallback] = declared.items;
    return {
      cast: cast?.type === "Name" ? cast.id : "str",
      fallback: fallback === undefined ? UNKNOWN : this.evaluate(fallback, resolved.scope),
    };
  }

  /** Calls whose answer is certain. */
  #known(node: Call, scope: Scope): Evaluated {
    const { callee } = node;
    if (callee.type === "Attribute") {
      const changed = this.#runner.change(node, scope);
      if (changed !== undefined) return changed;
      const owner = plain(this.evaluate(callee.value, scope));
      const method = this.#method(owner, callee.name, node, scope);
      if (method !== UNKNOWN) return method;
    }
    const fn = plain(this.evaluate(callee, scope));
    if (fn === UNKNOWN) return UNKNOWN;
    if (fn instanceof PathValue)
      return osPath("join", [fn, ...(this.arguments(node, scope)?.positional.map(plain) ?? [])]);
    const path = fn instanceof ExternalValue ? fn.path : fn instanceof FunctionValue ? nameOfFunction(fn) : "";
    const last = path.split(".").at(-1) ?? "";
    const args = this.arguments(node, scope);
    if (args === null) return UNKNOWN;
    const positional = args.positional.map(plain);
    if (TRANSLATIONS.has(last)) return orUnknown(positional[0]);
    if (last === "pgettext" || last === "pgettext_lazy") return orUnknown(positional[1]);
    if (path === "builtins.getattr" || path === "builtins.hasattr") return this.#getattr(last, positional);
    if (/(^|\.)swapper(\.\w+)?\.get_model_name$/.test(path)) return this.#swapped(positional);
    const named = fn instanceof ClassValue ? `${fn.cls.module.dotted}.${fn.cls.name}` : path;
    const choices = positional.includes(UNKNOWN) ? null : packageChoices(named, positional as Constant[]);
    if (choices !== null) return choices;
    if (fn instanceof FunctionValue || fn instanceof ClassValue) return this.call(fn, args.positional, args.keywords);
    if (positional.includes(UNKNOWN)) return UNKNOWN;
    return this.#builtin(path, positional as Constant[], args.keywords);
  }

  #builtin(path: string, args: readonly Constant[], keywords: ReadonlyMap<string, Evaluated>): Evaluated {
    const [first] = args;
    const last = path.split(".").at(-1) ?? "";
    if (path === "builtins.str" || path === "os.fspath")
      return first instanceof PathValue ? first : builtin("str", args, new Map(), () => UNKNOWN);
    if (/^pathlib\.(Pure)?(Posix)?Path$/.test(path))
      return args.reduce<Evaluated>((at, part) => osPath("join", [at, part]), new PathValue(""));
    if (path.startsWith("os.path.")) return osPath(last, args);
    if (path.startsWith("configurations.values.")) return configured(last, first, keywords);
    if (path === "environ.Path" || path === "decouple.Path") return first instanceof PathValue ? first : UNKNOWN;
    if (path === "collections.OrderedDict") return builtin("dict", args, new Map(), () => UNKNOWN);
    if (path === "copy.copy" || path === "copy.deepcopy") return orUnknown(first);
    if (!path.startsWith("builtins.")) return functionalEnumeration(path, args[1]) ?? UNKNOWN;
    const known = new Map<string, Constant>();
    for (const [name, value] of keywords) {
      const item = plain(value);
      if (item !== UNKNOWN) known.set(name, item);
    }
    if (first instanceof ClassValue) {
      const members = this.iterate(first);
      if (members !== null)
        return builtin(last, [members, ...args.slice(1)], known, (fn, given) => this.call(fn, given));
    }
    return builtin(last, args, known, (fn, given) => plain(this.call(fn, given)));
  }

  #getattr(what: string, [owner, name, fallback]: readonly Evaluated[]): Evaluated {
    if (owner === undefined || owner === UNKNOWN || typeof name !== "string") return UNKNOWN;
    const found = this.attribute(owner, name);
    const value = found instanceof ExternalValue ? UNKNOWN : found;
    if (what === "hasattr") return value !== UNKNOWN;
    return value === UNKNOWN ? orUnknown(fallback) : value;
  }

  /** swapper: the setting that swaps a model, else the model itself. */
  #swapped([app, model]: readonly Evaluated[]): Evaluated {
    if (typeof app !== "string" || typeof model !== "string") return UNKNOWN;
    const chosen = this.#surroundings.setting?.(`${app}_${model}_MODEL`.toUpperCase());
    return typeof chosen === "string" ? chosen : `${app}.${model}`;
  }

  #method(owner: Evaluated, name: string, node: Call, scope: Scope): Evaluated {
    if (owner instanceof PathValue || typeof owner === "string") {
      const args = this.arguments(node, scope)?.positional.map(plain) ?? [UNKNOWN];
      if (owner instanceof PathValue) return pathMethod(owner, name, args);
      return textMethod(owner, name, args);
    }
    if (!(owner instanceof Map) && !Array.isArray(owner)) return UNKNOWN;
    const args = this.arguments(node, scope)?.positional.map(plain) ?? [];
    const [first, fallback] = args;
    if (Array.isArray(owner)) {
      if (name === "copy") return owner;
      if (name !== "index" && name !== "count") return UNKNOWN;
      const at = owner.findIndex((item) => first !== undefined && first !== UNKNOWN && equal(item, first));
      return name === "index" && at >= 0 ? BigInt(at) : UNKNOWN;
    }
    switch (name) {
      case "keys":
        return [...owner.keys()];
      case "values":
        return [...owner.values()];
      case "items":
        return [...owner].map(([key, value]) => [key, value]);
      case "copy":
        return owner;
      case "get":
        if (first === undefined || first === UNKNOWN) return UNKNOWN;
        return owner.has(first) ? orUnknown(owner.get(first)) : fallback === undefined ? null : fallback;
      default:
        return UNKNOWN;
    }
  }
}

/** A value of django-configurations: its default, as the environment is not looked into. */
function configured(kind: string, first: Constant | undefined, keywords: ReadonlyMap<string, Evaluated>): Evaluated {
  const value = first === undefined ? plain(orUnknown(keywords.get("default"))) : first;
  if (kind !== "DatabaseURLValue" || typeof value !== "string") return value;
  const entry = databaseEntry(value);
  return entry === null ? UNKNOWN : new Map<Constant, Constant>([["default", entry]]);
}

function nameOfFunction(fn: FunctionValue): string {
  return fn.node.type === "FunctionDefinition" ? `${fn.scope.module.dotted}.${fn.node.name}` : "";
}
