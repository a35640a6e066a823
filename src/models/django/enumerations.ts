import type { Expression } from "../../python/tree";
import { type Constant, type Evaluated, UNKNOWN } from "./constant";
import { outerScope, type Resolver } from "./resolver";
import type { Member, PyClass, Scope } from "./scope";

/** Python's and Django's classes whose attributes are the members of an enumeration. */
const BASES = /^(django\.db\.models(\.enums)?\.(Text|Integer)?Choices|enum\.(Int|Str)?Enum)$/;

/** Works out a value; the one who asks about an enumeration brings it. */
export interface Evaluates {
  evaluate(node: Expression, scope: Scope): Evaluated;
}

/** Whether a class is an enumeration, of choices or of plain Python. */
export function isEnumeration(cls: PyClass, resolver: Resolver, depth = 0): boolean {
  if (depth > 10) return false;
  return cls.node.bases.some((base) => {
    if (base.name !== null || base.star !== 0) return false;
    const resolved = resolver.resolve(base.value, outerScope(cls));
    if (resolved?.kind === "external") return BASES.test(resolved.path);
    return resolved?.kind === "class" && isEnumeration(resolved.cls, resolver, depth + 1);
  });
}

/** A member's value and the label people see. */
export interface EnumMember {
  readonly value: Constant;
  readonly label: Constant;
}

/** The member that a class attribute stands for. */
export function enumMember(
  cls: PyClass,
  attribute: { readonly node: Expression; readonly scope: Scope },
  evaluator: Evaluates,
): EnumMember | null {
  const member = cls.members.find(({ binding }) => binding.kind === "value" && binding.node === attribute.node);
  return member === undefined ? null : memberOf(member, cls, evaluator);
}

function memberOf(member: Member, cls: PyClass, evaluator: Evaluates): EnumMember | null {
  const { name, binding } = member;
  if (binding.kind !== "value" || name.startsWith("_")) return null;
  // The body's own names are plain values inside it; nothing else is looked up in the class.
  const value = evaluator.evaluate(binding.node, outerScope(cls));
  if (value === UNKNOWN) return null;
  const label = title(name);
  if (!Array.isArray(value)) return { value, label };
  // A tuple that ends in a text is the value and its label.
  const last = value.at(-1);
  if (value.length < 2 || typeof last !== "string") return { value, label };
  return { value: value.length === 2 ? (value[0] ?? null) : value.slice(0, -1), label: last };
}

/** `choices`, `values`, `labels` and `names` of an enumeration. */
export function choicesOf(cls: PyClass, name: string, evaluator: Evaluates, resolver: Resolver): Evaluated {
  if (!["choices", "values", "labels", "names"].includes(name) || !isEnumeration(cls, resolver)) return UNKNOWN;
  const pairs: Constant[] = [];
  for (const member of cls.members) {
    if (member.name === "__empty__" && member.binding.kind === "value" && name === "choices") {
      const label = evaluator.evaluate(member.binding.node, outerScope(cls));
      if (label !== UNKNOWN) pairs.unshift([null, label]);
    }
    const found = memberOf(member, cls, evaluator);
    if (found === null) continue;
    if (name === "names") pairs.push(member.name);
    else pairs.push(name === "values" ? found.value : name === "labels" ? found.label : [found.value, found.label]);
  }
  return pairs;
}

/** `OUT_OF_PRINT` as Django labels it: `Out Of Print`. */
function title(name: string): string {
  return name
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join(" ");
}
