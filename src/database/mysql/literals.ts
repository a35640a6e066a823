import type { SqlValue } from "../backend";
import { splitText } from "./text";

/**
 * A statement with its parameters written in, as Django's MySQL driver sends them: the server then treats each of them
 * by its own kind, where a prepared statement makes every number a float. Marks inside quotes and comments are text.
 */
export function placed(sql: string, parameters: readonly SqlValue[]): string {
  if (parameters.length === 0) return sql;
  const { between } = splitText(sql);
  let text = between[0] ?? "";
  for (let i = 1; i < between.length; i++) text += literal(parameters[i - 1] ?? null) + (between[i] ?? "");
  return text;
}

/** A value as MySQL reads it back exactly. A `number` is a DOUBLE, which takes an exponent: `1.5` would be a DECIMAL. */
export function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return numberLiteral(value);
  if (typeof value === "string") return textLiteral(value);
  return value.length === 0
    ? "''"
    : `X'${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}'`;
}

function numberLiteral(value: number): string {
  // MySQL knows neither: the server says so, as Django's driver lets it.
  if (!Number.isFinite(value)) return `'${value}'`;
  const text = Object.is(value, -0) ? "-0" : String(value);
  return text.includes("e") ? text : `${text}e0`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\n": "\\n",
  "\r": "\\r",
  "\u001a": "\\Z",
  "\\": "\\\\",
  "'": "\\'",
};

/** A text literal for a session without NO_BACKSLASH_ESCAPES, which every session of ours is. */
export function textLiteral(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that MySQL escapes.
  return `'${text.replace(/[\0\n\r\u001a\\']/g, (character) => ESCAPES[character] ?? character)}'`;
}
