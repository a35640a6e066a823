import { PyDict, PyTuple } from "./collections";
import { typeNameOf } from "./equality";
import { LimitExceeded, raise } from "./exceptions";
import { formatValue } from "./format";
import type { MethodTable } from "./methods";
import type { Runtime, Value } from "./objects";
import { SIZE_LIMIT } from "./operations";
import { reprString } from "./text";

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

function prefixes(value: Value, what: string): string[] {
  if (typeof value === "string") return [value];
  if (value instanceof PyTuple) return value.items.map((item) => text(item, what));
  throw raise("TypeError", `${what} first arg must be str or a tuple of str, not ${typeNameOf(value)}`);
}

function strip(self: string, chars: Value | undefined, left: boolean, right: boolean): string {
  const drop = chars === undefined || chars === null ? null : new Set(text(chars, "strip arg"));
  const points = [...self];
  const gone = (c: string): boolean => (drop ? drop.has(c) : /\s/.test(c));
  let from = 0;
  let to = points.length;
  if (left) while (from < to && gone(points[from] as string)) from++;
  if (right) while (to > from && gone(points[to - 1] as string)) to--;
  return points.slice(from, to).join("");
}

function split(self: string, separator: Value | undefined, limit: number, fromRight: boolean): string[] {
  if (separator === undefined || separator === null) {
    const words = self.trim() === "" ? [] : self.trim().split(/\s+/);
    if (limit < 0 || words.length <= limit + 1) return words;
    const pattern = fromRight
      ? new RegExp(`^\\s*([\\s\\S]*?)${"\\s+(\\S+)".repeat(limit)}\\s*$`)
      : new RegExp(`^\\s*${"(\\S+)\\s+".repeat(limit)}([\\s\\S]*)$`);
    return (pattern.exec(self) ?? []).slice(1);
  }
  const by = text(separator, "sep");
  if (by === "") throw raise("ValueError", "empty separator");
  const parts = self.split(by);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  if (fromRight) return [parts.slice(0, parts.length - limit).join(by), ...parts.slice(parts.length - limit)];
  return [...parts.slice(0, limit), parts.slice(limit).join(by)];
}

const title = (self: string): string =>
  self.replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());

function padded(self: string, width: Value | undefined, fill: Value | undefined, align: "l" | "r" | "c"): string {
  const missing = Number(width) - [...self].length;
  if (missing <= 0) return self;
  if (missing > SIZE_LIMIT) throw new LimitExceeded("The script builds a string that is too long.");
  const c = fill === undefined ? " " : text(fill, "The fill character");
  if (align === "l") return self + c.repeat(missing);
  if (align === "r") return c.repeat(missing) + self;
  const left = Math.floor(missing / 2) + (missing & Number(width) & 1);
  return c.repeat(left) + self + c.repeat(missing - left);
}

/** `"{} {name!r:>5}".format(…)`, with attribute and item look-ups in the field names. */
async function formatFields(
  self: string,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  runtime: Runtime,
): Promise<string> {
  let next = 0;
  let out = "";
  const pattern = /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}/g;
  let at = 0;
  for (let match = pattern.exec(self); match; match = pattern.exec(self)) {
    out += self.slice(at, match.index);
    at = pattern.lastIndex;
    if (match[0] === "{{" || match[0] === "}}") {
      out += match[0].charAt(0);
      continue;
    }
    const path = (match[1] ?? "").match(/[^.[\]]+/g) ?? [];
    const head = (match[1] ?? "").startsWith(".") || path.length === 0 ? String(next++) : (path.shift() as string);
    const found: Value | undefined = /^\d+$/.test(head) ? args[Number(head)] : kwargs.get(head);
    if (found === undefined) {
      if (/^\d+$/.test(head))
        throw raise("IndexError", `Replacement index ${head} out of range for positional args tuple`);
      throw raise("KeyError", head);
    }
    let value: Value = found;
    for (const name of path) value = await runtime.getAttribute(value, name);
    const spec = await formatSpec(match[3] ?? "", args, kwargs, runtime);
    if (match[2] === "r") value = await runtime.repr(value);
    else if (match[2] === "s") value = await runtime.str(value);
    out += await formatValue(value, spec, runtime);
  }
  return out + self.slice(at);
}

async function formatSpec(
  spec: string,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  runtime: Runtime,
): Promise<string> {
  return spec.includes("{") ? formatFields(spec, args, kwargs, runtime) : spec;
}

/** Methods of `str`. */
export const stringMethods: MethodTable<string> = {
  upper: map((s) => s.toUpperCase()),
  lower: map((s) => s.toLowerCase()),
  casefold: map((s) => s.toLowerCase().replaceAll("ß", "ss")),
  title: map(title),
  capitalize: map((s) => s.charAt(0).toUpperCase() + s.slice(1).toLowerCase()),
  swapcase: map((s) => [...s].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join("")),
  isdigit: test((s) => /^\p{Nd}+$/u.test(s)),
  isdecimal: test((s) => /^\p{Nd}+$/u.test(s)),
  isnumeric: test((s) => /^\p{N}+$/u.test(s)),
  isalpha: test((s) => /^\p{L}+$/u.test(s)),
  isalnum: test((s) => /^[\p{L}\p{N}]+$/u.test(s)),
  isspace: test((s) => /^\s+$/.test(s)),
  isupper: test((s) => s === s.toUpperCase() && s !== s.toLowerCase()),
  islower: test((s) => s === s.toLowerCase() && s !== s.toUpperCase()),
  istitle: test((s) => s === title(s)),
  isidentifier: test((s) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(s)),
  strip: { signature: ["chars?", "/"], run: (self, { named }) => strip(self, named.chars, true, true) },
  lstrip: { signature: ["chars?", "/"], run: (self, { named }) => strip(self, named.chars, true, false) },
  rstrip: { signature: ["chars?", "/"], run: (self, { named }) => strip(self, named.chars, false, true) },
  startswith: {
    signature: ["prefix", "/"],
    run: (self, { named }) => prefixes(named.prefix as Value, "startswith").some((p) => self.startsWith(p)),
  },
  endswith: {
    signature: ["suffix", "/"],
    run: (self, { named }) => prefixes(named.suffix as Value, "endswith").some((p) => self.endsWith(p)),
  },
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
    run: (self) => (self === "" ? [] : self.replace(/(\r\n|\n|\r)$/, "").split(/\r\n|\n|\r/)),
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
      if (limit >= 0) return split(self, from, limit, false).join(to);
      if (from.length < to.length && self.length * (to.length + 1) > SIZE_LIMIT * 4)
        throw new LimitExceeded("The script builds a string that is too long.");
      return self.replaceAll(from, () => to);
    },
  },
  find: {
    signature: ["sub", "start?", "end?", "/"],
    run: (self, { named }) => BigInt(self.indexOf(text(named.sub, "sub"), Number(named.start ?? 0n))),
  },
  rfind: { signature: ["sub", "/"], run: (self, { named }) => BigInt(self.lastIndexOf(text(named.sub, "sub"))) },
  index: {
    signature: ["sub", "/"],
    run(self, { named }) {
      const at = self.indexOf(text(named.sub, "sub"));
      if (at < 0) throw raise("ValueError", "substring not found");
      return BigInt(at);
    },
  },
  count: {
    signature: ["sub", "/"],
    run(self, { named }) {
      const sub = text(named.sub, "sub");
      return sub === "" ? BigInt([...self].length + 1) : BigInt(self.split(sub).length - 1);
    },
  },
  zfill: {
    signature: ["width", "/"],
    run(self, { named }) {
      const sign = /^[-+]/.test(self) ? self.charAt(0) : "";
      return sign + self.slice(sign.length).padStart(Math.min(Number(named.width), SIZE_LIMIT) - sign.length, "0");
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
  encode: { signature: ["encoding?", "errors?"], run: (self) => new TextEncoder().encode(self) },
  format: {
    signature: ["*args", "**kwargs"],
    run: (self, { args, kwargs }, runtime) => formatFields(self, args, kwargs, runtime),
  },
  format_map: {
    signature: ["mapping", "/"],
    run(self, { named }, runtime) {
      const mapping = named.mapping;
      if (!(mapping instanceof PyDict)) throw raise("TypeError", "format_map() argument must be a mapping");
      return formatFields(self, [], new Map(mapping.entries().map(([key, value]) => [String(key), value])), runtime);
    },
  },
  __repr__: { signature: [], run: (self) => reprString(self) },
};
