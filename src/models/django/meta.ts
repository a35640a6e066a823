import type { CodeText, ConstraintInfo } from "../../protocol/models";
import type { Call, Expression } from "../../python/tree";
import { type Evaluated, texts, UNKNOWN } from "./constant";
import type { Evaluator } from "./evaluate";
import { outerScope, type Resolver } from "./resolver";
import type { PyClass, Scope } from "./scope";

/** A model's `class Meta`, and what it inherits from other `Meta`s. */
export class Meta {
  readonly #own: PyClass | null;
  readonly #chain: readonly PyClass[];
  readonly #evaluator: Evaluator;
  readonly #resolver: Resolver;

  constructor(cls: PyClass | null, evaluator: Evaluator, resolver: Resolver) {
    this.#own = cls;
    this.#chain = cls === null ? [] : ancestry(cls, resolver, 0);
    this.#evaluator = evaluator;
    this.#resolver = resolver;
  }

  /** Only what this very Meta says: `abstract` is never inherited. */
  get abstract(): boolean {
    const binding = this.#own === null ? undefined : this.#evaluator.member(this.#own, "abstract")?.binding;
    return (
      binding?.kind === "value" &&
      this.#own !== null &&
      this.#evaluator.evaluate(binding.node, this.#own.scope) === true
    );
  }

  has(name: string): boolean {
    return this.node(name) !== null;
  }

  /** The expression of an option, with the scope it stands in. */
  node(name: string): { readonly node: Expression; readonly scope: Scope } | null {
    for (const cls of this.#chain) {
      const binding = this.#evaluator.member(cls, name)?.binding;
      if (binding?.kind === "value") return { node: binding.node, scope: cls.scope };
    }
    return null;
  }

  value(name: string): Evaluated {
    const found = this.node(name);
    return found === null ? UNKNOWN : this.#evaluator.evaluate(found.node, found.scope);
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === "string" ? value : undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.value(name);
    return typeof value === "boolean" ? value : undefined;
  }

  /** A list's items one by one: the text of what is no text. */
  list(name: string): readonly string[] {
    const found = this.node(name);
    if (found === null) return [];
    const { node, scope } = found;
    const known = texts(this.#evaluator.evaluate(node, scope));
    if (known !== undefined) return known;
    const items = node.type === "List" || node.type === "Tuple" ? node.items : [];
    return items.map((item) => this.#evaluator.text(item, scope) ?? scope.module.file.text.slice(item.from, item.to));
  }

  /** `unique_together` in all its forms: one list of names, or a list of such lists. */
  get uniqueTogether(): readonly (readonly string[])[] {
    const value = this.value("unique_together");
    if (!Array.isArray(value) || value.length === 0) return [];
    const one = texts(value);
    return one === undefined
      ? value.flatMap((item) => {
          const names = texts(item);
          return names === undefined ? [] : [names];
        })
      : [one];
  }

  get latestBy(): string | readonly string[] | undefined {
    const value = this.value("get_latest_by");
    return typeof value === "string" ? value : texts(value);
  }

  /** Constraints, with `%(class)s` and `%(app_label)s` filled in. */
  constraints(names: (text: string) => string): ConstraintInfo[] {
    const found = this.node("constraints");
    if (found === null) return [];
    return this.#calls(found.node, found.scope, 0).flatMap(
      ({ call, scope }) => this.#constraint(call, scope, names) ?? [],
    );
  }

  /** The calls of a list, through names and additions of lists. */
  #calls(node: Expression, scope: Scope, depth: number): { call: Call; scope: Scope }[] {
    if (depth > 10) return [];
    if (node.type === "Call") return [{ call: node, scope }];
    if (node.type === "List" || node.type === "Tuple")
      return node.items.flatMap((item) => this.#calls(item, scope, depth + 1));
    if (node.type === "Starred") return this.#calls(node.value, scope, depth + 1);
    if (node.type === "Binary")
      return [...this.#calls(node.left, scope, depth + 1), ...this.#calls(node.right, scope, depth + 1)];
    const resolved = this.#resolver.resolve(node, scope);
    return resolved?.kind === "value" ? this.#calls(resolved.node, resolved.scope, depth + 1) : [];
  }

  #constraint(call: Call, scope: Scope, names: (text: string) => string): ConstraintInfo | null {
    const resolved = this.#resolver.resolve(call.callee, scope);
    const path = resolved?.kind === "external" ? resolved.path : "";
    const kind = /UniqueConstraint$/.test(path)
      ? "unique"
      : /CheckConstraint$/.test(path)
        ? "check"
        : /ExclusionConstraint$/.test(path)
          ? "exclusion"
          : null;
    if (kind === null) return null;
    const named = this.#keywords(call, scope);
    const name = named.get("name");
    const text = name === undefined ? undefined : this.#evaluator.text(name, scope);
    const fields = named.get("fields");
    const condition = named.get("condition") ?? named.get("check");
    const code: CodeText | undefined = condition === undefined ? undefined : scope.module.file.codeText(condition);
    return {
      kind,
      name: names(text ?? ""),
      fields: fields === undefined ? [] : (texts(this.#evaluator.evaluate(fields, scope)) ?? []),
      ...(code === undefined ? {} : { condition: code }),
    };
  }

  /** Keyword arguments, those of `**{…}` included. */
  #keywords(call: Call, scope: Scope): ReadonlyMap<string, Expression> {
    const named = new Map<string, Expression>();
    for (const argument of call.args) {
      if (argument.name !== null) named.set(argument.name, argument.value);
      if (argument.star !== 2 || argument.value.type !== "Dict") continue;
      for (const { key, value } of argument.value.items) {
        const name = key === null ? undefined : this.#evaluator.text(key, scope);
        if (name !== undefined) named.set(name, value);
      }
    }
    return named;
  }
}

function ancestry(cls: PyClass, resolver: Resolver, depth: number): PyClass[] {
  if (depth > 20) return [];
  const bases = cls.bases.flatMap((base) => {
    const resolved = resolver.resolve(base, outerScope(cls));
    return resolved?.kind === "class" && resolved.cls !== cls ? [resolved.cls] : [];
  });
  return [cls, ...bases.flatMap((base) => ancestry(base, resolver, depth + 1))];
}
