import { createHash } from "node:crypto";
import nodePath from "node:path/posix";
import { crc32, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { MemoryFiles } from "../../../src/engine/web/memory";
import * as path from "../../../src/engine/web/node/path";
import * as zlib from "../../../src/engine/web/node/zlib";
import { sha256 } from "../../../src/engine/web/sha256";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

describe("files in memory", () => {
  it("are found by their folders, and gone with them", () => {
    const files = new MemoryFiles();
    files.put("/a/b/c.py", bytes("1"), 7);
    files.put("/a/d.py", bytes("22"), 8);
    expect([files.names("/a"), files.names("/a/b"), files.facts("/a/d.py").size]).toEqual([["b", "d.py"], ["c.py"], 2]);
    files.take("/a/b");
    expect(files.has("/a/b/c.py")).toBe(false);
    expect(() => files.read("/a/b/c.py")).toThrow("ENOENT");
  });

  it("are written through open files, also where their name is gone", () => {
    const files = new MemoryFiles();
    files.makeFolder("/s");
    const file = files.open("/s/x", "wx+");
    files.writeAt(file, bytes("hello"), null);
    files.writeAt(file, bytes("J"), 0);
    expect(() => files.open("/s/x", "wx")).toThrow("EEXIST");
    files.remove("/s/x");
    const into = new Uint8Array(5);
    expect([files.readAt(file, into, 0, 5, 0), text(into)]).toEqual([5, "Jello"]);
    expect(() => files.open("/t/x", "w")).toThrow("ENOENT");
  });

  it("tell of what is synced, renamed or removed, and are another file when made anew", () => {
    const files = new MemoryFiles();
    const told: string[] = [];
    files.onChange = (at, content) => told.push(`${at} ${content === null ? "gone" : text(content)}`);
    files.put("/s/x", bytes("old"), 1);
    const before = files.facts("/s/x").ino;
    const file = files.open("/s/x.part", "w");
    files.writeAt(file, bytes("new"), null);
    files.rename("/s/x.part", "/s/x");
    files.remove("/s/x");
    expect(told).toEqual(["/s/x new", "/s/x.part gone", "/s/x gone"]);
    files.put("/s/x", bytes("old"), 1);
    expect(files.facts("/s/x").ino).not.toBe(before);
  });
});

describe("the browser's twins of Node's modules", () => {
  it("hash as Node does", () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 4096]) {
      const content = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
      expect(sha256(content)).toBe(createHash("sha256").update(content).digest("hex"));
    }
  });

  it("pack what Node unpacks, and unpack it again", () => {
    for (const length of [0, 1, 65_535, 65_536, 200_000]) {
      const content = Uint8Array.from({ length }, (_, i) => (i * 7) & 255);
      const packed = zlib.deflateRawSync(content);
      expect(Buffer.from(content).equals(inflateRawSync(packed))).toBe(true);
      expect(Buffer.from(content).equals(zlib.inflateRawSync(packed))).toBe(true);
      expect(zlib.crc32(content)).toBe(crc32(content));
    }
    expect(() => zlib.inflateRawSync(Uint8Array.of(0xff))).toThrow("packed elsewhere");
  });

  it("put paths together as Node does", () => {
    const paths = ["/a/b", "/a/b/", "/a/./b/../c", "/", "a/b", "/a/b/c.db"];
    for (const one of paths) {
      expect([path.basename(one), path.dirname(one), path.isAbsolute(one)]).toEqual([
        nodePath.basename(one),
        nodePath.dirname(one),
        nodePath.isAbsolute(one),
      ]);
      for (const other of paths) {
        expect(path.resolve("/w", one, other)).toBe(nodePath.resolve("/w", one, other));
        expect(path.join(one, other)).toBe(nodePath.join(one, other).replace(/(?<=.)\/$/, ""));
        if (one.startsWith("/") && other.startsWith("/"))
          expect(path.relative(one, other)).toBe(nodePath.relative(one, other));
      }
    }
  });
});
