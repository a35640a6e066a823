import { compareSequences } from "../collections";
import { equal } from "../equality";
import { raise } from "../exceptions";
import { builtin } from "../makeBuiltin";
import { done, type MethodTable } from "../methodTable";
import { index } from "../numbers";
import { PyObject, PyType, type Runtime, type Value } from "../objects";
import { positionOf } from "../sequences";
import { bind } from "../signature";

/** `collections.deque`. */
export class PyDeque extends PyObject {
  readonly typeName = "collections.deque";
  items: Value[] = [];

  constructor(
    items: readonly Value[],
    readonly most: number | null,
  ) {
    super();
    for (const item of items) this.add(item);
  }

  add(item: Value): void {
    this.items.push(item);
    if (this.most !== null && this.items.length > this.most) this.items.shift();
  }

  addLeft(item: Value): void {
    this.items.unshift(item);
    if (this.most !== null && this.items.length > this.most) this.items.pop();
  }

  override *iterate(): Generator<Value> {
    const size = this.items.length;
    for (const item of [...this.items]) {
      yield item;
      if (this.items.length !== size) throw raise("RuntimeError", "deque mutated during iteration");
    }
  }

  override length(): number {
    return this.items.length;
  }

  override item(at: Value): Value {
    return this.items[positionOf(this.items.length, at, "sequence", "deque index out of range")] as Value;
  }

  override setItem(at: Value, value: Value): void {
    this.items[positionOf(this.items.length, at, "sequence", "deque index out of range")] = value;
  }

  override deleteItem(at: Value): void {
    this.items.splice(positionOf(this.items.length, at, "sequence", "deque index out of range"), 1);
  }

  override equals(other: Value): boolean | undefined {
    if (!(other instanceof PyDeque)) return undefined;
    return (
      this.items.length === other.items.length && this.items.every((item, i) => equal(item, other.items[i] as Value))
    );
  }

  override compare(other: Value): number | undefined {
    return other instanceof PyDeque ? compareSequences(this.items, other.items) : undefined;
  }

  override hashKey(): null {
    return null;
  }

  override attribute(name: string): Value | undefined {
    if (name === "maxlen") return this.most === null ? null : BigInt(this.most);
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    return method && builtin(name, method.signature, (args, runtime) => method.run(this, args, runtime));
  }

  override async repr(runtime: Runtime): Promise<string> {
    return `deque(${await runtime.repr(this.items)}${this.most === null ? "" : `, maxlen=${this.most}`})`;
  }
}

const METHODS: MethodTable<PyDeque> = {
  append: { signature: ["x", "/"], run: (self, { named }) => done(self.add(named.x as Value)) },
  appendleft: { signature: ["x", "/"], run: (self, { named }) => done(self.addLeft(named.x as Value)) },
  pop: {
    signature: [],
    run: (self) => {
      const item = self.items.pop();
      if (item === undefined) throw raise("IndexError", "pop from an empty deque");
      return item;
    },
  },
  popleft: {
    signature: [],
    run: (self) => {
      const item = self.items.shift();
      if (item === undefined) throw raise("IndexError", "pop from an empty deque");
      return item;
    },
  },
  extend: {
    signature: ["iterable", "/"],
    run: async (self, { named }, runtime) => {
      for (const item of await runtime.list(named.iterable as Value)) self.add(item);
      return null;
    },
  },
  extendleft: {
    signature: ["iterable", "/"],
    run: async (self, { named }, runtime) => {
      for (const item of await runtime.list(named.iterable as Value)) self.addLeft(item);
      return null;
    },
  },
  rotate: {
    signature: ["n?", "/"],
    run: (self, { named }) => {
      const size = self.items.length;
      const by = size === 0 ? 0 : ((Number(index(named.n ?? 1n)) % size) + size) % size;
      self.items = [...self.items.slice(size - by), ...self.items.slice(0, size - by)];
      return null;
    },
  },
  clear: { signature: [], run: (self) => done(self.items.splice(0)) },
  copy: { signature: [], run: (self) => new PyDeque(self.items, self.most) },
  reverse: { signature: [], run: (self) => done(self.items.reverse()) },
  count: {
    signature: ["value", "/"],
    run: (self, { named }) => BigInt(self.items.filter((item) => equal(item, named.value as Value)).length),
  },
  remove: {
    signature: ["value", "/"],
    run: (self, { named }) => {
      const at = self.items.findIndex((item) => equal(item, named.value as Value));
      if (at < 0) throw raise("ValueError", "deque.remove(x): x not in deque");
      self.items.splice(at, 1);
      return null;
    },
  },
};

/** The type `collections.deque`. */
export const dequeType = new PyType(
  "deque",
  async (args, runtime) => {
    const { named } = bind("deque", ["iterable?", "maxlen?"], args);
    const most = named.maxlen === undefined || named.maxlen === null ? null : Number(index(named.maxlen));
    return new PyDeque(named.iterable === undefined ? [] : await runtime.list(named.iterable), most);
  },
  (value) => value instanceof PyDeque,
);
