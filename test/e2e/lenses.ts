import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { shown } from "./eventually";

/** Presses Run above the line of the shown script that holds `source`. */
export async function pressRun(page: Page, source: string): Promise<void> {
  const line = await shown(page.locator(".monaco-editor .view-line").filter({ hasText: source }).first());
  const lenses = page.locator(".codelens-decoration", { hasText: "Run" });
  let lens: Locator | undefined;
  // The lenses come a moment after the text.
  const find = async (): Promise<boolean> => {
    const box = await line.boundingBox();
    const index = await lenses.evaluateAll((all, top) => {
      const gaps = all.map((one) => top - one.getBoundingClientRect().top);
      return gaps.findIndex((gap) => gap > 0 && gap < 40);
    }, box?.y ?? 0);
    lens = index < 0 ? undefined : lenses.nth(index);
    return lens !== undefined;
  };
  await expect.poll(find, { message: `a lens above ${source}`, timeout: 30_000, interval: 200 }).toBe(true);
  await lens?.getByText("Run").first().click();
}
