import type { SqlValue } from "../../../database/backend";
import type { SqlFunction } from "../../../database/functions";
import { PyPattern, Text } from "../../../python/reObjects";
import { reprFloat } from "../../../python/text";
import { HASHES } from "./hashes";

/** The longest text that a function may make: SQLite's own limit on a value. */
const LONGEST = 1_000_000_000;

/** A function that gives NULL where one of its arguments is NULL. */
function scalar(name: string, arity: number, call: (...args: Exclude<SqlValue, null>[]) => SqlValue): SqlFunction {
  return {
    kind: "scalar",
    name,
    arity,
    deterministic: true,
    call: (...args) => {
      const given = args.filter((arg) => arg !== null);
      return given.length < args.length ? null : call(...given);
    },
  };
}

function textOf(name: string, value: SqlValue | undefined): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${name} needs text, not ${value instanceof Uint8Array ? "bytes" : "a number"}`);
}

function count(name: string, value: SqlValue | undefined): number {
  if (typeof value !== "bigint") throw new TypeError(`${name} needs a whole number`);
  const size = Number(value);
  if (size > LONGEST) throw new RangeError(`${name} would make a text that is too long`);
  return size;
}

/** Text as Python's `str` makes it of a value from SQLite. */
function shown(value: SqlValue | undefined): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return reprFloat(value);
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
}

const patterns = new Map<string, PyPattern>();

function patternOf(source: string): PyPattern {
  const known = patterns.get(source);
  if (known) return known;
  if (patterns.size >= 100) patterns.clear();
  const made = new PyPattern(source, 0n);
  patterns.set(source, made);
  return made;
}

/** `fill` over and over, cut to `length` characters. */
function filled(fill: readonly string[], length: number): string[] {
  return fill.length === 0 ? [] : Array.from({ length: Math.max(0, length) }, (_, i) => fill[i % fill.length] ?? "");
}

/** Text functions that SQLite has not, or not as Django documents them. Lengths count code points, as Python's. */
export function textFunctions(): readonly SqlFunction[] {
  return [
    scalar("REGEXP", 2, (pattern, value) =>
      patternOf(textOf("REGEXP", pattern)).find(new Text(shown(value)), 0, "search") ? 1n : 0n,
    ),
    scalar("LPAD", 3, (value, length, fill) => {
      const [points, size] = [[...textOf("LPAD", value)], count("LPAD", length)];
      const missing = size - points.length;
      if (missing <= 0) return points.slice(0, size).join("");
      return [...filled([...textOf("LPAD", fill)], missing), ...points].join("");
    }),
    scalar("RPAD", 3, (value, length, fill) => {
      const [points, size] = [[...textOf("RPAD", value)], count("RPAD", length)];
      return [...points, ...filled([...textOf("RPAD", fill)], size - points.length)].slice(0, size).join("");
    }),
    scalar("REPEAT", 2, (value, times) => {
      const [text, size] = [textOf("REPEAT", value), Math.max(0, count("REPEAT", times))];
      if (text.length * size > LONGEST) throw new RangeError("REPEAT would make a text that is too long");
      return text.repeat(size);
    }),
    scalar("REVERSE", 1, (value) => [...textOf("REVERSE", value)].reverse().join("")),
    ...Object.entries(HASHES).map(([name, digest]) =>
      scalar(name, 1, (value) => digest(new TextEncoder().encode(textOf(name, value)))),
    ),
  ];
}
