import { readFile, stat } from "node:fs/promises";
import { describe, expect, inject, it } from "vitest";

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

interface Bundle {
  readonly bytes: number;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** esbuild's account of what each bundle is made of. */
async function bundle(name: string): Promise<Bundle> {
  const outputs = JSON.parse(await readFile("dist/meta.json", "utf8")) as Record<string, Bundle>;
  const found = outputs[`dist/${name}.js`];
  if (found === undefined) throw new Error(`There is no bundle named ${name}.`);
  return found;
}

describe("the package", () => {
  it("is smaller than 5 MB", async () => {
    expect((await stat(inject("vsix"))).size).toBeLessThan(5 * megabyte);
  });

  it("activates with less than 200 KB, and without TypeORM", async () => {
    const { bytes, inputs } = await bundle("extension");
    expect(bytes).toBeLessThan(200 * kilobyte);
    expect(Object.keys(inputs).filter((file) => file.includes("node_modules/typeorm/"))).toEqual([]);
  });

  it("loads the diagram apart from what activates, and its layout apart from the diagram", async () => {
    const activating = Object.keys((await bundle("extension")).inputs);
    expect(activating.filter((file) => file.includes("elkjs") || file.startsWith("webview/"))).toEqual([]);
    expect((await bundle("diagram")).bytes).toBeLessThan(100 * kilobyte);
    expect(await readFile("dist/elk-worker.LICENSE.md", "utf8")).toMatch(/Eclipse Public License/);
  });

  it("has a language server that knows no database", async () => {
    const { inputs } = await bundle("server");
    const foreign = Object.keys(inputs).filter((file) => /node_modules\/(typeorm|sql\.js|pg|mysql2)\//.test(file));
    expect(foreign).toEqual([]);
  });
});
