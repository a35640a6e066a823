import { crc32, deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { animation } from "../../../scripts/animation.mjs";

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** One grey pixel, as a PNG of `width` such. */
function picture(grey: number, width = 1): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(1, 4);
  header[8] = 8;
  const pixels = deflateSync(Buffer.from([0, ...Array.from({ length: width }, () => grey)]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

function chunksOf(png: Buffer): { readonly type: string; readonly data: Buffer; readonly sound: boolean }[] {
  const found = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    const sound = png.readUInt32BE(at + 8 + length) === crc32(body);
    found.push({ type: body.toString("latin1", 0, 4), data: body.subarray(4), sound });
    at += 12 + length;
  }
  return found;
}

describe("an animation of pictures", () => {
  const frames = [
    { png: picture(10), seconds: 2 },
    { png: picture(20), seconds: 0.5 },
    { png: picture(30), seconds: 1 },
  ];

  it("holds each picture's data once, in order, in sound chunks", () => {
    const chunks = chunksOf(animation(frames));
    expect(chunks.map(({ type }) => type)).toEqual([
      "IHDR",
      "acTL",
      "fcTL",
      "IDAT",
      "fcTL",
      "fdAT",
      "fcTL",
      "fdAT",
      "IEND",
    ]);
    expect(chunks.every(({ sound }) => sound)).toBe(true);
    const [, second] = frames;
    const data = chunksOf(second?.png ?? Buffer.alloc(0)).find(({ type }) => type === "IDAT")?.data;
    expect(chunks[5]?.data.subarray(4)).toEqual(data);
  });

  it("numbers its frames, and shows each as long as it says", () => {
    const controls = chunksOf(animation(frames)).filter(({ type }) => type === "fcTL");
    expect(controls.map(({ data }) => data.readUInt16BE(20) / data.readUInt16BE(22))).toEqual([2, 0.5, 1]);
    const numbered = chunksOf(animation(frames)).filter(({ type }) => type === "fcTL" || type === "fdAT");
    expect(numbered.map(({ data }) => data.readUInt32BE(0))).toEqual([0, 1, 2, 3, 4]);
  });

  it("refuses pictures of two sizes, and none at all", () => {
    expect(() => animation([frames[0], { png: picture(1, 2), seconds: 1 }])).toThrow(/Picture 2 is of another size/);
    expect(() => animation([])).toThrow(/needs pictures/);
  });
});
