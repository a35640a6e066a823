import { readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { copyDemo, packageExtension, serveVsCode } from "../../scripts/vscode.mjs";
import { launchChromium } from "../e2e/chromium";
import { median, ms } from "./reads/measure";
import { record } from "./record";

const ROUNDS = Number(process.env.QUERYSET_BENCH_ROUNDS ?? 5);
const OURS = "queryset-explorer.queryset-explorer";

/** What is installed, and what it adds to the start of a window: sizes of the bundles, and the activation as VS Code tells it. */
export async function benchRelease(): Promise<void> {
  const vsix = await packageExtension();
  size("the .vsix", statSync(vsix).size, "≤ 5 MB");
  const bundles = JSON.parse(readFileSync("dist/meta.json", "utf8")) as Record<string, { readonly bytes: number }>;
  for (const [file, { bytes }] of Object.entries(bundles)) if (!file.endsWith(".map")) size(file, bytes);
  const home = await mkdtemp(join(tmpdir(), "queryset-bench-"));
  try {
    await activation(vsix, home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function size(what: string, bytes: number, target?: string): void {
  console.log(`${what.padEnd(24)} ${(bytes / 1000).toFixed(0).padStart(6)} kB`);
  record({
    bench: "release",
    what,
    by: "extension",
    figure: bytes / 1000,
    unit: "kB",
    ...(target !== undefined && { target }),
  });
}

/** Milliseconds of an activation: of reading and running the bundle, and of the call of `activate`. */
interface Activation {
  readonly load: number;
  readonly call: number;
}

async function activation(vsix: string, home: string): Promise<void> {
  const folder = await copyDemo(join(home, "music-library"));
  const served = await serveVsCode({ vsix, home, folder });
  const browser = await launchChromium();
  const found: Activation[] = [];
  try {
    // The first window warms the server and does not count.
    for (let round = -1; round < ROUNDS; round++) {
      const seen = await activationIn(browser, served.url);
      if (round >= 0) found.push(seen);
    }
  } finally {
    await browser.close();
    await served.stop();
  }
  const own = median(found.map(({ load, call }) => load + call));
  const loaded = median(found.map(({ load }) => load));
  console.log(`activation: own code ${ms(own)} (< 20 ms), ${ms(loaded)} of it loading; medians of ${ROUNDS} windows`);
  record({ bench: "release", what: "activation, own code", by: "extension", milliseconds: own, target: "< 20 ms" });
}

async function activationIn(browser: Browser, url: string): Promise<Activation> {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  try {
    const page = await context.newPage();
    await page.goto(url);
    // Nothing of ours runs before its view is opened.
    await page.getByRole("tab", { name: "Queryset Explorer" }).first().click({ timeout: 60_000 });
    await page.getByRole("treeitem", { name: /^Album, model/ }).waitFor({ timeout: 60_000 });
    for (const end = Date.now() + 60_000; Date.now() < end; ) {
      const marks = await startupMarks(page);
      const between = (from: string, to: string): number =>
        (marks.get(to) ?? Number.NaN) - (marks.get(from) ?? Number.NaN);
      const load = between("willLoadExtensionCode", "didLoadExtensionCode");
      const call = between("willActivateExtension", "didActivateExtension");
      if (load + call >= 0) return { load, call };
    }
    throw new Error("VS Code does not tell of the activation.");
  } finally {
    await context.close();
  }
}

/** VS Code's own marks of our activation, as "Developer: Startup Performance" lists them: names, and milliseconds since 1970. */
async function startupMarks(page: Page): Promise<ReadonlyMap<string, number>> {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").fill(">Developer: Startup Performance");
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "Startup Performance" }).waitFor();
  await page.keyboard.press("Enter");
  const tab = page.getByRole("tab", { name: "Startup Performance" });
  await tab.waitFor();
  await page.waitForTimeout(2000);
  await page
    .locator(".editor-instance .view-lines")
    .first()
    .click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+C");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await tab.getByRole("button", { name: /Close/ }).click();
  const marks = text.matchAll(new RegExp(`^code/extHost/(\\w+)/${OURS.replace(".", "\\.")}\\t(\\d+)`, "gm"));
  return new Map([...marks].map(([, name = "", at]) => [name, Number(at)]));
}
