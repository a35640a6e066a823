import { Bindable } from "../callables";
import { PyClass, PyInstance } from "../classes";
import { PyDict, PyTuple } from "../collections";
import { raise } from "../exceptions";
import { builtin } from "../makeBuiltin";
import { type CallArguments, PyBuiltin, PyModule, PyObject, type Runtime, type Value } from "../objects";
import { compare, same } from "../operations";
import { bind } from "../signature";
import type { CompareOperator } from "../tree";

/** What `field(…)` says of an attribute. */
class Field extends PyObject {
  readonly typeName = "Field";
  name = "";

  constructor(
    readonly fallback: Value | undefined,
    readonly factory: Value | undefined,
    readonly options: {
      readonly init: boolean;
      readonly repr: boolean;
      readonly compare: boolean;
      readonly keywordOnly: boolean;
    },
  ) {
    super();
  }

  override attribute(name: string): Value | undefined {
    return name === "name" ? this.name : name === "default" ? (this.fallback ?? null) : undefined;
  }
}

const PLAIN = { init: true, repr: true, compare: true, keywordOnly: false };

/** A method written here that is bound to its instance like a script's. */
class Method extends Bindable {
  readonly typeName = "function";

  constructor(readonly run: (self: PyInstance, args: CallArguments, runtime: Runtime) => Promise<Value>) {
    super();
  }

  bind(self: Value): Value {
    return new PyBuiltin("method", (args, runtime) => this.run(self as PyInstance, args, runtime));
  }

  override call(args: CallArguments, runtime: Runtime): Promise<Value> {
    const [self, ...positional] = args.positional;
    return this.run(self as PyInstance, { positional, keywords: args.keywords }, runtime);
  }
}

const known = new WeakMap<PyClass, readonly Field[]>();

/** The fields of a dataclass, its bases' first. Throws TypeError for what is none. */
function fieldsOf(value: Value): readonly Field[] {
  const cls = value instanceof PyInstance ? value.cls : value;
  for (const each of cls instanceof PyClass ? cls.mro : []) {
    const fields = each instanceof PyClass ? known.get(each) : undefined;
    if (fields) return fields;
  }
  throw raise("TypeError", "must be called with a dataclass type or instance");
}

function ownFields(cls: PyClass): Field[] {
  const out = new Map<string, Field>();
  for (const base of [...cls.mro].reverse())
    if (base instanceof PyClass && base !== cls) for (const field of known.get(base) ?? []) out.set(field.name, field);
  for (const [name, annotation] of cls.annotations) {
    if (annotation.endsWith("ClassVar")) continue;
    const given = cls.namespace.get(name);
    if (Array.isArray(given) || given instanceof PyDict)
      throw raise(
        "ValueError",
        `mutable default <class '${Array.isArray(given) ? "list" : "dict"}'> for field ${name} is not allowed: use default_factory`,
      );
    const field = given instanceof Field ? given : new Field(given, undefined, PLAIN);
    field.name = name;
    if (given instanceof Field && given.fallback === undefined) cls.namespace.delete(name);
    else if (given instanceof Field && given.fallback !== undefined) cls.namespace.set(name, given.fallback);
    out.set(name, field);
  }
  return [...out.values()];
}

function initOf(cls: PyClass, fields: readonly Field[], frozen: boolean): Method {
  const taken = fields.filter((field) => field.options.init);
  const optional = (field: Field): boolean => field.fallback !== undefined || field.factory !== undefined;
  const ordinary = taken.filter((field) => !field.options.keywordOnly);
  const late = ordinary.findIndex((field, i) => !optional(field) && ordinary.slice(0, i).some(optional));
  if (late >= 0) throw raise("TypeError", `non-default argument '${ordinary[late]?.name}' follows default argument`);
  const named = (field: Field): string => field.name + (optional(field) ? "?" : "");
  const keywordOnly = taken.filter((field) => field.options.keywordOnly);
  const signature = [
    "self",
    ...ordinary.map(named),
    ...(keywordOnly.length > 0 ? ["*", ...keywordOnly.map(named)] : []),
  ];
  return new Method(async (self, args, runtime) => {
    const bound = bind(`${cls.name}.__init__`, signature, {
      positional: [self, ...args.positional],
      keywords: args.keywords,
    });
    for (const field of fields) {
      let value = field.options.init ? bound.named[field.name] : undefined;
      if (value === undefined)
        value =
          field.factory === undefined
            ? field.fallback
            : await runtime.call(field.factory, { positional: [], keywords: new Map() });
      if (value !== undefined) {
        if (frozen) self.fields.set(field.name, value);
        else await runtime.setAttribute(self, field.name, value);
      }
    }
    if (self.cls.lookup("__post_init__") !== undefined)
      await runtime.call(await runtime.getAttribute(self, "__post_init__"), { positional: [], keywords: new Map() });
    return null;
  });
}

async function compared(self: PyInstance, names: readonly string[], runtime: Runtime): Promise<PyTuple> {
  const out: Value[] = [];
  for (const name of names) out.push(await runtime.getAttribute(self, name));
  return new PyTuple(out);
}

const ORDERS: Readonly<Record<string, CompareOperator>> = { __lt__: "<", __le__: "<=", __gt__: ">", __ge__: ">=" };

function decorate(cls: Value, options: ReadonlyMap<string, Value>): Value {
  if (!(cls instanceof PyClass)) throw raise("TypeError", "dataclass() should be called on a class");
  const on = (name: string, fallback: boolean): boolean => (options.get(name) ?? fallback) === true;
  const fields = ownFields(cls);
  known.set(cls, fields);
  const add = (name: string, method: Value): void => {
    if (!cls.namespace.has(name)) cls.namespace.set(name, method);
  };
  const names = fields.filter((field) => field.options.compare).map((field) => field.name);
  if (on("init", true)) add("__init__", initOf(cls, fields, on("frozen", false)));
  if (on("repr", true))
    add(
      "__repr__",
      new Method(async (self, _args, runtime) => {
        const shown: string[] = [];
        for (const field of fields)
          if (field.options.repr)
            shown.push(`${field.name}=${await runtime.repr(await runtime.getAttribute(self, field.name))}`);
        return `${self.cls.name}(${shown.join(", ")})`;
      }),
    );
  if (on("eq", true))
    add(
      "__eq__",
      new Method(async (self, args, runtime) => {
        const other = args.positional[0];
        if (!(other instanceof PyInstance) || other.cls !== self.cls) return false;
        return same(await compared(self, names, runtime), await compared(other, names, runtime), runtime);
      }),
    );
  if (on("order", false))
    for (const [name, operator] of Object.entries(ORDERS))
      add(
        name,
        new Method(async (self, args, runtime) => {
          const other = args.positional[0];
          if (!(other instanceof PyInstance) || other.cls !== self.cls)
            throw raise(
              "TypeError",
              `'${operator}' not supported between instances of '${self.typeName}' and '${other instanceof PyObject ? other.typeName : typeof other}'`,
            );
          return compare(
            operator,
            await compared(self, names, runtime),
            await compared(other, names, runtime),
            runtime,
          );
        }),
      );
  if (on("frozen", false)) {
    add(
      "__hash__",
      new Method(async (self, _args, runtime) => hashNumber((await compared(self, names, runtime)).hashKey())),
    );
    add(
      "__setattr__",
      new Method(async (_self, args) => {
        throw raise("AttributeError", `cannot assign to field '${String(args.positional[0])}'`);
      }),
    );
  }
  cls.namespace.set(
    "__match_args__",
    new PyTuple(fields.filter((field) => field.options.init).map((field) => field.name)),
  );
  return cls;
}

function hashNumber(key: string | null): Value {
  if (key === null) throw raise("TypeError", "unhashable type: 'list'");
  return key;
}

async function plain(value: Value, asTuple: boolean, runtime: Runtime): Promise<Value> {
  if (value instanceof PyInstance && isDataclass(value)) {
    const pairs: [string, Value][] = [];
    for (const { name } of fieldsOf(value))
      pairs.push([name, await plain(await runtime.getAttribute(value, name), asTuple, runtime)]);
    return asTuple ? new PyTuple(pairs.map(([, each]) => each)) : new PyDict(pairs);
  }
  const all = async (items: readonly Value[]): Promise<Value[]> => {
    const out: Value[] = [];
    for (const item of items) out.push(await plain(item, asTuple, runtime));
    return out;
  };
  if (Array.isArray(value)) return all(value);
  if (value instanceof PyTuple) return new PyTuple(await all(value.items), value.names, value.typeName);
  if (value instanceof PyDict) {
    const entries = value.entries();
    const values = await all(entries.map(([, each]) => each));
    return new PyDict(entries.map(([key], i) => [key, values[i] as Value] as const));
  }
  return value;
}

function isDataclass(value: Value): boolean {
  const cls = value instanceof PyInstance ? value.cls : value;
  return cls instanceof PyClass && cls.mro.some((each) => each instanceof PyClass && known.has(each));
}

/** Python's `dataclasses`. */
export const dataclassesModule = new PyModule(
  "dataclasses",
  new Map<string, Value>([
    [
      "dataclass",
      builtin("dataclass", ["cls?", "/", "**kwargs"], ({ named, kwargs }) =>
        named.cls === undefined || named.cls === null
          ? builtin("dataclass", ["cls", "/"], ({ named: inner }) => decorate(inner.cls as Value, kwargs))
          : decorate(named.cls, kwargs),
      ),
    ],
    [
      "field",
      builtin(
        "field",
        ["*", "default?", "default_factory?", "init?", "repr?", "hash?", "compare?", "metadata?", "kw_only?"],
        ({ named }) => {
          if (named.default !== undefined && named.default_factory !== undefined)
            throw raise("ValueError", "cannot specify both default and default_factory");
          return new Field(named.default, named.default_factory, {
            init: named.init !== false,
            repr: named.repr !== false,
            compare: named.compare !== false,
            keywordOnly: named.kw_only === true,
          });
        },
      ),
    ],
    [
      "fields",
      builtin("fields", ["class_or_instance"], ({ named }) => new PyTuple(fieldsOf(named.class_or_instance as Value))),
    ],
    [
      "asdict",
      builtin("asdict", ["obj"], ({ named }, runtime) =>
        plain(instanceOf(named.obj as Value, "asdict"), false, runtime),
      ),
    ],
    [
      "astuple",
      builtin("astuple", ["obj"], ({ named }, runtime) =>
        plain(instanceOf(named.obj as Value, "astuple"), true, runtime),
      ),
    ],
    ["is_dataclass", builtin("is_dataclass", ["obj"], ({ named }) => isDataclass(named.obj as Value))],
    [
      "replace",
      builtin("replace", ["obj", "/", "**changes"], async ({ named, kwargs }, runtime) => {
        const self = instanceOf(named.obj as Value, "replace");
        const keywords = new Map<string, Value>(kwargs);
        for (const { name } of fieldsOf(self))
          if (!keywords.has(name)) keywords.set(name, await runtime.getAttribute(self, name));
        return runtime.call(self.cls, { positional: [], keywords });
      }),
    ],
  ]),
);

function instanceOf(value: Value, name: string): PyInstance {
  if (value instanceof PyInstance && isDataclass(value)) return value;
  throw raise("TypeError", `${name}() should be called on dataclass instances`);
}
