/** A Python string literal, which reads as the text does: only what would end or break it is escaped. */
export function pythonString(text: string): string {
  const mark = text.includes('"') && !text.includes("'") ? "'" : '"';
  let body = "";
  for (const character of text) body += escaped(character, mark);
  return `${mark}${body}${mark}`;
}

const named: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string, mark: string): string {
  if (character === mark) return `\\${mark}`;
  const name = named[character];
  if (name !== undefined) return name;
  // Controls, separators of lines, marks of direction and lone surrogates would hide what is in the text.
  if (!/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\U${code.toString(16).padStart(8, "0")}`;
  return code > 0xff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\x${code.toString(16).padStart(2, "0")}`;
}

/** A Python bytes literal for bytes that are given as hexadecimal digits. */
export function pythonBytes(hex: string): string {
  return `bytes.fromhex(${pythonString(hex.replaceAll(/\s/g, "").toLowerCase())})`;
}

/**
 * JSON text as Python: `true` becomes `True`, and every number keeps its digits. Throws SyntaxError where the text is no
 * JSON.
 */
export function pythonJson(text: string): string {
  JSON.parse(text);
  // Valid JSON is read token by token, as a parse into numbers would round the long ones.
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|true|false|null|[{}[\],:]|[^\s"{}[\],:]+|\s+/g, (token) => {
    if (token.startsWith('"')) return pythonString(JSON.parse(token) as string);
    if (token === "true") return "True";
    if (token === "false") return "False";
    if (token === "null") return "None";
    if (token === "," || token === ":") return `${token} `;
    return token.trim();
  });
}

/** A call with its arguments: on one line where they are short, else each on a line of its own. */
export function pythonCall(name: string, given: readonly string[], indent = ""): string {
  const line = `${name}(${given.join(", ")})`;
  if (indent.length + line.length <= widest && !line.includes("\n")) return line;
  const inner = `${indent}    `;
  return `${name}(\n${given.map((each) => `${inner}${each},\n`).join("")}${indent})`;
}

/** A dict with text keys, broken into lines as `pythonCall` is. */
export function pythonDict(items: readonly (readonly [string, string])[], indent = ""): string {
  const entries = items.map(([key, value]) => `${pythonString(key)}: ${value}`);
  const line = `{${entries.join(", ")}}`;
  if (indent.length + line.length <= widest - 12 && !line.includes("\n")) return line;
  const inner = `${indent}    `;
  return `{\n${entries.map((each) => `${inner}${each},\n`).join("")}${indent}}`;
}

/** Columns that a line of a statement fills at most. */
const widest = 78;
