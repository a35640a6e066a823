import { type NativeClass, PyClass } from "../classes";
import type { EmptyBase } from "../classStatement";
import { raise } from "../exceptions";
import { builtin } from "../makeBuiltin";
import { type CallArguments, PyModule, PyObject, type Runtime, type Value } from "../objects";
import { NamedTupleType } from "./namedTuples";

/** A name for annotations, which nothing here looks at: it may be subscripted, joined with `|` and inherited from. */
class Annotation extends PyObject implements EmptyBase {
  readonly typeName = "type";
  readonly isEmptyBase = true;

  constructor(
    readonly module: string,
    readonly name: string,
  ) {
    super();
  }

  override attribute(name: string): Value | undefined {
    return name === "__name__" ? this.name : undefined;
  }

  override item(): Value {
    return this;
  }

  override binary(operator: string): Value | undefined {
    return operator === "|" ? this : undefined;
  }

  override call(): Value {
    return this;
  }

  override repr(): string {
    return `${this.module}.${this.name}`;
  }
}

/** `typing.NamedTuple` as a base: its class's annotations are the fields. */
class NamedTupleBase extends PyObject implements NativeClass {
  readonly typeName = "type";
  readonly name = "NamedTuple";

  instantiate(cls: PyClass, _args: CallArguments): Value {
    throw raise("TypeError", `${cls.name} has no fields`);
  }

  define(
    name: string,
    _bases: readonly Value[],
    namespace: Map<string, Value>,
    _runtime: Runtime,
    annotations: ReadonlyMap<string, string>,
  ): Value {
    const fields = [...annotations.keys()];
    const defaults = new Map(
      fields.flatMap((field) => (namespace.has(field) ? [[field, namespace.get(field) as Value] as const] : [])),
    );
    for (const field of fields) namespace.delete(field);
    new PyClass(name, [], namespace);
    return new NamedTupleType(name, fields, defaults, namespace);
  }
}

const NAMES = [
  "Annotated",
  "Any",
  "AnyStr",
  "AsyncIterable",
  "AsyncIterator",
  "Awaitable",
  "Callable",
  "ClassVar",
  "Collection",
  "Concatenate",
  "Coroutine",
  "DefaultDict",
  "Deque",
  "Dict",
  "Final",
  "FrozenSet",
  "Generator",
  "Generic",
  "Hashable",
  "Iterable",
  "Iterator",
  "List",
  "Literal",
  "LiteralString",
  "Mapping",
  "MutableMapping",
  "MutableSequence",
  "Never",
  "NoReturn",
  "NotRequired",
  "Optional",
  "OrderedDict",
  "ParamSpec",
  "Protocol",
  "Required",
  "Self",
  "Sequence",
  "Set",
  "Sized",
  "SupportsFloat",
  "SupportsInt",
  "Text",
  "Tuple",
  "Type",
  "TypeAlias",
  "TypeGuard",
  "TypeVar",
  "TypedDict",
  "Union",
  "Unpack",
];

const same = (name: string): [string, Value] => [name, builtin(name, ["value"], ({ named }) => named.value as Value)];

/** Python's `typing`: names for annotations. */
export const typingModule = new PyModule(
  "typing",
  new Map<string, Value>([
    ...NAMES.map((name): [string, Value] => [name, new Annotation("typing", name)]),
    ["TYPE_CHECKING", false],
    ["NamedTuple", new NamedTupleBase()],
    ["cast", builtin("cast", ["typ", "val"], ({ named }) => named.val as Value)],
    ["NewType", builtin("NewType", ["name", "tp"], ({ named }) => named.tp as Value)],
    ...["final", "overload", "runtime_checkable", "no_type_check", "override"].map(same),
  ]),
);

const ABSTRACT = [
  "Callable",
  "Collection",
  "Generator",
  "Hashable",
  "Iterable",
  "Iterator",
  "Mapping",
  "MutableMapping",
  "Sequence",
  "Set",
  "Sized",
];

/** `collections.abc`, for annotations. */
export const abstractCollections = new PyModule(
  "collections.abc",
  new Map<string, Value>(ABSTRACT.map((name) => [name, new Annotation("collections.abc", name)])),
);

/** `abc`: classes are not checked for what they leave abstract. */
export const abcModule = new PyModule(
  "abc",
  new Map<string, Value>([
    ["ABC", new Annotation("abc", "ABC")],
    ["ABCMeta", new Annotation("abc", "ABCMeta")],
    same("abstractmethod"),
  ]),
);
