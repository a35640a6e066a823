import { afterEach, expect, vi } from "vitest";
import { PanelPage } from "./page";

/**
 * What opens the results page for the tests of a file. A page is closed behind its test, which fails where the policy
 * blocked something on it or something was thrown.
 */
export function onePage(): (typeof PanelPage)["open"] {
  let panel: PanelPage | undefined;
  afterEach(async () => {
    const complaints = panel?.complaints ?? [];
    await panel?.close();
    panel = undefined;
    expect(complaints).toEqual([]);
  });
  return async (...given) => {
    panel = await PanelPage.open(...given);
    return panel;
  };
}

/** Waits for what a page comes to: one on a busy machine takes its time. */
export function soon(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000 });
}
