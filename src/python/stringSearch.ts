import { PyTuple } from "./collections";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import type { MethodTable } from "./methodTable";
import { PySlice, type Value } from "./objects";
import { sliceBounds } from "./sequences";
import type { BoundArguments } from "./signature";

type Named = BoundArguments["named"];

const wide = (text: string): boolean => /[\ud800-\udfff]/.test(text);

/** The part of the text that a search looks at, and its places in code points. */
interface Window {
  readonly text: string;
  /** A place in `text` as a place in the whole. */
  at(unit: number): bigint;
  /** The bounds leave no room, not even for an empty text. */
  readonly outside: boolean;
}

function windowOf(self: string, named: Named): Window {
  const points = wide(self) ? [...self] : null;
  const size = points?.length ?? self.length;
  const { start, stop } = sliceBounds(new PySlice(named.start ?? null, named.end ?? null, null), size);
  const first = typeof named.start === "bigint" ? Number(named.start) : 0;
  const text = points ? points.slice(start, Math.max(start, stop)).join("") : self.slice(start, Math.max(start, stop));
  return {
    text,
    outside: stop < start || first > size,
    at: (unit) => BigInt(start + (points ? [...text.slice(0, unit)].length : unit)),
  };
}

function needle(named: Named): string {
  if (typeof named.sub === "string") return named.sub;
  throw raise("TypeError", `must be str, not ${typeNameOf(named.sub ?? null)}`);
}

function find(self: string, named: Named, last: boolean): bigint {
  const sub = needle(named);
  const window = windowOf(self, named);
  const unit = window.outside ? -1 : last ? window.text.lastIndexOf(sub) : window.text.indexOf(sub);
  return unit < 0 ? -1n : window.at(unit);
}

function indexOf(self: string, named: Named, last: boolean): bigint {
  const found = find(self, named, last);
  if (found < 0n) throw raise("ValueError", "substring not found");
  return found;
}

function count(self: string, named: Named): bigint {
  const sub = needle(named);
  const window = windowOf(self, named);
  if (window.outside) return 0n;
  return BigInt(sub === "" ? [...window.text].length + 1 : window.text.split(sub).length - 1);
}

function matches(self: string, named: Named, method: "startswith" | "endswith"): boolean {
  const wanted = named.sub as Value;
  const all = wanted instanceof PyTuple ? wanted.items : [wanted];
  const window = windowOf(self, named);
  return all.some((each) => {
    if (typeof each !== "string") {
      if (wanted instanceof PyTuple)
        throw raise("TypeError", `tuple for ${method} must only contain str, not ${typeNameOf(each)}`);
      throw raise("TypeError", `${method} first arg must be str or a tuple of str, not ${typeNameOf(each)}`);
    }
    return !window.outside && (method === "startswith" ? window.text.startsWith(each) : window.text.endsWith(each));
  });
}

const signature = ["sub", "start?", "end?", "/"];

/** The methods of `str` that look for a text in a part of another. */
export const searchMethods: MethodTable<string> = {
  find: { signature, run: (self, { named }) => find(self, named, false) },
  rfind: { signature, run: (self, { named }) => find(self, named, true) },
  index: { signature, run: (self, { named }) => indexOf(self, named, false) },
  rindex: { signature, run: (self, { named }) => indexOf(self, named, true) },
  count: { signature, run: (self, { named }) => count(self, named) },
  startswith: { signature, run: (self, { named }) => matches(self, named, "startswith") },
  endswith: { signature, run: (self, { named }) => matches(self, named, "endswith") },
};
