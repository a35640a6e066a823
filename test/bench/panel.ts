import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { launchChromium } from "../e2e/chromium";
import { record } from "./record";

const execute = promisify(execFile);
const ROUNDS = Number(process.env.QUERYSET_BENCH_ROUNDS ?? 9);

/** Milliseconds that a page may take before something is wrong. */
const PATIENCE = 20_000;

/** An extension that opens a page with one line in it and sends it another: what that costs the editor itself. */
const empty = {
  "package.json": JSON.stringify({
    name: "empty-page",
    publisher: "bench",
    version: "1.0.0",
    engines: { vscode: "^1.101.0" },
    main: "./main.js",
    activationEvents: ["onStartupFinished"],
    contributes: {
      commands: [
        { command: "bench.emptyPage", title: "Bench: Empty Page" },
        { command: "bench.message", title: "Bench: Message" },
      ],
    },
  }),
  "main.js": `const vscode = require("vscode");
let panel, count = 0;
exports.activate = () => {
  vscode.commands.registerCommand("bench.emptyPage", () => {
    panel = vscode.window.createWebviewPanel("empty", "Empty", { viewColumn: 1, preserveFocus: true }, { enableScripts: true });
    panel.webview.html = "<!DOCTYPE html><html><body><div role='gridcell'>empty</div><script>onmessage = ({ data }) => { document.body.firstChild.textContent = data; }</script></body></html>";
  });
  vscode.commands.registerCommand("bench.message", () => panel.webview.postMessage("message " + ++count));
};`,
};

/** From a person's Enter to the first row on the screen, over the engine's own time, beside an empty page of the editor. */
export async function benchPanel(): Promise<void> {
  // By its own place: the scripts find the repository from there.
  const scripts = pathToFileURL(join(process.cwd(), "scripts", "vscode.mjs")).href;
  const { copyDemo, packageExtension, serveVsCode } = (await import(
    scripts
  )) as typeof import("../../scripts/vscode.mjs");
  const home = await mkdtemp(join(tmpdir(), "queryset-panel-"));
  try {
    const folder = await copyDemo(join(home, "music-library"));
    const other = await packageEmpty(join(home, "empty-page"));
    const served = await serveVsCode({ vsix: [await packageExtension(), other], home, folder });
    const browser = await launchChromium();
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await context.addInitScript(watchFirstCell);
      const page = await context.newPage();
      await page.goto(served.url);
      await page.getByRole("tab", { name: "Queryset Explorer" }).first().waitFor({ timeout: 60_000 });
      await page.waitForTimeout(5_000);
      report(await measured(page));
    } finally {
      await browser.close();
      await served.stop();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

interface Taken {
  /** An empty page of the editor, and a message to it. */
  readonly empty: number[];
  readonly message: number[];
  /** Our panel, opened for its rows, and open already. */
  readonly fresh: number[];
  readonly open: number[];
}

async function measured(page: Page): Promise<Taken> {
  const taken: Taken = { empty: [], message: [], fresh: [], open: [] };
  const close = async (): Promise<void> => {
    await find(page, "View: Close All Editors");
    await page.keyboard.press("Enter");
    await page.locator("iframe.webview").waitFor({ state: "detached" });
  };
  for (let round = -1; round < ROUNDS; round++) {
    const empty = await command(page, "Bench: Empty Page", "empty");
    const message = await command(page, "Bench: Message", `message ${round + 2}`);
    await close();
    const fresh = await run(page, 10 + round * 2);
    const open = await run(page, 11 + round * 2);
    await close();
    // The first round warms everything up.
    if (round < 0) continue;
    for (const [name, time] of Object.entries({ empty, message, fresh, open })) taken[name as keyof Taken].push(time);
  }
  return taken;
}

/** Milliseconds from Enter in the palette to the page on the screen. */
async function command(page: Page, title: string, text: string): Promise<number> {
  await find(page, title);
  return await pressed(page, text);
}

/** Milliseconds from Enter to the first row on the screen, without those that the engine says it took. */
async function run(page: Page, id: number): Promise<number> {
  await find(page, "Queryset Explorer: Run Queryset");
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-title", { hasText: "Run Queryset" }).waitFor();
  const input = page.locator(".quick-input-widget:visible input.input").first();
  await input.fill(`Song.objects.filter(id__gte=${id}).order_by("id")`);
  const all = await pressed(page, String(id));
  const status = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").getByRole("status").first();
  const engine = Number.parseFloat(/([\d.]+) ms/.exec(await status.innerText())?.[1] ?? "0");
  return all - engine;
}

/** Finds a command in the palette, where Enter runs it then. */
async function find(page: Page, title: string): Promise<void> {
  const entry = page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title });
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget:visible input.input").first().fill(`>${title}`);
    try {
      await entry.first().waitFor({ timeout: 5_000 });
      return;
    } catch (error) {
      if (attempt === 4) throw error;
      await page.keyboard.press("Escape");
    }
  }
}

async function pressed(page: Page, text: string): Promise<number> {
  const before = await page.evaluate(() => Date.now());
  await page.keyboard.press("Enter");
  for (const end = before + PATIENCE; Date.now() < end; ) {
    for (const frame of page.frames()) {
      const shown = await frame
        .evaluate((wanted) => {
          const { firstCells = [] } = globalThis as { firstCells?: (readonly [string, number])[] };
          return firstCells.find(([cell]) => cell === wanted)?.[1];
        }, text)
        .catch(() => undefined);
      if (shown !== undefined && shown >= before) return shown - before;
    }
    await page.waitForTimeout(20);
  }
  throw new Error(`${text} was not shown within ${PATIENCE} ms.`);
}

/** Notes each text of a first cell with the time at which it was painted, and seen. Runs in every page. */
function watchFirstCell(): void {
  // The editor hides a page's frame until that has loaded, and hides the frame from the page.
  const frame = window.frameElement as HTMLElement | null;
  const told = globalThis as { firstCells?: [string, number][] };
  told.firstCells = [];
  let last = "";
  const look = (): void => {
    if (frame?.style.visibility === "hidden") return;
    const text = document.querySelector('[role="gridcell"]')?.textContent?.trim() ?? "";
    if (text !== "" && text !== last) {
      last = text;
      // The frame in which it was found is painted before the next one.
      requestAnimationFrame(() => told.firstCells?.push([text, Date.now()]));
    }
  };
  // No chain of frames: the editor writes its pages' documents anew, which ends one.
  setInterval(look, 2);
}

function report(taken: Taken): void {
  const { empty: page, message, fresh, open } = taken;
  const of = "the demo's 3,037 songs, over the engine's time";
  for (const [what, ours, bare, by] of [
    ["the panel is to be opened", fresh, page, "empty page"],
    ["the panel is open", open, message, "message"],
  ] as const) {
    const [own, editor] = [median(ours), median(bare)];
    const more = (own - editor).toFixed(0);
    console.log(
      `${what}: first row after ${own.toFixed(0)} ms, ${more} ms more than the editor's own ${editor.toFixed(0)} (${by})`,
    );
    record({ bench: "panel", what, of, by: "panel", milliseconds: own, target: `≤ 50 ms more than ${by}` });
    record({ bench: "panel", what, of, by, milliseconds: editor });
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function packageEmpty(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(empty)) await writeFile(join(folder, name), text);
  const vsix = join(folder, "empty.vsix");
  const tool = join(process.cwd(), "node_modules", "@vscode", "vsce", "vsce");
  const flags = ["--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", vsix];
  await execute(process.execPath, [tool, "package", ...flags], { cwd: folder });
  return vsix;
}
