import { fromBase64 } from "./hexView";

/** How bytes are written as text. */
export type BytesFormat = "hex" | "base64";

/** Bytes as text: pairs of digits with spaces between them, or base64. */
export function bytesText(bytes: Uint8Array, format: BytesFormat): string {
  return format === "hex" ? hexOf(bytes, " ") : toBase64(bytes);
}

/** Pairs of hexadecimal digits, `between` them what is given. */
export function hexOf(bytes: Uint8Array, between = ""): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(between);
}

/** The bytes that a text stands for; undefined where it stands for none. */
export function bytesOf(text: string, format: BytesFormat): Uint8Array | undefined {
  const bare = text.replaceAll(/\s/g, "");
  if (format === "hex") {
    if (bare.length % 2 !== 0 || /[^0-9a-f]/i.test(bare)) return undefined;
    return Uint8Array.from({ length: bare.length / 2 }, (_, at) => Number.parseInt(bare.slice(at * 2, at * 2 + 2), 16));
  }
  try {
    return fromBase64(bare);
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
