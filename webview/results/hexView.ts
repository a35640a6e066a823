/** Bytes that are written out; the rest is counted. */
const most = 4096;

/** Bytes as `xxd` shows them: the offset, sixteen of them, and what they are as ASCII. */
export function hexLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, most); at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join("\n");
}

const signatures: readonly (readonly [type: string, start: readonly number[], at?: number])[] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["image/bmp", [0x42, 0x4d]],
  ["image/webp", [0x57, 0x45, 0x42, 0x50], 8],
];

/** The type of image that bytes begin as; undefined for others. SVG is none of them: it is text that can do things. */
export function imageType(bytes: Uint8Array): string | undefined {
  return signatures.find(([, start, at = 0]) => start.every((byte, i) => bytes[at + i] === byte))?.[0];
}

export function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
