import AxeBuilder from "@axe-core/playwright";
import { describe, expect, it, vi } from "vitest";
import type { Effect } from "../../../src/protocol/results";
import type { PanelView } from "../../../src/protocol/webview";
import { onePage } from "./onePage";
import type { PanelPage } from "./page";
import { hasBrowser } from "./served";
import type { themes } from "./themes";

const open = onePage();
let panel: PanelPage;

const effect = (action: Effect["action"], count: number, rows: Effect["rows"]): Effect => {
  return { action, model: "music.Album", table: "", cause: "statement", count, rows, truncated: rows.length < count };
};

const changed = (pk: number) => ({
  pk,
  before: { id: pk, title: `Album ${pk}`, plays: "9007199254740993" },
  after: { id: pk, title: `Album ${pk}`, plays: "9007199254740992" },
});

const view: PanelView = {
  kind: "comparison",
  before: { name: "Monday", source: "Album.objects.all()", time: "2026-01-05T10:00:00Z" },
  after: { name: "", source: "Album.objects.all()", time: "2026-01-06T10:00:00Z" },
  view: {
    id: "c1",
    keyed: true,
    uncompared: ["genre"],
    equal: 1200,
    effects: [
      effect("insert", 1, [{ pk: 9, before: null, after: { id: 9, title: "<b>New</b>", plays: null } }]),
      effect("delete", 0, []),
      effect(
        "update",
        300,
        Array.from({ length: 100 }, (_, i) => changed(i + 1)),
      ),
    ],
  },
};

describe.skipIf(!hasBrowser)("a comparison", () => {
  it("says how many rows differ, and shows each with its old and new values", async () => {
    panel = await open({});
    await panel.show(view);
    const { page } = panel;
    const status = page.getByRole("status");
    expect(await status.innerText()).toBe("1 added · 300 changed · 1,200 the same");
    const added = page.getByRole("table", { name: "Added (1 row)" });
    expect(await added.getByRole("row").nth(1).innerText()).toContain("<b>New</b>");
    const table = page.getByRole("table", { name: "Changed (300 rows)" });
    await table.waitFor();
    expect(await table.locator("del").first().innerText()).toBe("9007199254740993");
    expect(await table.locator("ins").first().innerText()).toBe("9007199254740992");
    expect(await page.getByRole("table").count()).toBe(2);
    expect(await page.getByText("Not compared, as only one of them has it: genre").count()).toBe(1);
    expect(await page.getByText("Monday").count()).toBe(1);
  });

  it("asks for rows by the comparison's id when they come into sight", async () => {
    const effects = vi.fn(({ start, count }: { start: number; count: number }) => ({
      rows: Array.from({ length: count }, (_, i) => changed(start + i + 1)),
      count: 300,
    }));
    panel = await open({ effects });
    await panel.show(view);
    await panel.page.locator(".tall").evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await panel.page.getByRole("cell", { name: "Album 300", exact: true }).waitFor();
    expect(effects.mock.calls.map(([request]) => request)).toContainEqual(
      expect.objectContaining({ comparison: "c1", effect: 2, start: 200 }),
    );
  });

  it("says so where nothing differs, and where rows have no key", async () => {
    panel = await open({});
    const same = {
      ...view.view,
      keyed: false,
      uncompared: [],
      effects: view.view.effects.map((one) => ({ ...one, count: 0 })),
    };
    await panel.show({ ...view, view: same });
    expect(await panel.page.getByRole("status").innerText()).toBe("Nothing differs · 1,200 the same");
    expect(await panel.page.getByText(/^A column of the primary key is missing/).count()).toBe(1);
  });

  it.each<keyof typeof themes>(["dark", "light", "high-contrast"])(
    "has no fault that axe finds, in %s",
    async (theme) => {
      panel = await open({}, theme);
      await panel.show(view);
      const { violations } = await new AxeBuilder({ page: panel.page })
        .setLegacyMode()
        .disableRules(["page-has-heading-one"])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    },
  );
});
