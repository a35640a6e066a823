import { textOf } from "../arguments";
import { PyDict, PySet, PyTuple } from "../collections";
import { builtin } from "../makeBuiltin";
import { type CallArguments, PyModule, type Runtime, type Value } from "../objects";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const WHITESPACE = " \t\n\r\x0b\x0c";

/** Python's `string`: its constants, and `capwords`. */
export const stringModule = new PyModule(
  "string",
  new Map<string, Value>([
    ["ascii_lowercase", LOWER],
    ["ascii_uppercase", LOWER.toUpperCase()],
    ["ascii_letters", LOWER + LOWER.toUpperCase()],
    ["digits", "0123456789"],
    ["hexdigits", "0123456789abcdefABCDEF"],
    ["octdigits", "01234567"],
    ["punctuation", PUNCTUATION],
    ["whitespace", WHITESPACE],
    ["printable", `0123456789${LOWER}${LOWER.toUpperCase()}${PUNCTUATION}${WHITESPACE}`],
    [
      "capwords",
      builtin("capwords", ["s", "sep?"], ({ named }) => {
        const text = textOf(named.s, "capwords");
        const sep = typeof named.sep === "string" ? named.sep : null;
        const words = sep === null ? text.split(/\s+/).filter((word) => word !== "") : text.split(sep);
        return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join(sep ?? " ");
      }),
    ],
  ]),
);

/** The white space that every line that is not blank starts with. */
function margin(lines: readonly string[]): string {
  const starts = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)?.[0] ?? "");
  let common = starts[0] ?? "";
  for (const start of starts) while (!start.startsWith(common)) common = common.slice(0, -1);
  return common;
}

function dedent(text: string): string {
  const lines = text.split("\n").map((line) => (/^[ \t]+$/.test(line) ? "" : line));
  const { length } = margin(lines);
  return lines.map((line) => line.slice(length)).join("\n");
}

/** Words in lines of at most `width` characters; a longer word is broken. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    let rest = word;
    if (line !== "" && line.length + 1 + rest.length <= width) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== "") lines.push(line);
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = rest;
  }
  return line === "" ? lines : [...lines, line];
}

function shorten(text: string, width: number, placeholder: string): string {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const whole = words.join(" ");
  if (whole.length <= width) return whole;
  while (words.length > 0 && words.join(" ").length + placeholder.length > width) words.pop();
  return words.length > 0 ? words.join(" ") + placeholder : placeholder.trimStart();
}

/** Python's `textwrap`. */
export const textwrapModule = new PyModule(
  "textwrap",
  new Map<string, Value>([
    ["dedent", builtin("dedent", ["text"], ({ named }) => dedent(textOf(named.text, "dedent")))],
    [
      "indent",
      builtin("indent", ["text", "prefix"], ({ named }) =>
        textOf(named.text, "indent")
          .split(/(?<=\n)/)
          .map((line) => (line.trim() === "" ? line : String(named.prefix) + line))
          .join(""),
      ),
    ],
    [
      "wrap",
      builtin("wrap", ["text", "width?", "**kwargs"], ({ named }) =>
        wrap(textOf(named.text, "wrap"), Number(named.width ?? 70n)),
      ),
    ],
    [
      "fill",
      builtin("fill", ["text", "width?", "**kwargs"], ({ named }) =>
        wrap(textOf(named.text, "fill"), Number(named.width ?? 70n)).join("\n"),
      ),
    ],
    [
      "shorten",
      builtin("shorten", ["text", "width", "*", "placeholder?"], ({ named }) =>
        shorten(
          textOf(named.text, "shorten"),
          Number(named.width),
          typeof named.placeholder === "string" ? named.placeholder : " [...]",
        ),
      ),
    ],
  ]),
);

/** A value over several lines where it does not fit in one, as `pprint` breaks them. */
async function pretty(value: Value, indent: number, room: number, runtime: Runtime): Promise<string> {
  const whole = await runtime.repr(value instanceof PyDict ? sortedDict(value) : value);
  if (whole.length <= room) return whole;
  const within = async (items: readonly Value[], open: string, close: string): Promise<string> => {
    const lines: string[] = [];
    for (const [i, item] of items.entries())
      lines.push(
        await pretty(
          item,
          indent + open.length,
          80 - indent - open.length - (i === items.length - 1 ? close.length : 1),
          runtime,
        ),
      );
    return open + lines.join(`,\n${" ".repeat(indent + open.length)}`) + close;
  };
  if (Array.isArray(value)) return within(value, "[", "]");
  if (value instanceof PyTuple && !value.names) return within(value.items, "(", value.items.length === 1 ? ",)" : ")");
  if (value instanceof PySet && !value.frozen) return within(value.values(), "{", "}");
  if (!(value instanceof PyDict) || value.typeName !== "dict") return whole;
  const lines: string[] = [];
  for (const [key, item] of sortedDict(value).entries()) {
    const shown = await runtime.repr(key);
    const at = indent + 1 + shown.length + 2;
    lines.push(`${shown}: ${await pretty(item, at, 80 - at - 1, runtime)}`);
  }
  return `{${lines.join(`,\n${" ".repeat(indent + 1)}`)}}`;
}

function sortedDict(value: PyDict): PyDict {
  if (!value.keys().every((key) => typeof key === "string")) return value;
  return new PyDict(value.entries().sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

/** Python's `pprint`; `print` is the run's own. */
export function pprintModule(print: Value): PyModule {
  const show = async ({ positional }: CallArguments, runtime: Runtime): Promise<string> =>
    pretty(positional[0] ?? null, 0, 80, runtime);
  const printed = builtin("pprint", ["object", "**kwargs"], async ({ named }, runtime) => {
    const text = await show({ positional: [named.object as Value], keywords: new Map() }, runtime);
    return runtime.call(print, { positional: [text], keywords: new Map() });
  });
  return new PyModule(
    "pprint",
    new Map<string, Value>([
      ["pprint", printed],
      ["pp", printed],
      [
        "pformat",
        builtin("pformat", ["object", "**kwargs"], ({ named }, runtime) =>
          show({ positional: [named.object as Value], keywords: new Map() }, runtime),
        ),
      ],
    ]),
  );
}
