import AxeBuilder from "@axe-core/playwright";
import { describe, expect, it, vi } from "vitest";
import type { RowEdits } from "../../../src/protocol/edits";
import type { PanelView } from "../../../src/protocol/webview";
import { columns, everyKindDetail, everyKindPage, labels, rowCount } from "./everyKind";
import { onePage, soon } from "./onePage";
import type { PanelPage } from "./page";
import { database, statement } from "./samples";
import { hasBrowser } from "./served";
import { themes } from "./themes";

const open = onePage();
let panel: PanelPage;

const view: PanelView = {
  kind: "results",
  source: "Thing.objects.all()",
  statements: [statement({ source: "Thing.objects.all()", result: { id: "r1", model: "a.Thing", columns, rowCount } })],
  database,
};
const owners = [
  { key: "3", label: "Ada" },
  { key: "4", label: "Grace" },
  { key: "5", label: "Grace <b>" },
];

async function opened(name: string, theme: keyof typeof themes = "dark") {
  const composed = vi.fn();
  const sought = vi.fn();
  const pickBytes = vi.fn(() => ({ name: "logo.png", base64: "iVBORw==", size: 4 }));
  panel = await open(
    {
      page: everyKindPage,
      cell: everyKindDetail,
      labels: () => labels,
      pickBytes,
      searchRelated: (request) => {
        sought(request);
        return owners.filter(({ label }) => label.toLowerCase().includes(request.text.toLowerCase()));
      },
      composeEdits: ({ edits }: { readonly edits: RowEdits }) => {
        composed(edits);
        return { source: "…", faults: [], signals: "" };
      },
    },
    theme,
  );
  const { page } = panel;
  await page.setViewportSize({ width: 900, height: 400 });
  await panel.show(view);
  await page.getByRole("gridcell", { name: "1", exact: true }).first().click();
  const position = columns.findIndex((column) => column.name === name);
  for (let step = 0; step < position; step++) await page.keyboard.press("ArrowRight");
  const cell = (row: number) => page.locator(`[aria-rowindex="${row + 2}"] [aria-colindex="${position + 1}"]`);
  await soon(async () => expect(await cell(0).evaluate((element) => element === document.activeElement)).toBe(true));
  return { page, cell, composed, sought, pickBytes };
}

const changes = (composed: ReturnType<typeof vi.fn>) =>
  (composed.mock.lastCall?.[0] as RowEdits | undefined)?.changed.map(({ values }) => values);
const focused = async () => {
  const { page } = panel;
  return await page.evaluate(() => {
    const { activeElement } = document;
    return `${activeElement?.parentElement?.getAttribute("aria-rowindex")} ${activeElement?.getAttribute("role")}`;
  });
};
async function violations() {
  const { page } = panel;
  const found = await new AxeBuilder({ page }).setLegacyMode().disableRules(["page-has-heading-one"]).analyze();
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

describe.skipIf(!hasBrowser)("a foreign key in the grid", () => {
  it.each(Object.keys(themes) as (keyof typeof themes)[])(
    "is found by the text of its row and shown with it, in the %s theme",
    async (theme) => {
      const { page, cell, composed, sought } = await opened("owner_id", theme);
      await page.keyboard.press("F2");
      const input = page.getByRole("combobox", { name: "Edit owner_id" });
      expect(await input.inputValue()).toBe("Ada");
      await page.keyboard.type("grace");
      const list = page.getByRole("listbox", { name: "Rows" });
      await list.getByRole("option", { name: "Grace <b> 5" }).waitFor();
      expect(sought).toHaveBeenCalledWith({ statement: 0, column: columns.length - 2, text: "grace" });
      // The list stands at its input, and is not cut off by the grid, which is lower than it.
      const box = await list.boundingBox();
      const at = await input.boundingBox();
      expect(Math.abs((box?.y ?? 0) - (at?.y ?? 0) - (at?.height ?? 0))).toBeLessThan(3);
      const around = await cell(0).boundingBox();
      expect(Math.abs((at?.y ?? 0) - (around?.y ?? 0))).toBeLessThan(3);
      expect(await list.getByRole("option").last().isVisible()).toBe(true);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(400);
      expect(await violations()).toEqual([]);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await soon(async () => expect(await cell(0).innerText()).toBe("Owner: Grace"));
      expect(changes(composed)).toEqual([{ owner_id: { kind: "value", text: "4" } }]);
      await soon(async () => expect(await focused()).toBe("3 gridcell"));
    },
  );

  it("takes a key that is typed, and no text that is none", async () => {
    const { page, cell, composed } = await opened("owner_id");
    await page.keyboard.type("77");
    await page.keyboard.press("Tab");
    await soon(() => expect(changes(composed)).toEqual([{ owner_id: { kind: "value", text: "77" } }]));
    await cell(0).click();
    await page.keyboard.press("F2");
    await page.keyboard.type("nobody");
    await page.getByText("No row found").waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "No row is chosen for owner_id" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await soon(async () => expect(await focused()).toBe("2 gridcell"));
    expect(changes(composed)).toEqual([{ owner_id: { kind: "value", text: "77" } }]);
  });

  it("is emptied to NULL", async () => {
    const { page, cell, composed } = await opened("owner_id");
    await page.keyboard.press("F2");
    await page.keyboard.press("Delete");
    await page.keyboard.press("Enter");
    await soon(() => expect(changes(composed)).toEqual([{ owner_id: { kind: "null" } }]));
    expect(await cell(0).innerText()).toBe("NULL");
  });
});

describe.skipIf(!hasBrowser)("bytes in the grid", () => {
  it.each(Object.keys(themes) as (keyof typeof themes)[])("are edited beside it, in the %s theme", async (theme) => {
    const { page, composed } = await opened("data", theme);
    await page.keyboard.press("F2");
    const pane = page.getByRole("complementary", { name: "Edit data, row 1" });
    const text = pane.getByRole("textbox", { name: "Bytes" });
    expect(await text.inputValue()).toBe("00 ff");
    expect(await violations()).toEqual([]);
    await pane.getByRole("combobox", { name: "Written as" }).selectOption("Base64");
    expect(await text.inputValue()).toBe("AP8=");
    await text.fill("!");
    await pane.getByRole("button", { name: "Set" }).click();
    await pane.getByRole("alert").filter({ hasText: "This is no base64" }).waitFor();
    await text.fill("SGVs");
    await text.press("Enter");
    await soon(() => expect(changes(composed)).toEqual([{ data: { kind: "value", text: "48656c" } }]));
    await soon(async () => expect(await focused()).toBe("2 gridcell"));
  });

  it("are taken from a file", async () => {
    const { page, composed, pickBytes } = await opened("data");
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: "Load File…" }).click();
    await page.getByText("logo.png: 4 bytes").waitFor();
    expect(pickBytes).toHaveBeenCalledTimes(1);
    await page.getByRole("button", { name: "Set" }).press("Enter");
    await soon(() => expect(changes(composed)).toEqual([{ data: { kind: "value", text: "89504e47" } }]));
  });

  it("that are written as they are change nothing", async () => {
    const { page, composed } = await opened("data");
    await page.keyboard.press("F2");
    await page.getByRole("textbox", { name: "Bytes" }).fill("00FF");
    await page.getByRole("button", { name: "Set" }).click();
    await soon(async () => expect(await focused()).toBe("2 gridcell"));
    expect(composed).not.toHaveBeenCalled();
  });
});
