import { exceptionClass, PyException, PyRaise, raise } from "./exceptions";
import { reprString } from "./text";

const NAMES: Readonly<Record<string, "utf-8" | "ascii" | "latin-1">> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  u8: "utf-8",
  ascii: "ascii",
  "us-ascii": "ascii",
  "latin-1": "latin-1",
  latin1: "latin-1",
  "iso-8859-1": "latin-1",
  "iso8859-1": "latin-1",
};

function codec(name: string): "utf-8" | "ascii" | "latin-1" {
  const found = NAMES[name.toLowerCase().replaceAll("_", "-")];
  if (!found)
    throw new PyRaise(
      new PyException(exceptionClass("LookupError"), [`unknown encoding: ${name}`], `unknown encoding: ${name}`),
    );
  return found;
}

/** `text.encode(encoding, errors)`. Throws UnicodeEncodeError for a character that the encoding has not. */
export function encode(text: string, encoding = "utf-8", errors = "strict"): Uint8Array {
  const name = codec(encoding);
  if (name === "utf-8") return new TextEncoder().encode(text);
  const limit = name === "ascii" ? 0x80 : 0x100;
  const out: number[] = [];
  for (const [i, c] of [...text].entries()) {
    const code = c.codePointAt(0) ?? 0;
    if (code < limit) out.push(code);
    else if (errors === "replace") out.push(0x3f);
    else if (errors !== "ignore") {
      const shown = reprString(String.fromCodePoint(code)).slice(1, -1);
      const escaped = shown.startsWith("\\")
        ? shown
        : `\\${code < 0x100 ? `x${code.toString(16)}` : code < 0x10000 ? `u${code.toString(16).padStart(4, "0")}` : `U${code.toString(16).padStart(8, "0")}`}`;
      throw raise(
        "UnicodeEncodeError",
        `'${name}' codec can't encode character '${escaped}' in position ${i}: ordinal not in range(${limit})`,
      );
    }
  }
  return Uint8Array.from(out);
}

/** `bytes.decode(encoding, errors)`. Throws UnicodeDecodeError for bytes that are not in the encoding. */
export function decode(bytes: Uint8Array, encoding = "utf-8", errors = "strict"): string {
  const name = codec(encoding);
  if (name === "latin-1") return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  if (name === "utf-8") {
    try {
      return new TextDecoder("utf-8", { fatal: errors === "strict", ignoreBOM: true })
        .decode(bytes)
        .replaceAll(errors === "ignore" ? "\ufffd" : "", "");
    } catch {
      const at = firstWrong(bytes);
      throw raise(
        "UnicodeDecodeError",
        `'utf-8' codec can't decode byte 0x${hex(bytes[at])} in position ${at}: invalid start byte`,
      );
    }
  }
  const at = bytes.findIndex((byte) => byte >= 0x80);
  if (at >= 0 && errors === "strict") {
    throw raise(
      "UnicodeDecodeError",
      `'ascii' codec can't decode byte 0x${hex(bytes[at])} in position ${at}: ordinal not in range(128)`,
    );
  }
  return Array.from(bytes, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : errors === "replace" ? "\ufffd" : "",
  ).join("");
}

/** The first byte that no text in UTF-8 has there: what decodes before it is right. */
function firstWrong(bytes: Uint8Array): number {
  const shown = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return new TextEncoder().encode(shown.slice(0, Math.max(0, shown.indexOf("\ufffd")))).length;
}

function hex(byte: number | undefined): string {
  return (byte ?? 0).toString(16).padStart(2, "0");
}
