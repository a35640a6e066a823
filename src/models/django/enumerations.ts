import type { Expression } from "../../python/tree";
import { type Constant, type Evaluated, InstanceValue, orUnknown, plain, Thing, UNKNOWN } from "./constant";
import { Frame } from "./frame";
import { outerScope, type Resolver } from "./resolver";
import type { PyClass, Scope } from "./scope";

/** Python's and Django's classes whose attributes are the members of an enumeration. */
const BASES =
  /^(django\.db\.models(\.enums)?\.(Text|Integer)?Choices|enum\.(Int|Str)?(Enum|Flag)|model_utils\.Choices)$/;
const FUNCTIONAL = /^django\.db\.models(\.enums)?\.(Text|Integer)Choices$/;

/** Works out a value; the one who asks about an enumeration brings it. */
export interface Evaluates {
  evaluate(node: Expression, scope: Scope): Evaluated;
  readonly resolver: Resolver;
}

/** Whether a class is an enumeration, of choices or of plain Python. */
export function isEnumeration(cls: PyClass, resolver: Resolver): boolean {
  const known = resolver.enumerations.get(cls);
  if (known !== undefined) return known;
  const answer = enumerationBase(cls, resolver, 0) !== null;
  resolver.enumerations.set(cls, answer);
  return answer;
}

function enumerationBase(cls: PyClass, resolver: Resolver, depth: number): string | null {
  if (depth > 10) return null;
  for (const base of cls.bases) {
    const resolved = resolver.resolve(base, outerScope(cls));
    const path = resolved?.kind === "external" ? resolved.path : "";
    if (BASES.test(path)) return path;
    const found = resolved?.kind === "class" ? enumerationBase(resolved.cls, resolver, depth + 1) : null;
    if (found !== null) return found;
  }
  return null;
}

/** A member's name, its value and the label people see. */
export interface EnumMember {
  readonly name: string;
  readonly value: Constant;
  readonly label: Constant;
  readonly node: Expression | null;
}

/** The member that a class attribute stands for. */
export function enumMember(
  cls: PyClass,
  attribute: { readonly node: Expression },
  evaluator: Evaluates,
): EnumMember | null {
  return membersIn(cls, evaluator).find((member) => member.node === attribute.node) ?? null;
}

/** An enumeration's members as objects with `value`, `label` and `name`. */
export function membersOf(cls: PyClass, evaluator: Evaluates): InstanceValue[] {
  return membersIn(cls, evaluator).map((member) => objectOf(member, cls));
}

function objectOf(member: EnumMember, cls: PyClass): InstanceValue {
  const object = new InstanceValue(cls);
  object.attributes.set("name", member.name);
  object.attributes.set("value", member.value);
  object.attributes.set("label", member.label);
  return object;
}

function membersIn(cls: PyClass, evaluator: Evaluates): EnumMember[] {
  const base = enumerationBase(cls, evaluator.resolver, 0) ?? "";
  const members: EnumMember[] = [];
  // The body's own names are plain values inside it; nothing else is looked up in the class.
  const frame = new Frame(null);
  const scope: Scope = { ...outerScope(cls), frame };
  for (const { name, binding } of cls.members) {
    if (binding.kind !== "value" || name.startsWith("_")) continue;
    const { node } = binding;
    const isAuto =
      node.type === "Call" &&
      /(^|\.)auto$/.test(
        node.callee.type === "Name" ? node.callee.id : node.callee.type === "Attribute" ? node.callee.name : "",
      );
    const raw = isAuto ? automatic(base, name, members) : plain(evaluator.evaluate(node, scope));
    const list = Array.isArray(raw) && binding.item !== null ? orUnknown(raw[binding.item]) : raw;
    frame.set(name, list);
    if (list === UNKNOWN) continue;
    members.push({ name, node, ...valueAndLabel(name, list, /Choices$/.test(base)) });
  }
  return members;
}

/** What `auto()` stands for: the name of a text, the next number of anything else. */
function automatic(base: string, name: string, members: readonly EnumMember[]): Constant {
  if (/TextChoices$/.test(base)) return name;
  if (/StrEnum$/.test(base)) return name.toLowerCase();
  const last = members.at(-1)?.value;
  return typeof last === "bigint" ? last + 1n : 1n;
}

/** A tuple that ends in a text is the value and its label. */
function valueAndLabel(name: string, value: Constant, labelled: boolean): { value: Constant; label: Constant } {
  const label = title(name);
  if (!Array.isArray(value) || !labelled) return { value, label };
  const last = value.at(-1);
  if (value.length < 2 || typeof last !== "string") return { value, label };
  return { value: value.length === 2 ? (value[0] ?? null) : value.slice(0, -1), label: last };
}

/** `choices`, `values`, `labels` and `names` of an enumeration. */
export function choicesOf(cls: PyClass, name: string, evaluator: Evaluates, resolver: Resolver): Evaluated {
  if (!isEnumeration(cls, resolver)) return UNKNOWN;
  const empty = cls.get("__empty__");
  const label = empty?.kind === "value" ? evaluator.evaluate(empty.node, outerScope(cls)) : UNKNOWN;
  const members = membersIn(cls, evaluator);
  if (name === "__members__") return new Map(members.map((member) => [member.name, objectOf(member, cls)]));
  return listed(members, name, label === UNKNOWN ? null : label);
}

function listed(members: readonly EnumMember[], name: string, empty: Constant): Evaluated {
  const head = empty === null ? [] : [empty];
  switch (name) {
    case "choices":
      return [...head.map((label) => [null, label]), ...members.map(({ value, label }) => [value, label])];
    case "values":
      return [...head.map(() => null), ...members.map(({ value }) => value)];
    case "labels":
      return [...head, ...members.map(({ label }) => label)];
    case "names":
      return [...head.map(() => "__empty__"), ...members.map((member) => member.name)];
    default:
      return UNKNOWN;
  }
}

/** An enumeration made by a call: `models.TextChoices("Medal", "GOLD SILVER")`. */
export class EnumerationValue extends Thing {
  readonly kind = "enumeration";
  constructor(readonly members: readonly EnumMember[]) {
    super();
  }

  attribute(name: string): Evaluated {
    return this.members.find((member) => member.name === name)?.value ?? listed(this.members, name, null);
  }
}

/** The enumeration that a call of one of Django's classes makes; null where it makes none. */
export function functionalEnumeration(path: string, given: Constant | undefined): EnumerationValue | null {
  if (!FUNCTIONAL.test(path) || given === undefined) return null;
  const names =
    typeof given === "string" ? given.split(/[\s,]+/).filter(Boolean) : given instanceof Map ? [...given] : given;
  if (!Array.isArray(names)) return null;
  const members: EnumMember[] = [];
  for (const item of names) {
    const [name, value] = Array.isArray(item) ? item : [item, undefined];
    if (typeof name !== "string") return null;
    members.push({ name, node: null, ...valueAndLabel(name, value ?? automatic(path, name, members), true) });
  }
  return new EnumerationValue(members);
}

const CHOICES = /^model_utils(\.choices)?\.Choices$/;

/** `Choices("draft", ("live", "Live"), (1, "one", "One"))` of model_utils; null for any other call. */
export function packageChoices(path: string, args: readonly Constant[]): EnumerationValue | null {
  if (!CHOICES.test(path)) return null;
  const members = args.flatMap((arg): EnumMember[] => {
    const [value = null, second, third] = Array.isArray(arg) ? arg : [arg, arg];
    if (Array.isArray(second)) return [...(packageChoices(path, second)?.members ?? [])];
    const label = third ?? second ?? value;
    return [{ name: String(third === undefined ? value : second), value, label, node: null }];
  });
  return new EnumerationValue(members);
}

/** `OUT_OF_PRINT` as Django labels it: `Out Of Print`. */
function title(name: string): string {
  return name
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join(" ");
}
