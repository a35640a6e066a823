import { bindAttribute, hasNativeAttribute, PyClass, PyInstance } from "./classes";
import { builtin } from "./makeBuiltin";
import { type MaybePromise, PyObject, type Runtime, type Value } from "./objects";

/** `super()`: attribute look-up that starts behind the class a method was defined in. */
export class PySuper extends PyObject {
  readonly typeName = "super";

  constructor(
    readonly owner: PyClass,
    readonly self: Value,
    readonly cls: PyClass | null,
  ) {
    super();
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    const found = this.cls?.lookup(name, this.owner);
    if (found !== undefined) {
      // Of a class itself, functions come as they are: `super().__new__(cls)`.
      if (this.self instanceof PyClass && !(found instanceof PyObject && found.typeName === "classmethod"))
        return found;
      return bindAttribute(found, this.self, this.cls, runtime);
    }
    if (hasNativeAttribute(this.self)) return this.self.nativeAttribute(name, runtime);
    return objectAttribute(name, this.self);
  }
}

/** What every class has from `object`. */
function objectAttribute(name: string, self: Value): Value | undefined {
  switch (name) {
    case "__init__":
    case "__init_subclass__":
      return builtin(name, ["*args", "**kwargs"], () => null);
    case "__new__":
      return builtin(name, ["cls", "*args", "**kwargs"], ({ named }) =>
        named.cls instanceof PyClass ? named.cls.bare() : null,
      );
  }
  if (!(self instanceof PyInstance)) return undefined;
  switch (name) {
    case "__setattr__":
      return builtin(name, ["name", "value", "/"], async ({ named }, runtime) => {
        await self.setField(String(named.name), named.value as Value, runtime);
        return null;
      });
    case "__getattribute__":
      return builtin(name, ["name", "/"], ({ named }, runtime) => runtime.getAttribute(self, String(named.name)));
    case "__repr__":
    case "__str__":
      return builtin(name, [], () => `<__main__.${self.cls.name} object>`);
    case "__hash__":
      return builtin(name, [], ({ named: _ }) => BigInt(self.cls.name.length));
    case "__eq__":
      return builtin(name, ["other", "/"], ({ named }) => named.other === self);
    default:
      return undefined;
  }
}
