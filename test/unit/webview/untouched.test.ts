import { describe, expect, it, vi } from "vitest";
import type { RowEdits } from "../../../src/protocol/edits";
import type { Cell, Page } from "../../../src/protocol/results";
import type { PanelView } from "../../../src/protocol/webview";
import { columns, everyKindDetail, everyKindPage, labels, rowCount } from "./everyKind";
import { onePage, soon } from "./onePage";
import type { PanelPage } from "./page";
import { database, statement } from "./samples";
import { hasBrowser } from "./served";

const open = onePage();
let panel: PanelPage;

const view: PanelView = {
  kind: "results",
  source: "Thing.objects.all()",
  statements: [statement({ source: "Thing.objects.all()", result: { id: "r1", model: "a.Thing", columns, rowCount } })],
  database,
};

/** `long`: what the first row's text is in full, of which the page has the beginning. */
async function opened(long?: string) {
  const at = columns.findIndex(({ name }) => name === "text");
  const cut = (page: Page): Page => ({
    ...page,
    rows: page.rows.map((row, number) =>
      number > 0 || long === undefined
        ? row
        : row.map(
            (cell, column): Cell =>
              column === at ? { kind: "str", text: long.slice(0, 1000), length: long.length } : cell,
          ),
    ),
  });
  const asked = { composed: vi.fn(), written: vi.fn() };
  panel = await open({
    page: (request) => cut(everyKindPage(request)),
    cell: (request) =>
      long !== undefined && request.row === 0 && request.column === at ? { text: long } : everyKindDetail(request),
    labels: () => labels,
    composeEdits: ({ edits }: { readonly edits: RowEdits }) => {
      asked.composed(edits);
      return { source: "…", faults: [], signals: "" };
    },
    previewEdits: asked.written,
    apply: asked.written,
  });
  const { page } = panel;
  await page.setViewportSize({ width: 3200, height: 500 });
  await panel.show(view);
  await page.getByRole("gridcell", { name: "Ada" }).waitFor();
  return { page, ...asked };
}

const editor = ":is(qe-cell-editor, qe-bytes-editor) :is(input, select, textarea)";

describe.skipIf(!hasBrowser)("a cell that nothing was entered in", () => {
  it.each([
    ["Escape", ["Escape"]],
    ["Enter", ["Enter"]],
    ["Tab", ["Tab"]],
    ["a press elsewhere", []],
  ] as const)("holds what it held, whatever its type, when its editor is left by %s", async (_, keys) => {
    const { page, composed, written } = await opened();
    const text = () => page.locator(".row:not(.head)").allInnerTexts();
    const before = await text();
    const cells = page.locator('[aria-rowindex="2"], [aria-rowindex="3"], [aria-rowindex="4"]');
    for (let row = 0; row < rowCount; row++) {
      // The key is not edited in place.
      for (let column = 1; column < columns.length; column++) {
        await cells
          .nth(row)
          .locator(`[aria-colindex="${column + 1}"]`)
          .click();
        await page.keyboard.press("F2");
        await page.locator(editor).first().waitFor();
        for (const key of keys) await page.keyboard.press(key);
        if (keys.length === 0) await cells.nth(row).locator('[aria-colindex="1"]').click();
        const pane = page.locator("qe-bytes-editor");
        // The pane of bytes stays open until it is told to go.
        if ((await pane.count()) > 0) await pane.getByRole("button", { name: "Set" }).click();
        await page.locator(editor).first().waitFor({ state: "detached" });
      }
    }
    expect(await text()).toEqual(before);
    expect(await page.locator(".changed").count()).toBe(0);
    expect(composed).not.toHaveBeenCalled();
    expect(written).not.toHaveBeenCalled();
  });

  it("is walked through, looked at and copied, and nothing is pending", async () => {
    const { page, composed, written } = await opened();
    await page.locator('[aria-rowindex="2"] [aria-colindex="1"]').click();
    for (let row = 0; row < rowCount; row++) {
      await page.keyboard.press("Home");
      for (let column = 0; column < columns.length; column++) {
        await page.keyboard.press("Control+c");
        if (row === 0) {
          await page.keyboard.press("Enter");
          await page.getByRole("complementary").waitFor();
          await page.keyboard.press("Escape");
        }
        await page.keyboard.press("ArrowRight");
      }
      await page.keyboard.press("ArrowDown");
    }
    expect(await page.getByRole("region", { name: "Pending changes" }).count()).toBe(0);
    expect(composed).not.toHaveBeenCalled();
    expect(written).not.toHaveBeenCalled();
  });
});

describe.skipIf(!hasBrowser)("what is entered", () => {
  const at = (name: string) => columns.findIndex((column) => column.name === name) + 1;
  const cellOf = (row: number, name: string) =>
    panel.page.locator(`[aria-rowindex="${row + 2}"] [aria-colindex="${at(name)}"]`);
  const last = (composed: ReturnType<typeof vi.fn>) =>
    (composed.mock.lastCall?.[0] as RowEdits | undefined)?.changed[0]?.values;

  it("keeps the line ends that a text had", async () => {
    const { page, composed } = await opened();
    await cellOf(0, "text").click();
    await page.keyboard.press("F2");
    await page.getByRole("textbox", { name: "Edit text" }).fill("one\nthree\n");
    await page.keyboard.press("Enter");
    await soon(() => expect(last(composed)).toEqual({ text: { kind: "value", text: "one\r\nthree\r\n" } }));
  });

  it("is an empty text in a cell that held NULL only where somebody typed there", async () => {
    const { page, composed } = await opened();
    await cellOf(1, "text").click();
    await page.keyboard.press("F2");
    await page.keyboard.type("a");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Enter");
    await soon(() => expect(last(composed)).toEqual({ text: { kind: "value", text: "" } }));
  });

  it("is the value of a choice, whatever other choice has it for a label", async () => {
    const { page, composed } = await opened();
    await cellOf(0, "size").click();
    await page.keyboard.press("F2");
    await page.getByRole("combobox", { name: "Edit size" }).selectOption({ label: "2" });
    await page.keyboard.press("Enter");
    await soon(() => expect(last(composed)).toEqual({ size: { kind: "value", text: "Two" } }));
    expect(await cellOf(0, "size").textContent()).toBe("2");
  });

  it("is true or false where choices name them", async () => {
    const { page, composed } = await opened();
    await cellOf(0, "sure").click();
    await page.keyboard.press("F2");
    await page.getByRole("combobox", { name: "Edit sure" }).selectOption({ label: "No" });
    await page.keyboard.press("Enter");
    await soon(() => expect(last(composed)).toEqual({ sure: { kind: "value", text: "False" } }));
  });

  it("is a moment to the microsecond, as it is written", async () => {
    const { page, composed } = await opened();
    await cellOf(0, "at").click();
    await page.keyboard.press("F2");
    const input = page.getByRole("textbox", { name: "Edit at" });
    expect(await input.inputValue()).toBe("2026-01-03 11:00:00.000001+01:00");
    await input.fill("2026-01-03 11:00:00.000002+01:00");
    await page.keyboard.press("Tab");
    await soon(() =>
      expect(last(composed)).toEqual({ at: { kind: "value", text: "2026-01-03 11:00:00.000002+01:00" } }),
    );
  });

  it("is no text of a million characters: it is read, and typed over", async () => {
    const { page, composed } = await opened("x".repeat(1_000_000));
    await cellOf(0, "text").click();
    await page.keyboard.press("F2");
    await page.getByRole("alert").filter({ hasText: "1,000,000 characters are too many to edit in place." }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("800,000 characters more are not shown.").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.type("short");
    await page.keyboard.press("Enter");
    await soon(() => expect(last(composed)).toEqual({ text: { kind: "value", text: "short" } }));
  });
});
