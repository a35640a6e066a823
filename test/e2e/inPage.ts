import type { Frame, Locator, Page } from "playwright-core";
import { eventually } from "./eventually";

/** A part of one of the pages in the editor's window (results, a notebook's outputs), once it is in sight. */
export async function inPage(window: Page, find: (page: Frame) => Locator): Promise<Locator> {
  let found: Locator | undefined;
  const look = async (): Promise<boolean> => {
    for (const frame of window.frames()) {
      const part = find(frame).first();
      if (frame !== window.mainFrame() && (await part.isVisible().catch(() => false))) found = part;
    }
    return found !== undefined;
  };
  await eventually(look).toBe(true);
  return found as Locator;
}
