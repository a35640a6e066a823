import { type PyDict, PySet, PyTuple } from "./collections";
import { equal } from "./equality";
import { PyObject, type Runtime, type Value } from "./objects";

/** A dict's `keys()`, `values()` or `items()`: it shows the dict as it is, also after it changed. */
export class PyDictView extends PyObject {
  readonly typeName: string;

  constructor(
    readonly kind: "keys" | "values" | "items",
    readonly dict: PyDict,
  ) {
    super();
    this.typeName = `dict_${kind}`;
  }

  #list(): Value[] {
    if (this.kind === "keys") return this.dict.keys();
    return this.kind === "values" ? this.dict.values() : this.dict.entries().map((entry) => new PyTuple(entry));
  }

  override iterate(): Iterable<Value> {
    return this.dict.guarded(this.#list());
  }

  override length(): number {
    return this.dict.size;
  }

  override contains(value: Value): boolean {
    if (this.kind === "keys") return this.dict.has(value);
    if (this.kind === "values") return this.dict.values().some((each) => equal(each, value));
    if (!(value instanceof PyTuple) || value.items.length !== 2) return false;
    const found = this.dict.get(value.items[0] as Value);
    return found !== undefined && equal(found, value.items[1] as Value);
  }

  /** Keys and items are sets to Python. */
  #set(): PySet {
    return new PySet(this.#list());
  }

  override equals(other: Value): boolean | undefined {
    if (this.kind === "values") return undefined;
    const right = other instanceof PyDictView && other.kind !== "values" ? other.#set() : other;
    return right instanceof PySet ? this.#set().equals(right) : undefined;
  }

  override compare(other: Value): number | undefined {
    const right = other instanceof PyDictView ? other.#set() : other;
    return this.kind === "values" || !(right instanceof PySet) ? undefined : this.#set().compare(right);
  }

  override async binary(
    operator: string,
    other: Value,
    reflected: boolean,
    runtime: Runtime,
  ): Promise<Value | undefined> {
    if (this.kind === "values" || !["&", "|", "-", "^"].includes(operator)) return undefined;
    const right = new PySet(await runtime.list(other));
    return reflected ? right.binary(operator, this.#set(), false) : this.#set().binary(operator, right, false);
  }

  override hashKey(): string | null {
    return this.kind === "values" ? super.hashKey() : null;
  }

  override async repr(runtime: Runtime): Promise<string> {
    return `${this.typeName}(${await runtime.repr(this.#list())})`;
  }
}
