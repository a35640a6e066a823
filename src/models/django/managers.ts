import type { ManagerInfo, MethodInfo } from "../../protocol/models";
import type { Call, Expression } from "../../python/tree";
import type { Classes } from "./classes";
import type { Evaluator } from "./evaluate";
import { methodsOf } from "./methods";
import { outerScope, type Resolver } from "./resolver";
import type { Member, PyClass, Scope } from "./scope";

/** What a manager class is made of, its base `Manager` aside. */
interface ManagerClass {
  readonly className: string;
  readonly manager: PyClass | null;
  readonly queryset: PyClass | null;
}

const MANAGER = /^django\.(contrib\.gis\.)?db\.models(\.manager)?\.(Base)?Manager$/;
const QUERYSET = /^django\.db\.models(\.query)?\.QuerySet$/;

/** Finds the managers that model classes declare. */
export class ManagerReader {
  readonly #resolver: Resolver;
  readonly #classes: Classes;
  readonly #evaluator: Evaluator;

  constructor(resolver: Resolver, classes: Classes, evaluator: Evaluator) {
    this.#resolver = resolver;
    this.#classes = classes;
    this.#evaluator = evaluator;
  }

  /** The manager a class attribute makes; null where it makes none. */
  read(member: Member, cls: PyClass): ManagerInfo | null {
    const { binding } = member;
    if (binding.kind !== "value" || binding.node.type !== "Call" || binding.item !== null) return null;
    const made = this.#instance(binding.node, cls.scope, 0);
    if (made === null) return null;
    return {
      name: member.name,
      className: made.className,
      ...(made.manager === null ? {} : { managerClass: made.manager.module.file.code(made.manager.node) }),
      ...(made.queryset === null ? {} : { querysetClass: made.queryset.module.file.code(made.queryset.node) }),
      methods: this.#methods(made),
      source: cls.module.file.place(member.statement),
    };
  }

  /** `X()`, `X.from_queryset(Q)()` or `Q.as_manager()`. */
  #instance(call: Call, scope: Scope, depth: number): ManagerClass | null {
    if (depth > 10) return null;
    if (call.callee.type === "Attribute" && call.callee.name === "as_manager") {
      const queryset = this.#queryset(call.callee.value, scope);
      return queryset === null ? null : { className: `ManagerFrom${queryset.name}`, manager: null, queryset };
    }
    // `QueryManager(public=True).order_by("name")` gives back the manager it was called on.
    if (call.callee.type === "Attribute" && call.callee.value.type === "Call" && call.callee.name !== "from_queryset") {
      const made = this.#instance(call.callee.value, scope, depth + 1);
      if (made !== null) return made;
    }
    return this.#class(call.callee, scope, depth + 1);
  }

  /** The manager class an expression stands for. */
  #class(node: Expression, scope: Scope, depth: number): ManagerClass | null {
    if (depth > 10) return null;
    if (node.type === "Call") return this.#fromQueryset(node, scope, depth + 1);
    const resolved = this.#resolver.resolve(node, scope);
    if (resolved?.kind === "external") return externalManager(resolved.path);
    if (resolved?.kind === "value") return this.#class(resolved.node, resolved.scope, depth + 1);
    return resolved?.kind === "class" ? this.#ofClass(resolved.cls, depth + 1) : null;
  }

  #fromQueryset(call: Call, scope: Scope, depth: number): ManagerClass | null {
    if (call.callee.type !== "Attribute" || call.callee.name !== "from_queryset") return null;
    const base = this.#class(call.callee.value, scope, depth + 1);
    const [first, second] = call.args;
    const queryset = first === undefined ? null : this.#queryset(first.value, scope);
    if (base === null || queryset === null) return base;
    const named = second === undefined ? undefined : this.#evaluator.text(second.value, scope);
    return { className: named ?? `${base.className}From${queryset.name}`, manager: base.manager, queryset };
  }

  /** A class of the workspace is a manager where one of its bases is. */
  #ofClass(cls: PyClass, depth: number): ManagerClass | null {
    for (const base of cls.bases) {
      const found = this.#class(base, outerScope(cls), depth + 1);
      if (found !== null) return { className: cls.name, manager: cls, queryset: found.queryset };
    }
    return null;
  }

  #queryset(node: Expression, scope: Scope): PyClass | null {
    const resolved = this.#resolver.resolve(node, scope);
    return resolved?.kind === "class" && this.#isQueryset(resolved.cls) ? resolved.cls : null;
  }

  #isQueryset(cls: PyClass): boolean {
    return this.#classes
      .mro(cls)
      .some((each) =>
        this.#classes
          .bases(each)
          .some((base) => base?.kind === "external" && (QUERYSET.test(base.path) || /Query[sS]et$/.test(base.path))),
      );
  }

  #methods({ manager, queryset }: ManagerClass): readonly MethodInfo[] {
    const found = new Map<string, MethodInfo>();
    for (const cls of [manager, queryset]) {
      if (cls === null) continue;
      for (const method of methodsOf(cls, this.#classes)) {
        // as_manager and from_queryset leave out what starts with an underscore.
        if (!method.name.startsWith("_") && !found.has(method.name)) found.set(method.name, method);
      }
    }
    return [...found.values()];
  }
}

function externalManager(path: string): ManagerClass | null {
  const className = path.split(".").at(-1) ?? "";
  return MANAGER.test(path) || /Manager$/.test(className) ? { className, manager: null, queryset: null } : null;
}
