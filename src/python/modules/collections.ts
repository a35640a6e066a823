import { PyDict, PyTuple } from "../collections";
import { raise } from "../exceptions";
import { builtin } from "../makeBuiltin";
import { mergeInto } from "../mappings";
import { type MaybePromise, PyModule, PyObject, PyType, type Runtime, type Value } from "../objects";
import { bind } from "../signature";
import { counterType } from "./counter";
import { dequeType } from "./deque";
import { namedtuple } from "./namedTuples";

/** `collections.defaultdict`. */
class PyDefaultDict extends PyDict {
  override readonly typeName = "defaultdict";

  constructor(
    readonly factory: Value,
    entries: Iterable<readonly [Value, Value]> = [],
  ) {
    super(entries);
  }

  override item(index: Value, runtime?: Runtime): MaybePromise<Value> {
    const found = this.get(index);
    if (found !== undefined) return found;
    if (this.factory === null || !runtime) return super.item(index);
    return runtime.call(this.factory, { positional: [], keywords: new Map() }).then((made) => {
      this.set(index, made);
      return made;
    });
  }

  override attribute(name: string, _runtime: Runtime): Value | undefined {
    if (name === "default_factory") return this.factory;
    return name === "copy" ? builtin(name, [], () => new PyDefaultDict(this.factory, this.entries())) : undefined;
  }

  override async repr(runtime: Runtime): Promise<string> {
    return `defaultdict(${await runtime.repr(this.factory)}, ${await super.repr(runtime)})`;
  }
}

/** `collections.OrderedDict`: what a dict is, and equal to another one only in the same order. */
class PyOrderedDict extends PyDict {
  override readonly typeName = "OrderedDict";

  override equals(other: Value): boolean | undefined {
    const same = super.equals(other);
    if (!(other instanceof PyOrderedDict) || !same) return same;
    return new PyTuple(this.keys()).equals(new PyTuple(other.keys()));
  }

  override attribute(name: string, _runtime: Runtime): Value | undefined {
    switch (name) {
      case "move_to_end":
        return builtin(name, ["key", "last?"], ({ named }) => {
          const [key, value] = [named.key as Value, super.item(named.key as Value)];
          this.delete(key);
          const rest = this.entries();
          if (named.last === false) this.clear();
          this.set(key, value as Value);
          if (named.last === false) for (const [k, v] of rest) this.set(k, v);
          return null;
        });
      case "popitem":
        return builtin(name, ["last?"], ({ named }) => {
          const entry = named.last === false ? this.entries()[0] : this.entries().at(-1);
          if (!entry) throw raise("KeyError", "dictionary is empty");
          this.delete(entry[0]);
          return new PyTuple(entry);
        });
      case "copy":
        return builtin(name, [], () => new PyOrderedDict(this.entries()));
      default:
        return undefined;
    }
  }

  override async repr(runtime: Runtime): Promise<string> {
    if (this.size === 0) return "OrderedDict()";
    return `OrderedDict(${await runtime.repr(this.entries().map((entry) => new PyTuple(entry)))})`;
  }
}

const defaultdict = new PyType(
  "defaultdict",
  async (args, runtime) => {
    const { named, kwargs } = bind("defaultdict", ["default_factory?", "other?", "/", "**kwargs"], args);
    const factory = named.default_factory ?? null;
    if (factory !== null && !(factory instanceof PyObject && factory.call))
      throw raise("TypeError", "first argument must be callable or None");
    return mergeInto(new PyDefaultDict(factory), named.other, kwargs, runtime);
  },
  (value) => value instanceof PyDefaultDict,
);

const orderedDict = new PyType(
  "OrderedDict",
  (args, runtime) => {
    const { named, kwargs } = bind("OrderedDict", ["other?", "/", "**kwargs"], args);
    return mergeInto(new PyOrderedDict(), named.other, kwargs, runtime);
  },
  (value) => value instanceof PyOrderedDict,
);

/** Python's `collections`. */
export const collectionsModule = new PyModule(
  "collections",
  new Map<string, Value>([
    ["Counter", counterType],
    ["defaultdict", defaultdict],
    ["OrderedDict", orderedDict],
    ["namedtuple", namedtuple],
    ["deque", dequeType],
  ]),
);
