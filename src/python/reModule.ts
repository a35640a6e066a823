import { type builtin as Builtin, builtin } from "./builtins";
import { PyDict, PyTuple } from "./collections";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { SIZE_LIMIT, tooLarge } from "./limits";
import { PyModule, PyType, type Runtime, type Value } from "./objects";
import { FLAGS } from "./regex";
import { RE_ERROR } from "./regexEscapes";
import { matchMembers, PyMatch, PyPattern, patternMembers, Text } from "./reObjects";
import { expandTemplate } from "./reTemplate";

type Run = Parameters<typeof Builtin>[2];
type Named = Parameters<Run>[0]["named"];

const KNOWN = new Map<string, PyPattern>();

/** The compiled pattern of a text and its flags; the last few hundred are kept, as Python does. */
export function compilePattern(pattern: Value, flags: Value = 0n): PyPattern {
  if (pattern instanceof PyPattern) {
    if (flags !== 0n) throw raise("ValueError", "cannot process flags argument with a compiled pattern");
    return pattern;
  }
  if (typeof pattern !== "string") throw raise("TypeError", "first argument must be string or compiled pattern");
  const key = `${String(flags)}:${pattern}`;
  const known = KNOWN.get(key);
  if (known) return known;
  const made = new PyPattern(pattern, BigInt(flags as bigint));
  if (KNOWN.size >= 512) KNOWN.clear();
  KNOWN.set(key, made);
  return made;
}

function textOf(value: Value | undefined): Text {
  if (typeof value === "string") return new Text(value);
  throw raise("TypeError", `expected string or bytes-like object, got '${typeNameOf(value ?? null)}'`);
}

/** The text up to `endpos`, and where `pos` is in it. */
function region(named: Named): readonly [Text, number] {
  const whole = textOf(named.string);
  const end = named.endpos === undefined ? null : whole.units(Math.max(0, Number(named.endpos)));
  return [
    end === null ? whole : new Text(whole.value.slice(0, end)),
    whole.units(Math.max(0, Number(named.pos ?? 0n))),
  ];
}

function findAll(pattern: PyPattern, [text, at]: readonly [Text, number]): Value[] {
  return [...pattern.all(text, at)].map((match) => {
    const { groups } = pattern.translation;
    if (groups === 0) return match.group(0);
    return groups === 1 ? (match.group(1) ?? "") : new PyTuple(match.groups(""));
  });
}

function split(pattern: PyPattern, text: Text, limit: number): Value[] {
  const out: Value[] = [];
  let at = 0;
  for (const match of limit < 0 ? [] : pattern.all(text)) {
    out.push(text.value.slice(at, match.from), ...match.groups(null));
    at = match.to;
    if (limit > 0 && --limit === 0) break;
  }
  return [...out, text.value.slice(at)];
}

async function substitute(pattern: PyPattern, named: Named, runtime: Runtime): Promise<[string, bigint]> {
  const text = textOf(named.string);
  const limit = Number(named.count ?? 0n);
  const by = named.repl as Value;
  let [out, at, count] = ["", 0, 0n];
  for (const match of pattern.all(text)) {
    const piece =
      typeof by === "string"
        ? expandTemplate(by, match)
        : await runtime.call(by, { positional: [match], keywords: new Map() });
    if (typeof piece !== "string") throw raise("TypeError", `expected str instance, ${typeNameOf(piece)} found`);
    out += text.value.slice(at, match.from) + piece;
    if (out.length > SIZE_LIMIT) throw tooLarge();
    at = match.to;
    count++;
    runtime.step();
    if (limit > 0 && count >= limit) break;
  }
  return [out + text.value.slice(at), count];
}

/** What both the module and a pattern offer: arguments behind the pattern, and what it does. */
const ACTIONS: Readonly<
  Record<string, readonly [string[], (pattern: PyPattern, named: Named, runtime: Runtime) => Value | Promise<Value>]>
> = {
  search: [["string"], (pattern, named) => pattern.find(...region(named), "search")],
  match: [["string"], (pattern, named) => pattern.find(...region(named), "match")],
  fullmatch: [["string"], (pattern, named) => pattern.find(...region(named), "fullmatch")],
  findall: [["string"], (pattern, named) => findAll(pattern, region(named))],
  finditer: [["string"], (pattern, named) => [...pattern.all(...region(named))]],
  split: [
    ["string", "maxsplit?"],
    (pattern, named) => split(pattern, textOf(named.string), Number(named.maxsplit ?? 0n)),
  ],
  sub: [
    ["repl", "string", "count?"],
    async (pattern, named, runtime) => (await substitute(pattern, named, runtime))[0],
  ],
  subn: [
    ["repl", "string", "count?"],
    async (pattern, named, runtime) => new PyTuple(await substitute(pattern, named, runtime)),
  ],
};
const TAKES_REGION = new Set(["search", "match", "fullmatch", "findall", "finditer"]);

const functions = Object.entries(ACTIONS).map(([name, [signature, run]]): [string, Value] => [
  name,
  builtin(name, ["pattern", ...signature, "flags?"], ({ named }, runtime) =>
    run(compilePattern(named.pattern as Value, named.flags ?? 0n), named, runtime),
  ),
]);

for (const [name, [signature, run]] of Object.entries(ACTIONS)) {
  const own = TAKES_REGION.has(name) ? [...signature, "pos?", "endpos?"] : signature;
  patternMembers.set(name, (self) => builtin(name, own, ({ named }, runtime) => run(self, named, runtime)));
}
patternMembers.set("pattern", (self) => self.pattern);
patternMembers.set("flags", (self) => self.translation.flags);
patternMembers.set("groups", (self) => BigInt(self.translation.groups));
patternMembers.set(
  "groupindex",
  (self) => new PyDict([...self.translation.names].map(([name, number]) => [name, BigInt(number)] as const)),
);

const place = (name: string, run: (span: [bigint, bigint]) => Value): void => {
  matchMembers.set(name, (self) =>
    builtin(name, ["group?", "/"], ({ named }) => run(self.span(self.number(named.group ?? 0n)))),
  );
};
place("start", ([from]) => from);
place("end", ([, to]) => to);
place("span", (span) => new PyTuple(span));
matchMembers.set("group", (self) =>
  builtin("group", ["*args"], ({ args }) => {
    const found = args.map((arg) => self.item(arg));
    return args.length === 0 ? self.group(0) : found.length === 1 ? (found[0] as Value) : new PyTuple(found);
  }),
);
matchMembers.set("groups", (self) =>
  builtin("groups", ["default?"], ({ named }) => new PyTuple(self.groups(named.default ?? null))),
);
matchMembers.set("groupdict", (self) =>
  builtin("groupdict", ["default?"], ({ named }) => self.groupdict(named.default ?? null)),
);
matchMembers.set("expand", (self) =>
  builtin("expand", ["template"], ({ named }) => expandTemplate(String(named.template), self)),
);
matchMembers.set("string", (self) => self.text.value);
matchMembers.set("re", (self) => self.pattern);

const ESCAPED = new Set("()[]{}?*+-|^$\\.&~# \t\n\r\v\f");
const SPECIAL: Readonly<Record<string, string>> = { A: "a", I: "i", M: "m", S: "s", U: "u", X: "x" };
const LONG: Readonly<Record<string, string>> = {
  ASCII: "a",
  IGNORECASE: "i",
  MULTILINE: "m",
  DOTALL: "s",
  UNICODE: "u",
  VERBOSE: "x",
};

/** Python's `re` module. */
export const reModule = new PyModule(
  "re",
  new Map<string, Value>([
    [
      "compile",
      builtin("compile", ["pattern", "flags?"], ({ named }) =>
        compilePattern(named.pattern as Value, named.flags ?? 0n),
      ),
    ],
    ...functions,
    [
      "escape",
      builtin("escape", ["pattern"], ({ named }) =>
        [...textOf(named.pattern).value].map((c) => (ESCAPED.has(c) ? `\\${c}` : c)).join(""),
      ),
    ],
    ["purge", builtin("purge", [], () => null)],
    ["error", RE_ERROR],
    [
      "Pattern",
      new PyType(
        "Pattern",
        () => null,
        (value) => value instanceof PyPattern,
      ),
    ],
    [
      "Match",
      new PyType(
        "Match",
        () => null,
        (value) => value instanceof PyMatch,
      ),
    ],
    ...Object.entries({ ...SPECIAL, ...LONG }).map(([name, letter]): [string, Value] => [name, FLAGS[letter] ?? 0n]),
  ]),
);
