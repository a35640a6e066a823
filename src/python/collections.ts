import { equal, hashKey, hashOf, orderOf } from "./equality";
import { raise, useTuples } from "./exceptions";
import { type MaybePromise, PyObject, type Runtime, type Value } from "./objects";

/** Python's tuple; `names` where it is a named one. */
export class PyTuple extends PyObject {
  readonly typeName: string;

  constructor(
    readonly items: readonly Value[],
    readonly names: readonly string[] | null = null,
    name = "tuple",
  ) {
    super();
    this.typeName = name;
  }

  override attribute(name: string): Value | undefined {
    const at = this.names?.indexOf(name) ?? -1;
    return at >= 0 ? this.items[at] : undefined;
  }

  override iterate(): Iterable<Value> {
    return this.items;
  }

  override length(): number {
    return this.items.length;
  }

  override equals(other: Value): boolean | undefined {
    if (!(other instanceof PyTuple)) return undefined;
    return (
      other.items.length === this.items.length && this.items.every((item, i) => equal(item, other.items[i] as Value))
    );
  }

  override compare(other: Value): number | undefined {
    return other instanceof PyTuple ? compareSequences(this.items, other.items) : undefined;
  }

  override hashKey(): string | null {
    const keys = this.items.map(hashKey);
    return keys.includes(null) ? null : `(${keys.map((key) => `${(key ?? "").length}:${key}`).join(",")})`;
  }

  override async repr(runtime: Runtime): Promise<string> {
    const shown: string[] = [];
    for (const item of this.items) shown.push(await runtime.repr(item));
    if (this.names) return `${this.typeName}(${shown.map((text, i) => `${this.names?.[i]}=${text}`).join(", ")})`;
    return shown.length === 1 ? `(${shown[0]},)` : `(${shown.join(", ")})`;
  }
}

useTuples((items) => new PyTuple(items));

/** Lexicographic order; undefined where two elements have none. */
export function compareSequences(a: readonly Value[], b: readonly Value[]): number | undefined {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a[i] as Value;
    const y = b[i] as Value;
    if (!equal(x, y)) return orderOf(x, y);
  }
  return a.length - b.length;
}

/** Python's dict, in insertion order. */
export class PyDict extends PyObject {
  readonly typeName: string = "dict";
  readonly #entries = new Map<string, [Value, Value]>();

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    super();
    for (const [key, value] of entries) this.set(key, value);
  }

  static ofNames(names: Iterable<readonly [string, Value]>): PyDict {
    return new PyDict(names);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(hashOf(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#entries.has(hashOf(key));
  }

  set(key: Value, value: Value): void {
    const hash = hashOf(key);
    const known = this.#entries.get(hash);
    if (known) known[1] = value;
    else this.#entries.set(hash, [key, value]);
  }

  delete(key: Value): boolean {
    return this.#entries.delete(hashOf(key));
  }

  clear(): void {
    this.#entries.clear();
  }

  keys(): Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }

  values(): Value[] {
    return [...this.#entries.values()].map(([, value]) => value);
  }

  entries(): [Value, Value][] {
    return [...this.#entries.values()].map(([key, value]) => [key, value]);
  }

  override iterate(): Iterable<Value> {
    return this.guarded(this.keys());
  }

  /** The values one after the other, while the dict keeps its size. Throws RuntimeError when it does not. */
  *guarded(values: readonly Value[]): Generator<Value> {
    const size = this.size;
    for (const value of values) {
      yield value;
      if (this.size !== size) throw raise("RuntimeError", "dictionary changed size during iteration");
    }
  }

  override length(): number {
    return this.size;
  }

  override contains(value: Value): boolean {
    return this.has(value);
  }

  override item(index: Value, _runtime?: Runtime): MaybePromise<Value> {
    const found = this.get(index);
    if (found === undefined) throw keyError(index);
    return found;
  }

  override setItem(index: Value, value: Value): void {
    this.set(index, value);
  }

  override deleteItem(index: Value): void {
    if (!this.delete(index)) throw keyError(index);
  }

  override equals(other: Value): boolean | undefined {
    if (!(other instanceof PyDict)) return undefined;
    return (
      other.size === this.size &&
      this.entries().every(([key, value]) => {
        const theirs = other.get(key);
        return theirs !== undefined && equal(value, theirs);
      })
    );
  }

  override hashKey(): null {
    return null;
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator !== "|" || !(other instanceof PyDict)) return undefined;
    return reflected
      ? new PyDict([...other.entries(), ...this.entries()])
      : new PyDict([...this.entries(), ...other.entries()]);
  }

  override async repr(runtime: Runtime): Promise<string> {
    const shown: string[] = [];
    for (const [key, value] of this.entries()) shown.push(`${await runtime.repr(key)}: ${await runtime.repr(value)}`);
    return `{${shown.join(", ")}}`;
  }
}

function keyError(key: Value): Error {
  return raise("KeyError", key as string);
}

/** Python's set and frozenset. */
export class PySet extends PyObject {
  readonly typeName: string;
  readonly #items = new Map<string, Value>();

  constructor(
    items: Iterable<Value> = [],
    readonly frozen = false,
  ) {
    super();
    this.typeName = frozen ? "frozenset" : "set";
    for (const item of items) this.add(item);
  }

  get size(): number {
    return this.#items.size;
  }

  add(value: Value): void {
    const key = hashOf(value);
    if (!this.#items.has(key)) this.#items.set(key, value);
  }

  has(value: Value): boolean {
    return this.#items.has(hashOf(value));
  }

  delete(value: Value): boolean {
    return this.#items.delete(hashOf(value));
  }

  clear(): void {
    this.#items.clear();
  }

  values(): Value[] {
    return [...this.#items.values()];
  }

  override *iterate(): Generator<Value> {
    const size = this.size;
    for (const value of this.values()) {
      yield value;
      if (this.size !== size) throw raise("RuntimeError", "Set changed size during iteration");
    }
  }

  override length(): number {
    return this.size;
  }

  override contains(value: Value): boolean {
    return this.has(value);
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof PySet ? other.size === this.size && this.values().every((v) => other.has(v)) : undefined;
  }

  /** Subset order, as Python's `<=` on sets; undefined where neither holds the other. */
  override compare(other: Value): number | undefined {
    if (!(other instanceof PySet)) return undefined;
    if (this.equals(other)) return 0;
    if (this.values().every((v) => other.has(v))) return -1;
    return other.values().every((v) => this.has(v)) ? 1 : Number.NaN;
  }

  override hashKey(): string | null {
    return this.frozen ? `fs:${this.values().map(hashOf).sort().join(",")}` : null;
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (!(other instanceof PySet)) return undefined;
    const [a, b] = reflected ? [other, this] : [this, other];
    if (operator === "|") return new PySet([...a.values(), ...b.values()], a.frozen);
    if (operator === "&")
      return new PySet(
        a.values().filter((v) => b.has(v)),
        a.frozen,
      );
    if (operator === "-")
      return new PySet(
        a.values().filter((v) => !b.has(v)),
        a.frozen,
      );
    if (operator === "^")
      return new PySet([...a.values().filter((v) => !b.has(v)), ...b.values().filter((v) => !a.has(v))], a.frozen);
    return undefined;
  }

  override async repr(runtime: Runtime): Promise<string> {
    const shown: string[] = [];
    for (const item of this.values()) shown.push(await runtime.repr(item));
    const braces = shown.length > 0 ? `{${shown.join(", ")}}` : "";
    if (this.frozen) return `frozenset(${braces})`;
    return braces || "set()";
  }
}
