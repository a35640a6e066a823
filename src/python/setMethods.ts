import { PySet } from "./collections";
import { raise } from "./exceptions";
import { done, type MethodTable } from "./methodTable";
import type { Runtime, Value } from "./objects";
import type { BoundArguments } from "./signature";

async function setsOf(args: BoundArguments, runtime: Runtime): Promise<PySet[]> {
  const sets: PySet[] = [];
  for (const other of args.args) sets.push(other instanceof PySet ? other : new PySet(await runtime.list(other)));
  return sets;
}

/** A method that works out which values the set shall have; `update` puts them into the set itself. */
function combine(
  run: (self: readonly Value[], others: readonly PySet[]) => Iterable<Value>,
  update: boolean,
): MethodTable<PySet>[string] {
  return {
    signature: ["*args"],
    async run(self, args, runtime) {
      const values = [...run(self.values(), await setsOf(args, runtime))];
      if (!update) return new PySet(values, self.frozen);
      self.clear();
      for (const value of values) self.add(value);
      return null;
    },
  };
}

function test(run: (self: PySet, other: PySet) => boolean): MethodTable<PySet>[string] {
  return {
    signature: ["other", "/"],
    async run(self, { named }, runtime) {
      return run(self, new PySet(await runtime.list(named.other as Value)));
    },
  };
}

type Combination = Parameters<typeof combine>[0];

const union: Combination = (self, others) => [...self, ...others.flatMap((other) => other.values())];
const intersection: Combination = (self, others) => self.filter((value) => others.every((other) => other.has(value)));
const difference: Combination = (self, others) => self.filter((value) => !others.some((other) => other.has(value)));
const symmetric: Combination = (self, [other]) => {
  const own = new PySet(self);
  const theirs = other ?? new PySet();
  return [...self.filter((value) => !theirs.has(value)), ...theirs.values().filter((value) => !own.has(value))];
};

const frozenMethods: MethodTable<PySet> = {
  union: combine(union, false),
  intersection: combine(intersection, false),
  difference: combine(difference, false),
  symmetric_difference: combine(symmetric, false),
  issubset: test((self, other) => self.values().every((value) => other.has(value))),
  issuperset: test((self, other) => other.values().every((value) => self.has(value))),
  isdisjoint: test((self, other) => !other.values().some((value) => self.has(value))),
  copy: { signature: [], run: (self) => (self.frozen ? self : new PySet(self.values())) },
};

const changing: MethodTable<PySet> = {
  update: combine(union, true),
  intersection_update: combine(intersection, true),
  difference_update: combine(difference, true),
  symmetric_difference_update: combine(symmetric, true),
  add: { signature: ["value", "/"], run: (self, { named }) => done(self.add(named.value as Value)) },
  discard: { signature: ["value", "/"], run: (self, { named }) => done(self.delete(named.value as Value)) },
  remove: {
    signature: ["value", "/"],
    run(self, { named }) {
      if (!self.delete(named.value as Value)) throw raise("KeyError", named.value as string);
      return null;
    },
  },
  clear: { signature: [], run: (self) => done(self.clear()) },
  pop: {
    signature: [],
    run(self) {
      if (self.size === 0) throw raise("KeyError", "pop from an empty set");
      const first = self.values()[0] as Value;
      self.delete(first);
      return first;
    },
  },
};

/** Methods of `set`; a frozenset has those that change nothing. */
export const setMethods: MethodTable<PySet> = { ...frozenMethods, ...changing };
export const frozensetMethods: MethodTable<PySet> = frozenMethods;
