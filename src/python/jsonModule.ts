import { PyDict, PyTuple } from "./collections";
import { PyDecimal } from "./decimal";
import { typeNameOf } from "./equality";
import { exceptionClass, PyException, PyExceptionClass, PyRaise, raise } from "./exceptions";
import { dumps } from "./jsonDumps";
import { builtin } from "./makeBuiltin";
import { PyModule, type Value } from "./objects";
import { reprFloat } from "./text";

/** json.JSONDecodeError. */
export const JSON_DECODE_ERROR = new PyExceptionClass("JSONDecodeError", [exceptionClass("ValueError")]);

/** Reads JSON as Python's `json.loads`: integers stay exact, objects become dicts in their own order. */
export function parseJson(text: string): Value {
  const reader = new JsonReader(text);
  const value = reader.value();
  reader.end();
  return value;
}

class JsonReader {
  #at = 0;

  constructor(readonly text: string) {}

  value(): Value {
    this.#space();
    const c = this.text.charAt(this.#at);
    if (c === "{") return this.#object();
    if (c === "[") return this.#array();
    if (c === '"') return this.#string();
    for (const [word, value] of [
      ["null", null],
      ["true", true],
      ["false", false],
      ["NaN", Number.NaN],
      ["Infinity", Number.POSITIVE_INFINITY],
      ["-Infinity", Number.NEGATIVE_INFINITY],
    ] as const) {
      if (this.text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
    number.lastIndex = this.#at;
    const match = number.exec(this.text);
    if (!match) throw this.#fault("Expecting value");
    this.#at = number.lastIndex;
    return match[1] || match[2] ? Number(match[0]) : BigInt(match[0]);
  }

  end(): void {
    this.#space();
    if (this.#at < this.text.length) throw this.#fault("Extra data");
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.text.charAt(this.#at))) this.#at++;
  }

  #object(): PyDict {
    const dict = new PyDict();
    this.#at++;
    this.#space();
    if (this.#take("}")) return dict;
    do {
      this.#space();
      if (this.text.charAt(this.#at) !== '"') throw this.#fault("Expecting property name enclosed in double quotes");
      const key = this.#string();
      this.#space();
      if (!this.#take(":")) throw this.#fault("Expecting ':' delimiter");
      dict.set(key, this.value());
      this.#space();
    } while (this.#take(","));
    if (!this.#take("}")) throw this.#fault("Expecting ',' delimiter");
    return dict;
  }

  #array(): Value[] {
    const items: Value[] = [];
    this.#at++;
    this.#space();
    if (this.#take("]")) return items;
    do {
      items.push(this.value());
      this.#space();
    } while (this.#take(","));
    if (!this.#take("]")) throw this.#fault("Expecting ',' delimiter");
    return items;
  }

  #string(): string {
    const pattern = /"(?:[^"\\]|\\.)*"/y;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (!match) throw this.#fault("Unterminated string starting at");
    this.#at = pattern.lastIndex;
    try {
      // Python allows raw control characters only with strict=False; SQLite's own text may hold them.
      return JSON.parse(escapeControls(match[0])) as string;
    } catch {
      throw this.#fault("Invalid \\escape");
    }
  }

  #take(c: string): boolean {
    if (this.text.charAt(this.#at) !== c) return false;
    this.#at++;
    return true;
  }

  #fault(what: string): PyRaise {
    const before = this.text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = this.#at - before.lastIndexOf("\n");
    return new PyRaise(
      new PyException(JSON_DECODE_ERROR, [], `${what}: line ${line} column ${column} (char ${this.#at})`),
    );
  }
}

/** Raw control characters as JSON escapes. */
function escapeControls(text: string): string {
  return [...text].map((c) => (c < " " ? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}` : c)).join("");
}

/** `json.dumps(value)` with Python's default separators and ASCII escapes. Throws TypeError for what JSON has not. */
export function dumpJson(
  value: Value,
  options: { ensureAscii?: boolean; compact?: boolean; sortKeys?: boolean } = {},
): string {
  const [comma, colon] = options.compact ? [",", ":"] : [", ", ": "];
  const text = (s: string): string => {
    const quoted = JSON.stringify(s);
    if (options.ensureAscii === false) return quoted;
    return quoted.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  };
  const write = (v: Value): string => {
    if (v === null) return "null";
    if (typeof v === "boolean") return v ? "true" : "false";
    if (typeof v === "bigint") return v.toString();
    if (typeof v === "number")
      return Number.isFinite(v) ? reprFloat(v) : Number.isNaN(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity";
    if (typeof v === "string") return text(v);
    if (Array.isArray(v)) return `[${v.map(write).join(comma)}]`;
    if (v instanceof PyTuple) return `[${v.items.map(write).join(comma)}]`;
    if (v instanceof PyDict) {
      const entries = v.entries().map(([key, item]): [string, Value] => [keyText(key), item]);
      if (options.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return `{${entries.map(([key, item]) => `${text(key)}${colon}${write(item)}`).join(comma)}}`;
    }
    throw raise("TypeError", `Object of type ${shortTypeName(v)} is not JSON serializable`);
  };
  return write(value);
}

/** A type's name without its module. */
export function shortTypeName(value: Value): string {
  if (value instanceof PyDecimal) return "Decimal";
  return typeNameOf(value).split(".").at(-1) ?? "";
}

/** A dict's key as JSON has it. */
export function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null) return "null";
  if (typeof key === "boolean") return key ? "true" : "false";
  if (typeof key === "bigint") return key.toString();
  if (typeof key === "number") return reprFloat(key);
  throw raise("TypeError", `keys must be str, int, float, bool or None, not ${shortTypeName(key)}`);
}

/** Python's `json` module. */
export const jsonModule = new PyModule(
  "json",
  new Map<string, Value>([
    ["loads", builtin("loads", ["s"], ({ named }) => parseJson(String(named.s)))],
    ["dumps", dumps],
    ["JSONDecodeError", JSON_DECODE_ERROR],
  ]),
);
