import { PyDict } from "./collections";
import { exceptionClass, PyException, PyExceptionClass, PyRaise } from "./exceptions";
import { dumps } from "./jsonDumps";
import { builtin } from "./makeBuiltin";
import { PyModule, type Value } from "./objects";

export { dumpJson } from "./jsonText";

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

/** Python's `json` module. */
export const jsonModule = new PyModule(
  "json",
  new Map<string, Value>([
    ["loads", builtin("loads", ["s"], ({ named }) => parseJson(String(named.s)))],
    ["dumps", dumps],
    ["JSONDecodeError", JSON_DECODE_ERROR],
  ]),
);
