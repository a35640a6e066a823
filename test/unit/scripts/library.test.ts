import { describe, expect, it } from "vitest";
import { inventLibrary } from "../../../scripts/demo/library.mjs";

describe("the demo's music library", () => {
  const library = inventLibrary();

  it("is the same every time", () => {
    expect(inventLibrary()).toEqual(library);
    expect(inventLibrary(7)).not.toEqual(library);
  });

  it("starts with the albums the scripts talk about", () => {
    expect(library.slice(0, 3).map(({ title }) => title)).toEqual(["Divide", "Abbey Road", "Revolver"]);
    expect(library.filter(({ artist }) => artist === "The Beatles")).toHaveLength(2);
    expect(library.find(({ title }) => title === "Divide")?.songs).toHaveLength(12);
  });

  it("is large, and fits its columns", () => {
    expect(library).toHaveLength(303);
    expect(library.flatMap(({ songs }) => songs).length).toBeGreaterThan(2_900);
    for (const { title, artist, genre, songs } of library) {
      for (const text of [title, artist, genre]) expect(text.length).toBeLessThanOrEqual(30);
      for (const song of songs) expect(song.length).toBeLessThanOrEqual(100);
    }
    expect(new Set(library.map(({ title }) => title)).size).toBe(303);
  });
});
