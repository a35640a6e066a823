// Draws media/icon.png, which a package needs, from media/icon-large.svg. Run it after changing the drawing.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { find, root } from "./run.mjs";

const executablePath = find("chromium", "chromium-browser", "google-chrome");
if (executablePath === undefined) throw new Error("Chromium is needed to draw the icon.");

const drawing = await readFile(join(root, "media", "icon-large.svg"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`);
  await page.screenshot({ path: join(root, "media", "icon.png"), omitBackground: true });
} finally {
  await browser.close();
}
