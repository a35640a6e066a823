import type { PyClass } from "../python/classes";
import { PyTuple } from "../python/collections";
import { Auto, EnumBase, Enumeration, type Kind, Member } from "../python/modules/enum";
import type { MaybePromise, Runtime, Value } from "../python/objects";

/** A member of a choices class: a number or a text with a label, shown as the value it is. */
class Choice extends Member {
  constructor(
    enumeration: Enumeration,
    name: string,
    value: Value,
    readonly label: Value,
  ) {
    super(enumeration, name, value);
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    return name === "label" ? this.label : super.attribute(name, runtime);
  }

  override async str(runtime: Runtime): Promise<string> {
    return this.enumeration.lookup("__str__") === undefined ? runtime.str(this.value) : super.str(runtime);
  }

  override async repr(runtime: Runtime): Promise<string> {
    return this.enumeration.lookup("__repr__") === undefined
      ? `${this.enumeration.name}.${this.name}`
      : super.repr(runtime);
  }
}

/** A choices class: its members, and `choices`, `labels`, `values` and `names` of them. */
class ChoicesClass extends Enumeration {
  override member(name: string, value: Value, given: Value): Member {
    const label = labelIn(given);
    return new Choice(this, name, value, label ?? titled(name));
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    switch (name) {
      case "choices":
        return this.#withEmpty((value, label) => new PyTuple([value, label]));
      case "labels":
        return this.#withEmpty((_value, label) => label);
      case "values":
        return this.#withEmpty((value) => value);
      case "names":
        return [...(this.namespace.has("__empty__") ? ["__empty__"] : []), ...this.own.map((member) => member.name)];
      default:
        return super.attribute(name, runtime);
    }
  }

  /** One item a member; before them the one of `__empty__`, which stands for no value. */
  #withEmpty(item: (value: Value, label: Value) => Value): Value[] {
    const empty = this.namespace.get("__empty__");
    const members = this.own.map((member) => item(member.value, member instanceof Choice ? member.label : member.name));
    return empty === undefined ? members : [item(null, empty), ...members];
  }
}

/** `models.TextChoices`, `IntegerChoices` and `Choices` as bases. */
export class ChoicesBase extends EnumBase {
  override make(
    name: string,
    bases: readonly Value[],
    namespace: Map<string, Value>,
    kind: Kind,
    named: boolean,
  ): PyClass & Enumeration {
    return new ChoicesClass(name, bases, namespace, kind, named);
  }

  /** The value beside a label; `auto()` gives a text its name. */
  override memberValue(given: Value, made: Enumeration, name: string): Value {
    const value = given instanceof PyTuple && labelIn(given) !== undefined ? (given.items[0] ?? null) : given;
    return value instanceof Auto && made.kind === "StrEnum" ? name : super.memberValue(value, made, name);
  }
}

/** The bases by name. */
export const choicesBases: readonly ChoicesBase[] = [
  new ChoicesBase("Choices", "Enum"),
  new ChoicesBase("TextChoices", "StrEnum"),
  new ChoicesBase("IntegerChoices", "IntEnum"),
];

/** The label that a line gives beside the value: the last of several, where it is text (as Django's metaclass has it). */
function labelIn(given: Value): Value | undefined {
  const last = given instanceof PyTuple && given.items.length > 1 ? given.items.at(-1) : undefined;
  return typeof last === "string" ? last : undefined;
}

/** `IN_PROGRESS` reads `In Progress`. */
function titled(name: string): string {
  return name
    .replaceAll("_", " ")
    .toLowerCase()
    .replace(/(^| )\p{L}/gu, (letter) => letter.toUpperCase());
}
