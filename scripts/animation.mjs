// Pictures one after the other as one animated PNG (Portable Network Graphics specification, third edition, section 11.3.6):
// the pictures' own data, put together anew.
import { crc32 } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * An animation that repeats for ever. Each frame is a whole PNG and the seconds it is shown; all are of one size and kind.
 * Throws where they are not.
 */
export function animation(frames) {
  const [first] = frames;
  if (first === undefined) throw new Error("An animation needs pictures.");
  const header = chunksOf(first.png).find(({ type }) => type === "IHDR").data;
  const parts = [signature, chunk("IHDR", header), chunk("acTL", numbers(frames.length, 0))];
  let sequence = 0;
  for (const [index, { png, seconds }] of frames.entries()) {
    const chunks = chunksOf(png);
    if (!chunks.find(({ type }) => type === "IHDR").data.equals(header))
      throw new Error(`Picture ${index + 1} is of another size or kind than the first.`);
    const control = Buffer.alloc(26);
    control.writeUInt32BE(sequence++, 0);
    header.copy(control, 4, 0, 8);
    control.writeUInt16BE(Math.round(seconds * 100), 20);
    control.writeUInt16BE(100, 22);
    parts.push(chunk("fcTL", control));
    for (const { type, data } of chunks) {
      if (type !== "IDAT") continue;
      // The first picture is what those see who know no animations.
      if (index === 0) parts.push(chunk("IDAT", data));
      else parts.push(chunk("fdAT", Buffer.concat([numbers(sequence++), data])));
    }
  }
  parts.push(chunk("IEND", Buffer.alloc(0)));
  return Buffer.concat(parts);
}

function chunksOf(png) {
  if (!png.subarray(0, 8).equals(signature)) throw new Error("This is no PNG.");
  const chunks = [];
  for (let at = 8; at + 8 <= png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([numbers(data.length), body, numbers(crc32(body))]);
}

function numbers(...values) {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value >>> 0, index * 4);
  return buffer;
}
