// Stands in for `node:zlib` in the browser's engine. What it packs is valid, but no smaller: a browser packs only what can wait.

export const constants = { Z_BEST_SPEED: 1, Z_SYNC_FLUSH: 2, Z_FINISH: 4 };

/** Bytes of one stored block (RFC 1951, 3.2.4). */
const MOST = 65_535;

/** DEFLATE data of nothing but stored blocks. */
export function deflateRawSync(bytes: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(bytes.length / MOST));
  const packed = new Uint8Array(bytes.length + blocks * 5);
  const view = new DataView(packed.buffer);
  for (let block = 0, to = 0; block < blocks; block++) {
    const part = bytes.subarray(block * MOST, (block + 1) * MOST);
    view.setUint8(to, block === blocks - 1 ? 1 : 0);
    view.setUint16(to + 1, part.length, true);
    view.setUint16(to + 3, ~part.length & 0xffff, true);
    packed.set(part, to + 5);
    to += part.length + 5;
  }
  return packed;
}

/** Reads what `deflateRawSync` above wrote; throws for anything else. */
export function inflateRawSync(packed: Uint8Array): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0, isLast = false; !isLast; ) {
    const head = view.getUint8(at);
    if (head > 1) throw new Error("this was packed elsewhere, and a browser cannot unpack it");
    isLast = head === 1;
    const length = view.getUint16(at + 1, true);
    parts.push(packed.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    bytes.set(part, to);
    to += part.length;
  }
  return bytes;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** The CRC-32 of ZIP files (ISO 3309). */
export function crc32(bytes: Uint8Array, start = 0): number {
  let crc = ~start;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
