import AxeBuilder from "@axe-core/playwright";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RowsOutput } from "../../../src/protocol/notebook";
import { executable, flags, hasBrowser } from "./served";
import { themes } from "./themes";

const hostile = '<img src=x onerror="document.title = 1">';
const output: RowsOutput = {
  columns: [{ name: "id" }, { name: "title" }],
  rows: [
    [
      { kind: "int", text: "9007199254740993" },
      { kind: "str", text: hostile },
    ],
    [
      { kind: "int", text: "2" },
      { kind: "null", text: "" },
    ],
    [
      { kind: "int", text: "3" },
      { kind: "str", text: "x".repeat(1000), length: 5000 },
    ],
  ],
  caption: "music.Album · 90 rows · 2.0 ms",
  more: "The first 3 of 90 rows.",
  cell: "vscode-notebook-cell:/a.qsnb#1",
  labels: { open: "Open in Results Grid", rows: "Rows" },
};

/** The rows of a cell's output, as a notebook's page shows them. */
describe.skipIf(!hasBrowser)("rows under a notebook's cell", () => {
  let browser: Browser | null = null;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ ...(executable && { executablePath: executable }), args: flags });
    page = await browser.newPage();
    const { outputFiles } = await build({
      entryPoints: ["webview/notebook/main.ts"],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "renderer",
      loader: { ".css": "text" },
    });
    await page.setContent(
      `<!DOCTYPE html><html lang="en"><head><title>Notebook</title><style>:root { ${themes.light} } body { background: #fff }</style></head>
      <body><main><div id="output"></div></main></body></html>`,
    );
    await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
    await page.evaluate(
      `window.sent = []; renderer.activate({ postMessage: (message) => sent.push(message) })
        .renderOutputItem({ json: () => (${JSON.stringify(output)}) }, document.getElementById("output"))`,
    );
  });
  afterAll(() => browser?.close());

  it("are a table in which text is text and NULL is none", async () => {
    const rows = page.getByRole("table", { name: "music.Album · 90 rows · 2.0 ms" }).getByRole("row");
    expect(await rows.nth(1).innerText()).toBe(`9007199254740993\t${hostile}`);
    expect(await rows.nth(2).locator(".null").innerText()).toBe("NULL");
    expect(await rows.nth(3).innerText()).toMatch(/x…$/);
    expect(await page.title()).toBe("Notebook");
  });

  it("say how many there are, and ask for all of them", async () => {
    await page.getByText("The first 3 of 90 rows.").waitFor();
    await page.getByRole("button", { name: "Open in Results Grid" }).click();
    expect(await page.evaluate("sent")).toEqual([{ open: output.cell }]);
  });

  it("are shown anew in the same place", async () => {
    await page.evaluate(
      `renderer.activate({}).renderOutputItem({ json: () => (${JSON.stringify({ ...output, rows: [] })}) }, document.getElementById("output"))`,
    );
    expect(await page.getByRole("row").count()).toBe(1);
    expect(await page.getByRole("button").count()).toBe(0);
    await page.evaluate(
      `renderer.activate({ postMessage() {} }).renderOutputItem({ json: () => (${JSON.stringify(output)}) }, document.getElementById("output"))`,
    );
    expect(await page.getByRole("row").count()).toBe(4);
  });

  it("have no fault that axe finds", async () => {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .disableRules(["page-has-heading-one"])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
