import { describe, expect, it, vi } from "vitest";
import type { PanelView } from "../../../src/protocol/webview";
import { onePage } from "./onePage";
import type { PanelPage } from "./page";
import { database, songPage, songs, statement } from "./samples";
import { hasBrowser } from "./served";

const open = onePage();
let panel: PanelPage;

function rowsOf(source: string): PanelView {
  return { kind: "results", source, statements: [statement({ source, result: songs })], database };
}

describe.skipIf(!hasBrowser)("the view that comes with the page", () => {
  it("is shown at once, and only the first time that the page is loaded", async () => {
    const now = rowsOf("Song.objects.reverse()");
    const ready = vi.fn(({ number }: { readonly number: number | null }) => (number === 3 ? null : now));
    const first = { number: 3, view: rowsOf("Song.objects.all()") };
    panel = await open({ page: songPage, ready }, "dark", {}, first);
    const line = panel.page.getByRole("textbox", { name: "Queryset" });
    await panel.page.getByRole("gridcell").first().waitFor();
    expect(await line.inputValue()).toBe("Song.objects.all()");
    expect(ready.mock.calls.map(([has]) => has)).toEqual([{ number: 3 }]);
    // The editor loads the same page once more when it comes back into sight.
    await panel.page.reload();
    await vi.waitFor(async () => expect(await line.inputValue()).toBe("Song.objects.reverse()"));
    expect(ready.mock.calls.at(-1)?.[0]).toEqual({ number: null });
  });

  it("gives way to what is sent while the page loads", async () => {
    let answer: (view: PanelView) => void = () => undefined;
    const ready = () =>
      new Promise<PanelView>((resolve) => {
        answer = resolve;
      });
    panel = await open({ page: songPage, ready }, "dark", {}, { number: 0, view: { kind: "empty" } });
    await panel.show({ kind: "error", message: "This came later." });
    answer(rowsOf("Song.objects.all()"));
    await panel.page.waitForTimeout(100);
    expect(await panel.page.getByRole("alert").innerText()).toBe("This came later.");
  });
});
