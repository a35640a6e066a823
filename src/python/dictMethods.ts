import { PyDict, PyTuple } from "./collections";
import { raise } from "./exceptions";
import { merge } from "./mappings";
import { done, type MethodTable } from "./methodTable";
import type { Value } from "./objects";
import { PyDictView } from "./views";

/** Methods of `dict`. */
export const dictMethods: MethodTable<PyDict> = {
  keys: { signature: [], run: (self) => new PyDictView("keys", self) },
  values: { signature: [], run: (self) => new PyDictView("values", self) },
  items: { signature: [], run: (self) => new PyDictView("items", self) },
  get: {
    signature: ["key", "default?", "/"],
    run(self, { named }) {
      const found = self.get(named.key as Value);
      return found === undefined ? (named.default ?? null) : found;
    },
  },
  pop: {
    signature: ["key", "default?", "/"],
    run(self, { named }) {
      const found = self.get(named.key as Value);
      if (found === undefined) {
        if (named.default !== undefined) return named.default;
        throw raise("KeyError", named.key as string);
      }
      self.delete(named.key as Value);
      return found;
    },
  },
  popitem: {
    signature: [],
    run(self) {
      const last = self.entries().at(-1);
      if (!last) throw raise("KeyError", "popitem(): dictionary is empty");
      self.delete(last[0]);
      return new PyTuple(last);
    },
  },
  setdefault: {
    signature: ["key", "default?", "/"],
    run(self, { named }) {
      const found = self.get(named.key as Value);
      if (found !== undefined) return found;
      self.set(named.key as Value, named.default ?? null);
      return named.default ?? null;
    },
  },
  update: {
    signature: ["other?", "/", "**kwargs"],
    async run(self, { named, kwargs }, runtime) {
      await merge(self, named.other, kwargs, runtime);
      return null;
    },
  },
  copy: { signature: [], run: (self) => new PyDict(self.entries()) },
  clear: { signature: [], run: (self) => done(self.clear()) },
};
