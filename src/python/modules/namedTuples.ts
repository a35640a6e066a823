import { PyBoundMethod, PyFunction } from "../callables";
import { PyDict, PyTuple } from "../collections";
import { raise } from "../exceptions";
import { builtin } from "../makeBuiltin";
import { type CallArguments, PyBuiltin, PyType, type Runtime, type Value } from "../objects";
import { bind } from "../signature";

const types = new WeakMap<readonly string[], NamedTupleType>();

/** What `collections.namedtuple(…)` makes. */
export class NamedTupleType extends PyType {
  constructor(
    name: string,
    readonly fields: readonly string[],
    readonly defaults: ReadonlyMap<string, Value>,
    /** Methods and constants that a class statement adds. */
    readonly extra: ReadonlyMap<string, Value> = new Map(),
  ) {
    super(
      name,
      (args) => this.make(args),
      (value) => value instanceof PyTuple && value.names === fields,
    );
    types.set(fields, this);
  }

  make(args: CallArguments): PyTuple {
    const signature = this.fields.map((field) => (this.defaults.has(field) ? `${field}?` : field));
    const { named } = bindNew(this.name, signature, args);
    return this.of(this.fields.map((field) => named[field] ?? this.defaults.get(field) ?? null));
  }

  of(items: readonly Value[]): PyTuple {
    return new PyTuple(items, this.fields, this.name);
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case "_fields":
      case "__match_args__":
        return new PyTuple(this.fields);
      case "_field_defaults":
        return new PyDict(this.defaults);
      case "_make":
        return builtin(name, ["iterable", "/"], async ({ named }, runtime) => {
          const items = await runtime.list(named.iterable as Value);
          if (items.length !== this.fields.length)
            throw raise("TypeError", `Expected ${this.fields.length} arguments, got ${items.length}`);
          return this.of(items);
        });
      default:
        return this.extra.get(name) ?? super.attribute(name);
    }
  }
}

/** CPython counts the class among the arguments of a named tuple's `__new__`. */
function bindNew(name: string, signature: readonly string[], args: CallArguments): ReturnType<typeof bind> {
  const positional: Value[] = [null, ...args.positional];
  return bind(`${name}.__new__`, ["_cls", ...signature], { positional, keywords: args.keywords });
}

/** The type that made a named tuple; undefined for one that has none (a row of `values_list(named=True)`). */
export function namedTupleType(value: PyTuple): NamedTupleType | undefined {
  return value.names ? types.get(value.names) : undefined;
}

/** `_replace`, and what the type's class statement added. */
export function namedTupleAttribute(value: PyTuple, name: string): Value | undefined {
  if (name === "_replace" && value.names) {
    const { names } = value;
    return new PyBuiltin(name, ({ keywords }) => {
      const unknown = [...keywords.keys()].filter((key) => !names.includes(key));
      if (unknown.length > 0)
        throw raise("ValueError", `Got unexpected field names: [${unknown.map((key) => `'${key}'`).join(", ")}]`);
      const items = value.items.map((item, i) => keywords.get(names[i] as string) ?? item);
      return new PyTuple(items, names, value.typeName);
    });
  }
  if (name === "_fields" && value.names) return new PyTuple(value.names);
  const added = namedTupleType(value)?.extra.get(name);
  return added instanceof PyFunction ? new PyBoundMethod(value, added) : added;
}

async function fieldsOf(value: Value, runtime: Runtime): Promise<string[]> {
  const names =
    typeof value === "string" ? value.replaceAll(",", " ").split(/\s+/) : (await runtime.list(value)).map(String);
  const fields = names.filter((name) => name !== "");
  for (const [i, field] of fields.entries()) {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(field))
      throw raise("ValueError", `Type names and field names must be valid identifiers: '${field}'`);
    if (field.startsWith("_")) throw raise("ValueError", `Field names cannot start with an underscore: '${field}'`);
    if (fields.indexOf(field) < i) throw raise("ValueError", `Encountered duplicate field name: '${field}'`);
  }
  return fields;
}

/** `collections.namedtuple`. */
export const namedtuple = builtin(
  "namedtuple",
  ["typename", "field_names", "*", "rename?", "defaults?", "module?"],
  async ({ named }, runtime) => {
    const fields = await fieldsOf(named.field_names as Value, runtime);
    const given = named.defaults === undefined || named.defaults === null ? [] : await runtime.list(named.defaults);
    if (given.length > fields.length) throw raise("TypeError", "Got more default values than field names");
    const defaults = new Map(
      given.map((value, i) => [fields[fields.length - given.length + i] as string, value] as const),
    );
    return new NamedTupleType(String(named.typename), fields, defaults);
  },
);
