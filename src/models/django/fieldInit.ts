import { type Evaluated, FunctionValue, InstanceValue, orUnknown, plain, UNKNOWN } from "./constant";
import type { FieldContext } from "./fieldDraft";
import type { GivenArguments } from "./frame";
import { outerScope, type Resolver } from "./resolver";
import type { PyClass } from "./scope";

/** Attributes that a field's `__init__` may set itself after Django's has run. */
const ATTRIBUTES = ["null", "blank", "editable", "max_length", "unique", "db_index", "choices", "primary_key"];

/** The arguments that reach Django's own class once a project's field class has had its way with them. */
export function initialized(cls: PyClass, given: GivenArguments, context: FieldContext): GivenArguments {
  const self = new InstanceValue(cls);
  let current = given;
  for (const each of lineage(cls, context.resolver)) {
    const init = each.get("__init__");
    if (init?.kind !== "function") continue;
    let passed: GivenArguments | null = null;
    context.evaluator.run(new FunctionValue(init.node, each.scope, self), current, (next) => {
      passed ??= next;
    });
    // One that hands nothing on in a way we can follow leaves the arguments as they were.
    current = passed ?? current;
  }
  const keywords = new Map(current.keywords);
  for (const name of ATTRIBUTES) {
    const value: Evaluated = plain(orUnknown(self.attributes.get(name)));
    if (value !== UNKNOWN) keywords.set(name, value);
  }
  return { positional: current.positional, keywords };
}

/** A class and its bases in the workspace, nearest first. */
export function lineage(cls: PyClass, resolver: Resolver, depth = 0): PyClass[] {
  if (depth > 20) return [];
  const bases = cls.bases.flatMap((base) => {
    const resolved = resolver.resolve(base, outerScope(cls));
    return resolved?.kind === "class" && resolved.cls !== cls ? lineage(resolved.cls, resolver, depth + 1) : [];
  });
  return [...new Set([cls, ...bases])];
}
