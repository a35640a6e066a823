import { PyInstance } from "../classes";
import { PyDict, PySet, PyTuple } from "../collections";
import { special } from "../dunders";
import { builtin } from "../makeBuiltin";
import { PyModule, PyObject, type Runtime, type Value } from "../objects";
import { PyDeque } from "./deque";

/** What was copied already, so that what is shared stays shared. */
type Known = Map<Value, Value>;

/** A dict of the same kind with other entries. */
function refilled(value: PyDict, entries: readonly (readonly [Value, Value])[]): PyDict {
  const Kind = value.constructor as new (...args: unknown[]) => PyDict;
  const made = "factory" in value ? new Kind(value.factory) : new Kind();
  for (const [key, item] of entries) made.set(key, item);
  return made;
}

async function shallow(value: Value, runtime: Runtime): Promise<Value> {
  if (Array.isArray(value)) return [...value];
  if (value instanceof PyDict) return refilled(value, value.entries());
  if (value instanceof PySet) return value.frozen ? value : new PySet(value.values());
  if (value instanceof PyDeque) return new PyDeque(value.items, value.most);
  if (!(value instanceof PyInstance)) return copyable(value);
  const own = await special(value, "__copy__", [], runtime);
  if (own !== undefined) return own;
  const made = value.cls.bare();
  for (const [name, field] of value.fields) made.fields.set(name, field);
  return made;
}

async function deep(value: Value, known: Known, runtime: Runtime): Promise<Value> {
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return value;
  const found = known.get(value);
  if (found !== undefined) return found;
  runtime.step();
  if (Array.isArray(value)) {
    const made: Value[] = [];
    known.set(value, made);
    for (const item of value) made.push(await deep(item, known, runtime));
    return made;
  }
  if (value instanceof PyTuple) {
    const items: Value[] = [];
    for (const item of value.items) items.push(await deep(item, known, runtime));
    return items.every((item, i) => item === value.items[i]) ? value : new PyTuple(items, value.names, value.typeName);
  }
  if (value instanceof PyDict) {
    const made = refilled(value, []);
    known.set(value, made);
    for (const [key, item] of value.entries())
      made.set(await deep(key, known, runtime), await deep(item, known, runtime));
    return made;
  }
  if (value instanceof PySet) return value.frozen ? value : new PySet(value.values());
  if (value instanceof PyDeque) {
    const items: Value[] = [];
    for (const item of value.items) items.push(await deep(item, known, runtime));
    return new PyDeque(items, value.most);
  }
  if (!(value instanceof PyInstance)) return copyable(value);
  const own = await special(value, "__deepcopy__", [new PyDict()], runtime);
  if (own !== undefined) return own;
  const made = value.cls.bare();
  known.set(value, made);
  for (const [name, field] of value.fields) made.fields.set(name, await deep(field, known, runtime));
  return made;
}

/** A value that knows how to copy itself (a model's instance), or that needs no copy. */
function copyable(value: Value): Value {
  return value instanceof PyObject && "copied" in value ? (value.copied as () => Value)() : value;
}

/** Python's `copy`. */
export const copyModule = new PyModule(
  "copy",
  new Map<string, Value>([
    ["copy", builtin("copy", ["x"], ({ named }, runtime) => shallow(named.x as Value, runtime))],
    [
      "deepcopy",
      builtin("deepcopy", ["x", "memo?"], ({ named }, runtime) => deep(named.x as Value, new Map(), runtime)),
    ],
  ]),
);
