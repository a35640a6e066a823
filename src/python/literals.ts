import type { Literal } from "./tree";

/** Reads a number as Python writes it. Null where it is none (then it is a syntax error). */
export function readNumber(text: string): Pick<Literal, "kind" | "value"> | null {
  if (/__|_$|_\.|\._/.test(text)) return null;
  const plain = text.replaceAll("_", "").toLowerCase();
  if (plain.endsWith("j") && !plain.startsWith("0x")) return { kind: "complex", value: null };
  if (/^0\d*[1-9]\d*$/.test(plain)) return null;
  if (/^0[xob]/.test(plain) || /^\d+$/.test(plain)) {
    try {
      return { kind: "int", value: BigInt(plain) };
    } catch {
      return null;
    }
  }
  const value = Number(plain);
  return Number.isNaN(value) ? null : { kind: "float", value };
}

export interface StringPrefix {
  readonly raw: boolean;
  readonly bytes: boolean;
  /** Offset of the first character of the content, and of the end of it, in the token's text. */
  readonly start: number;
  readonly end: number;
}

/** Takes a string token apart: `rb"…"` is raw bytes. An unterminated one ends where the text does. */
export function stringPrefix(token: string): StringPrefix {
  const prefix = /^[a-zA-Z]*/.exec(token)?.[0] ?? "";
  const quote = token.startsWith('"""', prefix.length) || token.startsWith("'''", prefix.length) ? 3 : 1;
  const closing = token.slice(prefix.length, prefix.length + quote);
  const start = prefix.length + quote;
  const closed = token.length >= start + quote && token.endsWith(closing);
  const lower = prefix.toLowerCase();
  return {
    raw: lower.includes("r"),
    bytes: lower.includes("b"),
    start,
    end: closed ? token.length - quote : token.length,
  };
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};

/** Resolves backslash escapes (Python Language Reference, 2.4.1.1); unknown ones stay as they are, as in Python. */
export function unescapeText(text: string, bytes: boolean): string {
  if (!text.includes("\\")) return text;
  const pattern = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r\n|[\s\S]))/g;
  return text.replace(pattern, (whole, octal, hex, short, long, other) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (bytes && (short !== undefined || long !== undefined)) return whole;
    if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
    if (long !== undefined) {
      const point = Number.parseInt(long, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    }
    if (other === "\r\n") return "";
    return SIMPLE[other] ?? whole;
  });
}

/** The bytes of a bytes literal's text, whose characters are all below 256. */
export function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);
}
