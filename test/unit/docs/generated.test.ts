import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Manifest, Texts } from "../../../scripts/docs/manifest";
import { table } from "../../../scripts/docs/manifest";
import { performanceText } from "../../../scripts/docs/performance";
import { growthPlot } from "../../../scripts/docs/plot";
import { documents, filled, sections } from "../../../scripts/docs/sections";
import type { Results } from "../../bench/record";

async function generated(): Promise<ReadonlyMap<string, string>> {
  const manifest = JSON.parse(await readFile("package.json", "utf8")) as Manifest;
  const texts = JSON.parse(await readFile("package.nls.json", "utf8")) as Texts;
  const results = await readFile("test/bench/results.json", "utf8").then(
    (text) => JSON.parse(text) as Results,
    () => null,
  );
  return sections(manifest, texts, results);
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

  it("put figures side by side, and name no ratio that was not measured", () => {
    const measured = (what: string, by: string, milliseconds: number) => ({
      bench: "sizes",
      what,
      of: "1 GB",
      by,
      milliseconds,
    });
    const text = performanceText({
      machine: { processor: "a processor", cores: 2, gibibytes: 8, system: "linux x64", date: "2026-01-02" },
      measurements: [
        measured("count", "engine", 3),
        measured("count", "driver", 2),
        measured("insert", "preview", 10),
        measured("insert", "apply", 20),
        measured("insert", "Django", 60),
        { bench: "growth", what: "first page", by: "engine", figure: 0.02, unit: "exponent" },
      ],
    });
    expect(text).toContain("| count | 3.0 ms<br>1.50 × driver |");
    expect(text).toContain("| insert | preview 10 ms, apply 20 ms<br>preview and apply 0.50 × Django |");
    expect(text).toContain("| first page | 0.02 |");
  });

  it("plot each line of what was measured at several sizes", () => {
    const machine = { processor: "", cores: 1, gibibytes: 1, system: "", date: "" };
    const at = (of: string, milliseconds: number) => ({
      bench: "growth",
      what: "read",
      of,
      by: "engine",
      milliseconds,
    });
    const plot = growthPlot({ machine, measurements: [at("1,000", 2), at("1,000,000", 900)] }) ?? "";
    expect(plot.match(/<circle /g)).toHaveLength(2);
    expect(plot).toContain(">read</text>");
    expect(growthPlot({ machine, measurements: [] })).toBeNull();
  });

  it("are asked for by names that exist", () => {
    expect(() => filled("<!-- generated: nothing -->\n<!-- end -->", new Map())).toThrow(/nothing/);
  });

  it("keep a bar in a cell from ending it", () => {
    expect(table(["a"], [["x | y\nz"]]).split("\n")[2]).toBe("| x \\| y z |");
  });
});
