import { PyDict, PyTuple } from "./collections";
import { encode } from "./encodings";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { SIZE_LIMIT, tooLarge } from "./limits";
import type { MethodTable } from "./methodTable";
import { index } from "./numbers";
import type { Value } from "./objects";
import { FieldSource } from "./stringFields";
import { searchMethods } from "./stringSearch";
import { expandTabs, replace, SPACE, split, splitLines, strip } from "./stringSplit";
import { reprString } from "./text";
import { translated } from "./translation";

type Test = (text: string) => boolean;

const test = (check: Test): { signature: readonly string[]; run(self: string): boolean } => ({
  signature: [],
  run: (self) => self !== "" && check(self),
});
const map = (change: (text: string) => string): { signature: readonly string[]; run(self: string): string } => ({
  signature: [],
  run: change,
});

function text(value: Value | undefined, what: string): string {
  if (typeof value === "string") return value;
  throw raise("TypeError", `${what} must be str, not ${typeNameOf(value ?? null)}`);
}

/** A width that a text may be filled up to. */
function bounded(width: Value | undefined): number {
  const size = Number(index(width));
  if (size > SIZE_LIMIT) throw tooLarge();
  return size;
}

const title = (self: string): string =>
  self.replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());

function padded(self: string, width: Value | undefined, fill: Value | undefined, align: "l" | "r" | "c"): string {
  const missing = Number(index(width)) - [...self].length;
  if (missing <= 0) return self;
  if (missing > SIZE_LIMIT) throw tooLarge();
  const c = fill === undefined ? " " : text(fill, "The fill character");
  if (align === "l") return self + c.repeat(missing);
  if (align === "r") return c.repeat(missing) + self;
  const left = Math.floor(missing / 2) + (missing & Number(width) & 1);
  return c.repeat(left) + self + c.repeat(missing - left);
}

/** Methods of `str`. */
export const stringMethods: MethodTable<string> = {
  upper: map((s) => s.toUpperCase()),
  lower: map((s) => s.toLowerCase()),
  casefold: map((s) => s.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ")),
  title: map(title),
  capitalize: map((s) => s.charAt(0).toUpperCase() + s.slice(1).toLowerCase()),
  swapcase: map((s) => [...s].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join("")),
  isdigit: test((s) =>
    /^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490]+$/u.test(s),
  ),
  isdecimal: test((s) => /^\p{Nd}+$/u.test(s)),
  isnumeric: test((s) => /^\p{N}+$/u.test(s)),
  isalpha: test((s) => /^\p{L}+$/u.test(s)),
  isalnum: test((s) => /^[\p{L}\p{N}]+$/u.test(s)),
  isspace: test((s) => new RegExp(`^${SPACE}+$`).test(s)),
  isupper: test((s) => s === s.toUpperCase() && s !== s.toLowerCase()),
  islower: test((s) => s === s.toLowerCase() && s !== s.toUpperCase()),
  istitle: test((s) => s === title(s)),
  isidentifier: test((s) => /^[\p{L}\p{Nl}_][\p{L}\p{N}\p{Mn}\p{Mc}\p{Pc}]*$/u.test(s)),
  isascii: { signature: [], run: (self) => [...self].every((c) => c <= "\x7f") },
  isprintable: { signature: [], run: (self) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(self) && !/(?! )\p{Zs}/u.test(self) },
  strip: { signature: ["chars?", "/"], run: (self, { named }) => strip(self, named.chars, true, true) },
  lstrip: { signature: ["chars?", "/"], run: (self, { named }) => strip(self, named.chars, true, false) },
  rstrip: { signature: ["chars?", "/"], run: (self, { named }) => strip(self, named.chars, false, true) },
  split: {
    signature: ["sep?", "maxsplit?"],
    run: (self, { named }) => split(self, named.sep, Number(named.maxsplit ?? -1n), false),
  },
  rsplit: {
    signature: ["sep?", "maxsplit?"],
    run: (self, { named }) => split(self, named.sep, Number(named.maxsplit ?? -1n), true),
  },
  splitlines: {
    signature: ["keepends?"],
    run: async (self, { named }, runtime) => splitLines(self, await runtime.truth(named.keepends ?? false)),
  },
  partition: {
    signature: ["sep", "/"],
    run(self, { named }) {
      const by = text(named.sep, "sep");
      const at = self.indexOf(by);
      return new PyTuple(at < 0 ? [self, "", ""] : [self.slice(0, at), by, self.slice(at + by.length)]);
    },
  },
  rpartition: {
    signature: ["sep", "/"],
    run(self, { named }) {
      const by = text(named.sep, "sep");
      const at = self.lastIndexOf(by);
      return new PyTuple(at < 0 ? ["", "", self] : [self.slice(0, at), by, self.slice(at + by.length)]);
    },
  },
  join: {
    signature: ["iterable", "/"],
    async run(self, { named }, runtime) {
      const items = await runtime.list(named.iterable as Value);
      items.forEach((item, i) => {
        if (typeof item !== "string")
          throw raise("TypeError", `sequence item ${i}: expected str instance, ${typeNameOf(item)} found`);
      });
      return items.join(self);
    },
  },
  replace: {
    signature: ["old", "new", "count?", "/"],
    run(self, { named }) {
      const [from, to] = [text(named.old, "replace() argument 1"), text(named.new, "replace() argument 2")];
      const limit = Number(named.count ?? -1n);
      const times = from === "" ? self.length + 1 : self.split(from).length - 1;
      if (self.length + (to.length - from.length) * (limit < 0 ? times : Math.min(limit, times)) > SIZE_LIMIT) {
        throw tooLarge();
      }
      return replace(self, from, to, limit);
    },
  },
  ...searchMethods,
  zfill: {
    signature: ["width", "/"],
    run(self, { named }) {
      const sign = /^[-+]/.test(self) ? self.charAt(0) : "";
      return sign + self.slice(sign.length).padStart(bounded(named.width) - sign.length, "0");
    },
  },
  ljust: {
    signature: ["width", "fillchar?", "/"],
    run: (self, { named }) => padded(self, named.width, named.fillchar, "l"),
  },
  rjust: {
    signature: ["width", "fillchar?", "/"],
    run: (self, { named }) => padded(self, named.width, named.fillchar, "r"),
  },
  center: {
    signature: ["width", "fillchar?", "/"],
    run: (self, { named }) => padded(self, named.width, named.fillchar, "c"),
  },
  removeprefix: {
    signature: ["prefix", "/"],
    run: (self, { named }) =>
      self.startsWith(text(named.prefix, "prefix")) ? self.slice(text(named.prefix, "prefix").length) : self,
  },
  removesuffix: {
    signature: ["suffix", "/"],
    run(self, { named }) {
      const suffix = text(named.suffix, "suffix");
      return suffix !== "" && self.endsWith(suffix) ? self.slice(0, -suffix.length) : self;
    },
  },
  encode: {
    signature: ["encoding?", "errors?"],
    run: (self, { named }) => encode(self, String(named.encoding ?? "utf-8"), String(named.errors ?? "strict")),
  },
  expandtabs: { signature: ["tabsize?"], run: (self, { named }) => expandTabs(self, Number(named.tabsize ?? 8n)) },
  translate: { signature: ["table", "/"], run: (self, { named }) => translated(self, named.table as Value) },
  format: {
    signature: ["*args", "**kwargs"],
    run: (self, { args, kwargs }, runtime) => new FieldSource(args, kwargs, runtime).format(self),
  },
  format_map: {
    signature: ["mapping", "/"],
    run(self, { named }, runtime) {
      const mapping = named.mapping;
      if (!(mapping instanceof PyDict)) throw raise("TypeError", "format_map() argument must be a mapping");
      return new FieldSource(
        [],
        new Map(mapping.entries().map(([key, value]) => [String(key), value])),
        runtime,
      ).format(self);
    },
  },
  __repr__: { signature: [], run: (self) => reprString(self) },
};
