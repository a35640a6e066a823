import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Manifest, Texts } from "../../../scripts/docs/manifest";
import { table } from "../../../scripts/docs/manifest";
import { documents, filled, sections } from "../../../scripts/docs/sections";

async function generated(): Promise<ReadonlyMap<string, string>> {
  const manifest = JSON.parse(await readFile("package.json", "utf8")) as Manifest;
  return sections(manifest, JSON.parse(await readFile("package.nls.json", "utf8")) as Texts);
}

describe("the documentation's generated tables", () => {
  it.each(documents)("%s says what the code and the manifest say (npm run docs)", async (file) => {
    const text = await readFile(file, "utf8");
    expect(filled(text, await generated())).toBe(text);
  });

  it("show every setting and every command of the palette, in words", async () => {
    const parts = await generated();
    expect(parts.get("commands")).toMatch(/\| Run Statement \| `ctrl\+enter`/);
    expect(parts.get("settings")).toMatch(/`querysetExplorer\.sqlite\.backend` \| `"auto"`/);
    for (const part of parts.values()) expect(part).not.toMatch(/%[\w.]+%/);
  });

  it("name what can be used, and not what is refused", async () => {
    const python = (await generated()).get("python") ?? "";
    expect(python).toMatch(/`sorted`/);
    expect(python).not.toMatch(/`(eval|exec|open)`/);
  });

  it("are asked for by names that exist", () => {
    expect(() => filled("<!-- generated: nothing -->\n<!-- end -->", new Map())).toThrow(/nothing/);
  });

  it("keep a bar in a cell from ending it", () => {
    expect(table(["a"], [["x | y\nz"]]).split("\n")[2]).toBe("| x \\| y z |");
  });
});
