import { join } from "node:path";
import { eventually, shown } from "./eventually";
import type { Workbench } from "./workbench";

/** Exports the results that are shown: chooses a format, and a place in the workspace for the file. */
export async function exportTo(workbench: Workbench, format: string, file: string): Promise<void> {
  const { page } = workbench;
  await workbench.command("Export Results");
  await page.locator(".quick-input-title", { hasText: "Export Results" }).waitFor();
  await page.keyboard.type(format);
  await shown(page.locator(".quick-input-list .monaco-list-row.focused", { hasText: format }));
  await page.keyboard.press("Enter");
  const input = page.locator(".quick-input-widget:visible input.input").first();
  await eventually(() => input.inputValue()).toMatch(/^\/.*\.\w+$/);
  await input.fill(join(workbench.folder, file));
  // The dialog looks at the place before it takes it.
  await page.waitForTimeout(500);
  await page.keyboard.press("Enter");
}
