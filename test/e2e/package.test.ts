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

/** Names in a zip file, from its central directory (PKWARE's APPNOTE, sections 4.3.12 and 4.3.16). */
function namesIn(zip: Buffer): string[] {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    names.push(zip.toString("utf8", at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names;
}

/** All that belongs into the package beside the bundles in `dist`. */
const belonging = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package(\.nls(\.[\w-]+)?)?\.json|readme\.md|changelog\.md|LICENSE\.txt|language-configuration\.json)$/i,
  /^extension\/l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^extension\/syntaxes\/[\w-]+\.tmLanguage\.json$/,
  /^extension\/media\/[\w-]+\.(svg|png)$/,
  /^extension\/media\/(screenshots|walkthrough)\/[\w-]+\.(svg|png)$/,
  /^extension\/media\/demo\/([\w-]+\.(queryset|qsnb)|manage\.py|settings\.py|db\.sqlite3)$/,
  /^extension\/media\/demo\/(music|accounts)\/(migrations\/)?\w+\.py$/,
  /^extension\/docs\/[\w-]+\.md$/,
];

describe("the package", () => {
  it("holds nothing superfluous: every bundle that is built, and what they and its page show", async () => {
    const files = namesIn(await readFile(inject("vsix")));
    const inDist = files
      .filter((file) => file.startsWith("extension/dist/"))
      .map((file) => file.slice("extension/".length));
    const built = Object.keys(JSON.parse(await readFile("dist/meta.json", "utf8")) as object);
    const copied = inDist.filter((file) => !built.includes(file));
    // The headless runner is run from a clone.
    expect(built.filter((file) => !inDist.includes(file))).toEqual(["dist/cli.js"]);
    expect(copied.sort()).toEqual([
      "dist/chart.LICENSE.md",
      "dist/elk-worker.LICENSE.md",
      "dist/elk-worker.js",
      "dist/sql-wasm.wasm",
    ]);
    const others = files.filter((file) => !file.startsWith("extension/dist/"));
    expect(others.filter((file) => !belonging.some((pattern) => pattern.test(file)))).toEqual([]);
  });

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

  it("loads the object tree and what draws charts apart from what activates, and charts apart from the results", async () => {
    const library = (inputs: object): string[] =>
      Object.keys(inputs).filter((file) => file.includes("node_modules/chart.js/"));
    expect(library((await bundle("extension")).inputs)).toEqual([]);
    expect(library((await bundle("webview")).inputs)).toEqual([]);
    const { bytes, inputs } = await bundle("chart");
    expect(library(inputs).length).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(200 * kilobyte);
    expect((await bundle("objects")).bytes).toBeLessThan(150 * kilobyte);
    expect(await readFile("dist/chart.LICENSE.md", "utf8")).toMatch(/MIT License/);
  });

  it("has a language server that knows no database", async () => {
    const { inputs } = await bundle("server");
    const foreign = Object.keys(inputs).filter((file) => /node_modules\/(typeorm|sql\.js|pg|mysql2)\//.test(file));
    expect(foreign).toEqual([]);
  });
});
