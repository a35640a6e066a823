import { PyDescriptor, PyFunction } from "../callables";
import { bindAttribute, type NativeClass, PyClass, PyInstance } from "../classes";
import { PyDict, PyTuple } from "../collections";
import { equip } from "../dunders";
import { compareValues, equal, hashKey } from "../equality";
import { raise, UnsupportedError } from "../exceptions";
import { builtin } from "../makeBuiltin";
import {
  type CallArguments,
  type MaybePromise,
  PyBuiltin,
  PyModule,
  PyObject,
  PyType,
  type Runtime,
  type Value,
} from "../objects";
import { binary } from "../operations";
import type { BinaryOperator } from "../tree";

/** `auto()`: the value after the one before. */
export class Auto extends PyObject {
  readonly typeName = "auto";
}

/** What an enumeration's members are: values of their own, numbers, texts or bits. */
export type Kind = "Enum" | "IntEnum" | "StrEnum" | "Flag" | "IntFlag";

/** A member of an enumeration. */
export class Member extends PyInstance {
  constructor(
    readonly enumeration: Enumeration,
    readonly name: string,
    readonly value: Value,
  ) {
    super(enumeration);
    equip(this, enumeration);
    const mixed = enumeration.kind !== "Enum";
    if (mixed)
      this.binary = (operator, other, reflected, runtime) => this.#operate(operator, other, reflected, runtime);
    else this.binary = () => undefined;
  }

  async #operate(operator: string, other: Value, reflected: boolean, runtime: Runtime): Promise<Value | undefined> {
    const { kind } = this.enumeration;
    const flags = kind === "Flag" || kind === "IntFlag";
    if (flags && !(other instanceof Member) && kind === "Flag") return undefined;
    const theirs = other instanceof Member ? other.value : other;
    const [a, b] = reflected ? [theirs, this.value] : [this.value, theirs];
    const made = await binary(operator as BinaryOperator, a, b, runtime);
    return flags && "&|^".includes(operator) && typeof made === "bigint" ? this.enumeration.flag(made) : made;
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    if (name === "name" || name === "_name_") return this.name;
    if (name === "value" || name === "_value_") return this.value;
    const own = super.attribute(name, runtime);
    if (this.#plain) return own;
    // A member of an IntEnum is an int, and one of a StrEnum a str, with what those can do.
    const orValue = (found: Value | undefined): MaybePromise<Value | undefined> =>
      found === undefined && isText(this.value) ? runtime.getAttribute(this.value, name) : found;
    return own instanceof Promise ? own.then(orValue) : orValue(own);
  }

  override setAttribute(name: string, value: Value, runtime: Runtime): MaybePromise<boolean> {
    if (name === "name" || name === "value")
      throw raise("AttributeError", `property '${name}' of '${this.typeName}' object has no setter`);
    return super.setAttribute(name, value, runtime);
  }

  /** It is a value of a type of its own, not a number or a text. */
  get isMixed(): boolean {
    return !this.#plain;
  }

  get #plain(): boolean {
    return this.enumeration.kind === "Enum" || this.enumeration.kind === "Flag";
  }

  override equals(other: Value): boolean | undefined {
    if (other instanceof Member && (other.enumeration === this.enumeration || this.#plain))
      return this.value === other.value && other.enumeration === this.enumeration;
    return this.#plain ? undefined : equal(this.value, other instanceof Member ? other.value : other);
  }

  override compare(other: Value): number | undefined {
    return this.#plain ? undefined : compareValues(this.value, other instanceof Member ? other.value : other);
  }

  override hashKey(): string | null {
    return this.#plain ? `enum:${this.enumeration.name}:${this.name}` : hashKey(this.value);
  }

  override async str(runtime: Runtime): Promise<string> {
    if (this.enumeration.lookup("__str__") !== undefined) return super.str(runtime);
    return this.#plain || this.enumeration.named ? `${this.enumeration.name}.${this.name}` : runtime.str(this.value);
  }

  override async repr(runtime: Runtime): Promise<string> {
    if (this.enumeration.lookup("__repr__") !== undefined) return super.repr(runtime);
    return `<${this.enumeration.name}.${this.name}: ${await runtime.repr(this.value)}>`;
  }
}

function isText(value: Value): value is string {
  return typeof value === "string";
}

/** The number or text that a member of an IntEnum, a StrEnum or their kin is; any other value as it is. */
export function unmixed(value: Value): Value {
  return value instanceof Member && value.isMixed ? value.value : value;
}

/** An enumeration: its members by name, made once and for all. */
export class Enumeration extends PyClass {
  /** Names to members; aliases lead to the member that had the value first. */
  readonly members = new Map<string, Member>();

  constructor(
    name: string,
    bases: readonly Value[],
    namespace: Map<string, Value>,
    readonly kind: Kind,
    /** `class S(str, Enum)`: a text like any other, but shown with its class's name. */
    readonly named = false,
  ) {
    super(name, bases, namespace);
  }

  /** Members as they are counted: without aliases. */
  get own(): Member[] {
    return [...this.members].filter(([name, member]) => member.name === name).map(([, member]) => member);
  }

  byValue(value: Value): Member | undefined {
    return this.own.find((member) => equal(member.value, value));
  }

  /** A member of this enumeration; `given` is what its line of the class says. */
  member(name: string, value: Value, _given: Value): Member {
    return new Member(this, name, value);
  }

  /** The member of a flag's bits, or a value of several. */
  flag(bits: bigint): Value {
    const known = this.byValue(bits);
    if (known) return known;
    const parts = this.own.filter(
      (member) => typeof member.value === "bigint" && member.value !== 0n && (bits & member.value) === member.value,
    );
    return new Member(this, parts.map((part) => part.name).join("|") || "0", bits);
  }

  override call(args: CallArguments): Value {
    const value = args.positional[0] ?? null;
    if (value instanceof Member && value.enumeration === this) return value;
    const found = this.byValue(value);
    if (found) return found;
    if (this.kind.endsWith("Flag") && typeof value === "bigint") return this.flag(value);
    const shown = typeof value === "string" ? `'${value}'` : String(value);
    throw raise("ValueError", `${shown} is not a valid ${this.name}`);
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    if (name === "__members__") return new PyDict([...this.members].map(([key, member]) => [key, member] as const));
    return this.members.get(name) ?? super.attribute(name, runtime);
  }

  override iterate(): Iterable<Value> {
    return this.own;
  }

  override length(): number {
    return this.own.length;
  }

  override truth(): boolean {
    return true;
  }

  override item(index: Value): Value {
    const found = typeof index === "string" ? this.members.get(index) : undefined;
    if (!found) throw raise("KeyError", index as string);
    return found;
  }

  override contains(value: Value): boolean {
    return value instanceof Member ? value.enumeration === this : this.byValue(value) !== undefined;
  }

  override attributeNames(): string[] {
    return [...this.members.keys(), ...super.attributeNames()];
  }

  override repr(): string {
    return `<enum '${this.name}'>`;
  }
}

/** Kinds by the type that stands before `Enum` among the bases. */
const MIXED: Readonly<Record<string, Kind>> = { str: "StrEnum", int: "IntEnum" };

/** `Enum` and its kin, as bases of a class statement. */
export class EnumBase extends PyObject implements NativeClass {
  readonly typeName = "type";

  constructor(
    readonly name: string,
    /** What its members are. */
    readonly kind: Kind,
  ) {
    super();
  }

  /** The enumeration before its members. */
  make(name: string, bases: readonly Value[], namespace: Map<string, Value>, kind: Kind, named: boolean): Enumeration {
    return new Enumeration(name, bases, namespace, kind, named);
  }

  /** The value that a line of the class gives its member. */
  memberValue(given: Value, made: Enumeration, name: string): Value {
    return given instanceof Auto ? nextValue(made, name) : given;
  }

  instantiate(cls: PyClass): Value {
    throw raise("TypeError", `<enum '${cls.name}'> has no members defined`);
  }

  hasInstance(value: Value): boolean {
    return value instanceof Member && value.enumeration.mro.includes(this);
  }

  override attribute(name: string): Value | undefined {
    return name === "__name__" ? this.name : undefined;
  }

  async define(name: string, bases: readonly Value[], namespace: Map<string, Value>, runtime: Runtime): Promise<Value> {
    const parent = bases.find((base): base is Enumeration => base instanceof Enumeration);
    if (parent && parent.members.size > 0)
      throw raise("TypeError", `<enum '${name}'> cannot extend <enum '${parent.name}'>`);
    const given = [...namespace].filter(([key, value]) => isMember(key, value));
    for (const [key] of given) namespace.delete(key);
    const mixin = bases.find((base) => base instanceof PyType);
    const kind = mixin instanceof PyType ? MIXED[mixin.name] : (parent?.kind ?? this.kind);
    if (kind === undefined)
      throw new UnsupportedError(
        `An enumeration of '${(mixin as PyType).name}' is outside the Python subset that is run here`,
      );
    const made = this.make(
      name,
      bases.filter((base) => base !== mixin),
      namespace,
      kind,
      mixin !== undefined,
    );
    for (const [key, value] of given) await this.#add(made, key, value, runtime);
    return made;
  }

  /** `Enum("Color", "RED GREEN")`. */
  override async call(args: CallArguments, runtime: Runtime): Promise<Value> {
    const [name, members] = args.positional;
    const names =
      typeof members === "string" ? members.replaceAll(",", " ").split(/\s+/) : await runtime.list(members ?? []);
    const made = this.make(String(name), [this], new Map(), this.kind, false);
    for (const [i, each] of names.entries()) {
      if (each instanceof PyTuple) await this.#add(made, String(each.items[0]), each.items[1] ?? null, runtime);
      else await this.#add(made, String(each), BigInt(i + 1), runtime);
    }
    return made;
  }

  async #add(made: Enumeration, name: string, given: Value, runtime: Runtime): Promise<void> {
    const value = this.memberValue(given, made, name);
    const known = made.byValue(value);
    if (known) {
      made.members.set(name, known);
      return;
    }
    const member = made.member(name, value, given);
    const init = made.lookup("__init__");
    if (init !== undefined) {
      const bound = await bindAttribute(init, member, made, runtime);
      await runtime.call(bound, { positional: value instanceof PyTuple ? value.items : [value], keywords: new Map() });
    }
    made.members.set(name, member);
  }
}

function isMember(name: string, value: Value): boolean {
  if (name.startsWith("_")) return false;
  return !(
    value instanceof PyFunction ||
    value instanceof PyDescriptor ||
    value instanceof PyClass ||
    value instanceof PyBuiltin
  );
}

function nextValue(made: Enumeration, name: string): Value {
  if (made.kind === "StrEnum") return name.toLowerCase();
  const numbers = made.own.map((member) => member.value).filter((value) => typeof value === "bigint");
  const highest = numbers.reduce((most, value) => (value > most ? value : most), 0n);
  if (!made.kind.endsWith("Flag")) return highest + 1n;
  return highest === 0n ? 1n : 1n << BigInt(highest.toString(2).length);
}

const KINDS: readonly Kind[] = ["Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"];

/** Python's `enum`. */
export const enumModule = new PyModule(
  "enum",
  new Map<string, Value>([
    ...KINDS.map((kind): [string, Value] => [kind, new EnumBase(kind, kind)]),
    ["auto", builtin("auto", [], () => new Auto())],
    [
      "unique",
      builtin("unique", ["enumeration"], ({ named }) => {
        const cls = named.enumeration;
        if (cls instanceof Enumeration) {
          const aliases = [...cls.members].filter(([name, member]) => member.name !== name);
          if (aliases.length > 0)
            throw raise(
              "ValueError",
              `duplicate values found in <enum '${cls.name}'>: ${aliases.map(([name, member]) => `${name} -> ${member.name}`).join(", ")}`,
            );
        }
        return named.enumeration as Value;
      }),
    ],
  ]),
);
