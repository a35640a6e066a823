import type { Binary, Call, Expression } from "../../python/tree";
import { type Constant, type Evaluated, truthy, UNKNOWN } from "./constant";
import { choicesOf, enumMember, isEnumeration } from "./enumerations";
import { databaseAddress, databaseEntry, environmentDefault } from "./environment";
import { joinPath, PathValue, parentPath } from "./paths";
import type { Resolver } from "./resolver";
import type { Scope } from "./scope";

const LIMIT = 60;

/** Calls that only mark a text for translation, by the last part of their path. */
const TRANSLATIONS = new Set(["gettext", "gettext_lazy", "gettext_noop", "ugettext", "ugettext_lazy", "_", "N_"]);

/** Works out constants as far as they stand in the text: literals, names, enumerations, choices, settings, paths. */
export class Evaluator {
  readonly #resolver: Resolver;
  /** Answers `settings.NAME`. */
  readonly #setting: (name: string) => Evaluated;

  constructor(resolver: Resolver, setting: (name: string) => Evaluated = () => UNKNOWN) {
    this.#resolver = resolver;
    this.#setting = setting;
  }

  evaluate(node: Expression, scope: Scope, depth = 0): Evaluated {
    if (depth > LIMIT) return UNKNOWN;
    const next = (inner: Expression) => this.evaluate(inner, scope, depth + 1);
    switch (node.type) {
      case "Literal":
        return node.value instanceof Uint8Array || node.kind === "ellipsis" ? UNKNOWN : node.value;
      case "JoinedString":
        return this.#joined(node.parts, scope, depth);
      case "List":
      case "Tuple":
      case "Set":
        return this.#items(node.items, scope, depth);
      case "Dict":
        return this.#dict(node.items, scope, depth);
      case "Unary":
        return unary(node.operator, next(node.operand));
      case "Binary":
        return this.#binary(node, scope, depth);
      case "BoolOperation": {
        const left = next(node.left);
        if (left === UNKNOWN) return node.operator === "or" ? next(node.right) : UNKNOWN;
        return truthy(left) === (node.operator === "or") ? left : next(node.right);
      }
      case "Conditional": {
        const test = next(node.test);
        if (test !== UNKNOWN) return truthy(test) ? next(node.then) : next(node.otherwise);
        const otherwise = next(node.otherwise);
        return otherwise === UNKNOWN ? next(node.then) : otherwise;
      }
      case "Name":
      case "Attribute":
        return this.#named(node, scope, depth);
      case "Subscript":
        return subscript(next(node.value), next(node.index));
      case "Call":
        return this.#call(node, scope, depth);
      default:
        return UNKNOWN;
    }
  }

  /** A text, where the expression is one. */
  text(node: Expression, scope: Scope): string | undefined {
    const value = this.evaluate(node, scope);
    return typeof value === "string" ? value : undefined;
  }

  #items(items: readonly Expression[], scope: Scope, depth: number): Evaluated {
    const values: Constant[] = [];
    for (const item of items) {
      const value = this.evaluate(item.type === "Starred" ? item.value : item, scope, depth + 1);
      if (value === UNKNOWN) return UNKNOWN;
      if (item.type !== "Starred") values.push(value);
      else if (Array.isArray(value)) values.push(...value);
      else return UNKNOWN;
    }
    return values;
  }

  #dict(items: readonly { key: Expression | null; value: Expression }[], scope: Scope, depth: number): Evaluated {
    const entries = new Map<Constant, Constant>();
    for (const { key, value } of items) {
      const known = this.evaluate(value, scope, depth + 1);
      if (key === null) {
        if (known instanceof Map) for (const [name, item] of known) entries.set(name, item);
        continue;
      }
      const name = this.evaluate(key, scope, depth + 1);
      // A dictionary stays useful when one of its values cannot be known.
      if (name !== UNKNOWN && known !== UNKNOWN) entries.set(name, known);
    }
    return entries;
  }

  #named(node: Expression, scope: Scope, depth: number): Evaluated {
    if (node.type === "Name" && node.id === "__file__") return new PathValue(scope.module.file.path);
    if (node.type === "Attribute") {
      const path = this.#pathAttribute(node.value, node.name, scope, depth);
      if (path !== null) return path;
    }
    const resolved = this.#resolver.resolve(node, scope);
    if (resolved?.kind === "value") return this.#value(resolved, depth);
    if (resolved?.kind === "external") {
      const setting = /^django\.conf\.settings\.(\w+)$/.exec(resolved.path)?.[1];
      if (setting !== undefined) return this.#setting(setting);
    }
    if (node.type !== "Attribute") return UNKNOWN;
    const owner = this.#resolver.resolve(node.value, scope);
    if (owner?.kind === "class" && isEnumeration(owner.cls, this.#resolver)) {
      return choicesOf(owner.cls, node.name, this, this.#resolver);
    }
    // `Genre.NOVEL.value` and `.label`
    if (node.name !== "value" && node.name !== "label") return UNKNOWN;
    if (owner?.kind !== "value" || owner.scope.cls === null || !isEnumeration(owner.scope.cls, this.#resolver))
      return UNKNOWN;
    const member = enumMember(owner.scope.cls, owner, this);
    return member === null ? UNKNOWN : member[node.name];
  }

  #value(resolved: { node: Expression; scope: Scope; item: number | null }, depth: number): Evaluated {
    const { node, scope, item } = resolved;
    if (scope.cls !== null && isEnumeration(scope.cls, this.#resolver)) {
      return enumMember(scope.cls, resolved, this)?.value ?? UNKNOWN;
    }
    const value = this.evaluate(node, scope, depth + 1);
    if (item === null) return value;
    return Array.isArray(value) ? (value[item] ?? UNKNOWN) : UNKNOWN;
  }

  #binary(node: Binary, scope: Scope, depth: number): Evaluated {
    const left = this.evaluate(node.left, scope, depth + 1);
    const right = this.evaluate(node.right, scope, depth + 1);
    if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN;
    if (node.operator === "+") {
      if (typeof left === "string" && typeof right === "string") return left + right;
      if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
    }
    if (node.operator === "|" && left instanceof Map && right instanceof Map) return new Map([...left, ...right]);
    if (node.operator === "/" && left instanceof PathValue && typeof right === "string") return joinPath(left, right);
    if (node.operator === "%" && typeof left === "string") return formatted(left, right);
    if (typeof left === "bigint" && typeof right === "bigint") return integers(node.operator, left, right);
    return UNKNOWN;
  }

  #joined(parts: readonly (string | { value: Expression; format: unknown })[], scope: Scope, depth: number): Evaluated {
    let text = "";
    for (const part of parts) {
      const value = typeof part === "string" ? part : this.evaluate(part.value, scope, depth + 1);
      if (value === UNKNOWN || Array.isArray(value) || value instanceof Map) return UNKNOWN;
      if (typeof part !== "string" && part.format !== null) return UNKNOWN;
      text += value instanceof PathValue ? value.path : String(value);
    }
    return text;
  }

  /** `.parent` and `.parents[1]` of a path. */
  #pathAttribute(owner: Expression, name: string, scope: Scope, depth: number): Evaluated | null {
    if (name !== "parent" && name !== "parents" && name !== "name") return null;
    const value = this.evaluate(owner, scope, depth + 1);
    if (!(value instanceof PathValue)) return null;
    if (name === "parent") return parentPath(value);
    if (name === "name") return value.path.split("/").at(-1) ?? "";
    const parents: PathValue[] = [];
    for (let at = value; at.path !== "" && parents.length < LIMIT; ) {
      at = parentPath(at);
      parents.push(at);
    }
    return parents;
  }

  #call(node: Call, scope: Scope, depth: number): Evaluated {
    const value = this.#known(node, scope, depth);
    if (value !== UNKNOWN) return value;
    const address = databaseAddress(node);
    const text = address === null ? UNKNOWN : this.evaluate(address, scope, depth + 1);
    if (typeof text === "string") return databaseEntry(text) ?? UNKNOWN;
    const fallback = environmentDefault(node);
    return fallback === null ? UNKNOWN : this.evaluate(fallback, scope, depth + 1);
  }

  /** Calls whose answer is certain. */
  #known(node: Call, scope: Scope, depth: number): Evaluated {
    const args = node.args.filter((argument) => argument.name === null && argument.star === 0);
    const first = args[0] === undefined ? undefined : this.evaluate(args[0].value, scope, depth + 1);
    const resolved = this.#resolver.resolve(node.callee, scope);
    const path = resolved?.kind === "external" ? resolved.path : node.callee.type === "Name" ? node.callee.id : "";
    const last = path.split(".").at(-1) ?? "";
    if (TRANSLATIONS.has(last)) return first ?? UNKNOWN;
    if (last === "pgettext" || last === "pgettext_lazy")
      return args[1] === undefined ? UNKNOWN : this.evaluate(args[1].value, scope, depth + 1);
    if (path === "str" || path === "os.fspath")
      return first instanceof PathValue ? first : typeof first === "string" ? first : UNKNOWN;
    if ((path === "list" || path === "tuple") && Array.isArray(first)) return first;
    if (path === "dict") return this.#keywords(node, scope, depth);
    if (/^pathlib\.(Pure)?(Posix)?Path$/.test(path))
      return first instanceof PathValue ? first : typeof first === "string" ? new PathValue(first) : UNKNOWN;
    if (path.startsWith("os.path."))
      return this.#osPath(
        last,
        args.map((argument) => this.evaluate(argument.value, scope, depth + 1)),
      );
    if (node.callee.type !== "Attribute") return UNKNOWN;
    return this.#method(
      node.callee.value,
      node.callee.name,
      args.map((argument) => argument.value),
      scope,
      depth,
    );
  }

  #keywords(node: Call, scope: Scope, depth: number): Evaluated {
    const entries = new Map<Constant, Constant>();
    for (const argument of node.args) {
      const value = this.evaluate(argument.value, scope, depth + 1);
      if (argument.name !== null && value !== UNKNOWN) entries.set(argument.name, value);
    }
    return entries;
  }

  #osPath(name: string, values: readonly Evaluated[]): Evaluated {
    const [first, ...rest] = values;
    const base = typeof first === "string" ? new PathValue(first) : first;
    if (!(base instanceof PathValue)) return UNKNOWN;
    if (name === "dirname") return parentPath(base);
    if (name === "abspath" || name === "realpath" || name === "normpath" || name === "expanduser") return base;
    if (name !== "join") return UNKNOWN;
    let path: PathValue = base;
    for (const part of rest) {
      if (typeof part !== "string" && !(part instanceof PathValue)) return UNKNOWN;
      path = typeof part === "string" ? joinPath(path, part) : part;
    }
    return path;
  }

  #method(owner: Expression, name: string, args: readonly Expression[], scope: Scope, depth: number): Evaluated {
    const value = this.evaluate(owner, scope, depth + 1);
    const values = args.map((argument) => this.evaluate(argument, scope, depth + 1));
    const [first] = values;
    if (value instanceof PathValue) {
      if (name === "resolve" || name === "absolute" || name === "as_posix" || name === "expanduser") return value;
      if (name !== "joinpath") return UNKNOWN;
      return values.reduce<Evaluated>(
        (path, part) => (path instanceof PathValue && typeof part === "string" ? joinPath(path, part) : UNKNOWN),
        value,
      );
    }
    if (typeof value !== "string") return UNKNOWN;
    if (name === "join" && Array.isArray(first) && first.every((item) => typeof item === "string"))
      return first.join(value);
    if (name === "upper" && values.length === 0) return value.toUpperCase();
    if (name === "lower" && values.length === 0) return value.toLowerCase();
    if (name === "split" && typeof first === "string") return value.split(first);
    if (name === "split" && values.length === 0) return value.trim().split(/\s+/);
    return UNKNOWN;
  }
}

function unary(operator: string, value: Evaluated): Evaluated {
  if (value === UNKNOWN) return UNKNOWN;
  if (operator === "not") return !truthy(value);
  if (operator === "-" && typeof value === "bigint") return -value;
  if (operator === "-" && typeof value === "number") return -value;
  return operator === "+" && (typeof value === "bigint" || typeof value === "number") ? value : UNKNOWN;
}

function integers(operator: string, left: bigint, right: bigint): Evaluated {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "//":
      return right > 0n && left >= 0n ? left / right : UNKNOWN;
    case "**":
      return right >= 0n && right < 100n ? left ** right : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function subscript(value: Evaluated, index: Evaluated): Evaluated {
  if (Array.isArray(value) && typeof index === "bigint") return value.at(Number(index)) ?? UNKNOWN;
  if (value instanceof Map && index !== UNKNOWN) return value.get(index) ?? UNKNOWN;
  return UNKNOWN;
}

/** `"%s_x" % name`, for plain `%s` only. */
function formatted(text: string, value: Constant): Evaluated {
  const values = Array.isArray(value) ? value : [value];
  let at = 0;
  const result = text.replace(/%([%sd])/g, (whole, kind: string) =>
    kind === "%" ? "%" : String(values[at++] ?? whole),
  );
  return at === values.length && !/%[^%]/.test(result) ? result : UNKNOWN;
}
