import type { Call } from "../../python/tree";
import { builtin } from "./builtins";
import {
  ClassValue,
  type Constant,
  type Evaluated,
  ExternalValue,
  equal,
  FunctionValue,
  orUnknown,
  plain,
  UNKNOWN,
} from "./constant";
import { functionalEnumeration, packageChoices } from "./enumerations";
import { castText, databaseAddress, databaseEntry, environmentRead } from "./environment";
import { TRANSLATIONS } from "./knownValues";
import { osPath, pathMethod } from "./pathCalls";
import { PathValue } from "./paths";
import type { Expressions, Runner } from "./run";
import type { Scope } from "./scope";
import { textMethod } from "./texts";

/** What an evaluator is told of the project around it. */
export interface Surroundings {
  /** `settings.NAME`. */
  setting?(name: string): Evaluated;
  /** The variables of the project's `.env` file. */
  readonly environment?: ReadonlyMap<string, string>;
  /** Django's major version; without it, the current one. */
  readonly major?: number | null;
}

/** What calls are worked out with. */
export interface CallExpressions extends Expressions {
  text(node: Parameters<Expressions["evaluate"]>[0], scope: Scope): string | undefined;
  attribute(value: Evaluated, name: string): Evaluated;
  call(fn: Constant, positional: readonly Evaluated[], keywords?: ReadonlyMap<string, Evaluated>): Evaluated;
}

/** Works out calls: of functions and classes of the workspace, of Python's own, and readings of the environment. */
export class Calls {
  readonly #expressions: CallExpressions;
  readonly #runner: Runner;
  readonly #surroundings: Surroundings;

  constructor(expressions: CallExpressions, runner: Runner, surroundings: Surroundings) {
    this.#expressions = expressions;
    this.#runner = runner;
    this.#surroundings = surroundings;
  }

  /** The value of a call. */
  call(node: Call, scope: Scope): Evaluated {
    const value = this.#known(node, scope);
    if (value !== UNKNOWN) return value;
    const address = databaseAddress(node);
    if (address !== null) {
      const variable =
        address.variable === null || typeof address.variable === "string"
          ? address.variable
          : this.#expressions.text(address.variable, scope);
      const text =
        (variable == null ? undefined : this.#surroundings.environment?.get(variable)) ??
        (address.address === null ? undefined : plain(this.#expressions.evaluate(address.address, scope)));
      return typeof text === "string" ? (databaseEntry(text) ?? UNKNOWN) : UNKNOWN;
    }
    return this.#fromEnvironment(node, scope);
  }

  #fromEnvironment(node: Call, scope: Scope): Evaluated {
    const read = environmentRead(node);
    if (read === null) return UNKNOWN;
    const name = read.name === undefined ? undefined : this.#expressions.text(read.name, scope);
    const declared = name === undefined ? null : this.#declared(node, name, scope);
    const given = name === undefined ? undefined : this.#surroundings.environment?.get(name);
    if (given !== undefined) return castText(given, declared?.cast ?? read.cast);
    // What the environment does not have is None to os.environ.get.
    if (read.fallback === null) return declared?.fallback ?? (this.#isEnvironment(node, scope) ? null : UNKNOWN);
    const fallback = plain(this.#expressions.evaluate(read.fallback, scope));
    return typeof fallback === "string" ? castText(fallback, read.cast) : fallback;
  }

  #isEnvironment(node: Call, scope: Scope): boolean {
    const fn = plain(this.#expressions.evaluate(node.callee, scope));
    return fn instanceof ExternalValue && /^os\.(environ\.get|getenv)$/.test(fn.path);
  }

  /** `env = environ.Env(DEBUG=(bool, False))` says how `env("DEBUG")` is read. */
  #declared(node: Call, name: string, scope: Scope): { cast: string; fallback: Evaluated } | null {
    const root = node.callee.type === "Attribute" ? node.callee.value : node.callee;
    const resolved = this.#expressions.resolver.resolve(root, scope);
    if (resolved?.kind !== "value" || resolved.node.type !== "Call") return null;
    const declared = resolved.node.args.find((argument) => argument.name === name)?.value;
    if (declared?.type !== "Tuple") return null;
    const [cast, fallback] = declared.items;
    return {
      cast: cast?.type === "Name" ? cast.id : "str",
      fallback: fallback === undefined ? UNKNOWN : this.#expressions.evaluate(fallback, resolved.scope),
    };
  }

  /** Calls whose answer is certain. */
  #known(node: Call, scope: Scope): Evaluated {
    const { callee } = node;
    if (callee.type === "Attribute") {
      const changed = this.#runner.change(node, scope);
      if (changed !== undefined) return changed;
      const owner = plain(this.#expressions.evaluate(callee.value, scope));
      const method = this.#method(owner, callee.name, node, scope);
      if (method !== UNKNOWN) return method;
    }
    const fn = plain(this.#expressions.evaluate(callee, scope));
    if (fn === UNKNOWN) return UNKNOWN;
    if (fn instanceof PathValue)
      return osPath("join", [fn, ...(this.#expressions.arguments(node, scope)?.positional.map(plain) ?? [])]);
    const path = fn instanceof ExternalValue ? fn.path : fn instanceof FunctionValue ? nameOfFunction(fn) : "";
    const last = path.split(".").at(-1) ?? "";
    const args = this.#expressions.arguments(node, scope);
    if (args === null) return UNKNOWN;
    const positional = args.positional.map(plain);
    if (TRANSLATIONS.has(last)) return orUnknown(positional[0]);
    if (last === "pgettext" || last === "pgettext_lazy") return orUnknown(positional[1]);
    if (path === "builtins.getattr" || path === "builtins.hasattr") return this.#getattr(last, positional);
    if (/(^|\.)swapper(\.\w+)?\.get_model_name$/.test(path)) return this.#swapped(positional);
    const named = fn instanceof ClassValue ? `${fn.cls.module.dotted}.${fn.cls.name}` : path;
    const choices = positional.includes(UNKNOWN) ? null : packageChoices(named, positional as Constant[]);
    if (choices !== null) return choices;
    if (fn instanceof FunctionValue || fn instanceof ClassValue)
      return this.#expressions.call(fn, args.positional, args.keywords);
    if (positional.includes(UNKNOWN)) return UNKNOWN;
    return this.builtin(path, positional as Constant[], args.keywords);
  }

  /** What a function outside the workspace gives back. */
  builtin(path: string, args: readonly Constant[], keywords: ReadonlyMap<string, Evaluated>): Evaluated {
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
      const members = this.#expressions.iterate(first);
      if (members !== null)
        return builtin(last, [members, ...args.slice(1)], known, (fn, given) => this.#expressions.call(fn, given));
    }
    return builtin(last, args, known, (fn, given) => plain(this.#expressions.call(fn, given)));
  }

  #getattr(what: string, [owner, name, fallback]: readonly Evaluated[]): Evaluated {
    if (owner === undefined || owner === UNKNOWN || typeof name !== "string") return UNKNOWN;
    const found = this.#expressions.attribute(owner, name);
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
      const args = this.#expressions.arguments(node, scope)?.positional.map(plain) ?? [UNKNOWN];
      if (owner instanceof PathValue) return pathMethod(owner, name, args);
      return textMethod(owner, name, args);
    }
    if (!(owner instanceof Map) && !Array.isArray(owner)) return UNKNOWN;
    const args = this.#expressions.arguments(node, scope)?.positional.map(plain) ?? [];
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
