import { describe, expect, it } from "vitest";
import { readCounts } from "../../../src/host/scratch/counts";

const labels = ["music.Album", "music.Song"];

describe("numbers of sample rows", () => {
  it("are one for all models, or one for some", () => {
    expect(readCounts("10", labels)).toEqual({
      counts: [
        { model: "music.Album", rows: 10 },
        { model: "music.Song", rows: 10 },
      ],
      seed: undefined,
    });
    expect(readCounts(" Album = 5 ", labels)).toEqual({ counts: [{ model: "music.Album", rows: 5 }], seed: undefined });
    expect(readCounts("2, music.Song: 1_000; seed=42", labels)).toEqual({
      counts: [
        { model: "music.Album", rows: 2 },
        { model: "music.Song", rows: 1000 },
      ],
      seed: 42,
    });
  });

  it.each([
    ["ten", "ten"],
    ["Track=5", "Track=5"],
    ["", ""],
    ["0", "0"],
    ["100001", "100001"],
  ])("name what is wrong with %j", (text, fault) => {
    expect(readCounts(text, labels)).toEqual({ fault });
  });
});
