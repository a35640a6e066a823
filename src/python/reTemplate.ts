import { raise } from "./exceptions";
import { regexError } from "./regexEscapes";
import type { PyMatch } from "./reObjects";

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  f: "\f",
  v: "\v",
  a: "\x07",
  b: "\b",
  "\\": "\\",
};

/** The replacement of one match by a template: `\1`, `\g<name>` and escapes (Python Library Reference, `re.sub`). */
export function expandTemplate(template: string, match: PyMatch): string {
  if (!template.includes("\\")) return template;
  const pattern = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[0-3][0-7]{2})|([1-9]\d?)|([\s\S])|$)/gu;
  return template.replace(
    pattern,
    (
      whole,
      name: string | undefined,
      octal: string | undefined,
      number: string | undefined,
      letter: string | undefined,
      at: number,
    ) => {
      if (name !== undefined) return groupNamed(name, match, at + 3);
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (number !== undefined) return groupAt(Number(number), match, at + 1);
      if (letter === undefined) throw regexError("bad escape (end of pattern)", at);
      if (letter === "g") throw regexError("missing <", at + 2);
      const known = ESCAPES[letter];
      if (known !== undefined) return known;
      if (/^[a-zA-Z]$/.test(letter)) throw regexError(`bad escape \\${letter}`, at);
      return whole;
    },
  );
}

function groupNamed(name: string, match: PyMatch, at: number): string {
  if (/^\d+$/.test(name)) return groupAt(Number(name), match, at);
  const number = match.pattern.translation.names.get(name);
  if (number !== undefined) return match.group(number) ?? "";
  if (name === "") throw regexError("missing group name", at);
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw regexError(`bad character in group name '${name}'`, at);
  throw raise("IndexError", `unknown group name '${name}'`);
}

function groupAt(number: number, match: PyMatch, at: number): string {
  if (number > match.pattern.translation.groups) throw regexError(`invalid group reference ${number}`, at);
  return match.group(number) ?? "";
}
