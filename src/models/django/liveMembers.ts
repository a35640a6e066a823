import type { Expression } from "../../python/tree";
import { type Evaluated, ExternalValue, plain, truthy, UNKNOWN } from "./constant";
import { type Member, type PyClass, PyModule, type Scope } from "./scope";

/** Which members of a body the tests around them let through. */
export class LiveMembers {
  readonly #evaluator: { evaluate(node: Expression, scope: Scope): Evaluated };
  readonly #known = new Map<PyClass | PyModule, readonly Member[]>();

  constructor(evaluator: { evaluate(node: Expression, scope: Scope): Evaluated }) {
    this.#evaluator = evaluator;
  }

  /** The members of a body, those left out whose test is known to fail. */
  members(owner: PyClass | PyModule): readonly Member[] {
    const known = this.#known.get(owner);
    if (known !== undefined) return known;
    const { branches } = owner;
    const scope: Scope = owner instanceof PyModule ? { module: owner, cls: null } : owner.scope;
    const live = branches.some((member) => member.guards.length > 0)
      ? branches.filter((member) => this.#isLive(member, scope))
      : owner.members;
    this.#known.set(owner, live);
    return live;
  }

  /** Whether a class is among the live members of its module. */
  has(cls: PyClass): boolean {
    const { module } = cls;
    const members = this.members(module);
    return members === module.members || members.some(({ binding }) => binding.kind === "class" && binding.cls === cls);
  }

  /** Forgets the bodies of modules. */
  forget(modules: ReadonlySet<PyModule>): void {
    for (const owner of this.#known.keys()) {
      if (modules.has(owner instanceof PyModule ? owner : owner.module)) this.#known.delete(owner);
    }
  }

  #isLive(member: Member, scope: Scope): boolean {
    let certain = member.guards.length > 0;
    for (const { test, taken } of member.guards) {
      const value = plain(this.#evaluator.evaluate(test, scope));
      if (value === UNKNOWN || value instanceof ExternalValue) certain = false;
      else if (truthy(value) !== taken) return false;
    }
    return certain || !member.shadowed;
  }
}
