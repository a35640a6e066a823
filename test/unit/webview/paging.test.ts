import AxeBuilder from "@axe-core/playwright";
import { describe, expect, it, vi } from "vitest";
import { RemoteError } from "../../../src/protocol/channel";
import type { Page, ResultHandle } from "../../../src/protocol/results";
import type { PanelView } from "../../../src/protocol/webview";
import { onePage } from "./onePage";
import type { PanelPage } from "./page";
import { database, songPage, songs, statement } from "./samples";
import { hasBrowser } from "./served";

const open = onePage();
let panel: PanelPage;

const uncounted: ResultHandle = { ...songs, rowCount: null };
const sql = ["SELECT * FROM music_song WHERE name = 'Eraser'"];

function view(result: ResultHandle): PanelView {
  const source = "Song.objects.all()";
  const shown = statement({ source, result, sql, sqlMilliseconds: [0.42] });
  return { kind: "results", source, statements: [shown], database };
}

/** Pages of a result whose end nobody has seen. */
function endless(request: { id: string; start: number; count: number }): Page {
  return { ...songPage(request), rowCount: null };
}

describe.skipIf(!hasBrowser)("a result that is not counted", () => {
  it("says more than how many rows, and grows as one goes on", async () => {
    const total = vi.fn(() => ({ rows: null, moreThan: 100_000 }));
    panel = await open({ page: endless, total });
    await panel.show(view(uncounted));
    const { page } = panel;
    const grid = page.getByRole("grid", { name: "Results" });
    await page.getByText("more than 100,000 rows").waitFor();
    expect(await grid.getAttribute("aria-rowcount")).toBe("-1");
    await page.getByRole("gridcell", { name: "Come Together" }).first().click();
    for (const at of [101, 201, 301]) {
      await page.keyboard.press("Control+End");
      await page.locator(`[aria-rowindex="${at + 1}"]`).waitFor();
    }
    expect(total.mock.calls).toEqual([[{ id: "r1", exact: false }, expect.anything()]]);
    const axe = new AxeBuilder({ page }).setLegacyMode().disableRules(["page-has-heading-one"]);
    expect((await axe.analyze()).violations).toEqual([]);
  });

  it("is counted when the person wants it, and then goes to its end", async () => {
    const total = ({ exact }: { exact: boolean }) => (exact ? { rows: 5000 } : { rows: null, moreThan: 100_000 });
    panel = await open({ page: endless, total });
    await panel.show(view(uncounted));
    const { page } = panel;
    await page.getByRole("button", { name: "Count", exact: true }).click();
    await page.getByText("5,000 rows", { exact: true }).waitFor();
    expect(await page.getByRole("grid", { name: "Results" }).getAttribute("aria-rowcount")).toBe("5001");
    await page.getByRole("gridcell", { name: "Come Together" }).first().click();
    await page.keyboard.press("Control+End");
    await page.getByRole("gridcell", { name: String(9007199254740993n + 4999n) }).waitFor();
  });

  it("goes to the end of ten million rows, on over the edges of what can be laid out, and back", async () => {
    const rows = 10_000_000;
    const many = ({ id, start, count }: { id: string; start: number; count: number }): Page => {
      const length = Math.max(0, Math.min(count, rows - start));
      const cells = Array.from({ length }, (_, n) =>
        songs.columns.map(() => ({ kind: "int" as const, text: `n${start + n}` })),
      );
      return { id, start, rows: cells, rowCount: rows };
    };
    panel = await open({ page: many });
    await panel.show(view({ ...songs, rowCount: rows }));
    const { page } = panel;
    const cell = (row: number) =>
      page.locator(`[aria-rowindex="${row + 2}"] [role="gridcell"]`, { hasText: `n${row}` }).first();
    await cell(0).click();
    await page.keyboard.press("Control+End");
    await cell(rows - 1).waitFor({ timeout: 5000 });
    await page.keyboard.press("ArrowUp");
    await cell(rows - 10).waitFor({ timeout: 5000 });
    await page.keyboard.press("Control+Home");
    await cell(0).waitFor();
    const grid = page.getByRole("grid", { name: "Results" });
    for (const edge of [1_000_000, 1_499_000]) {
      await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
      await cell(edge - 1).waitFor({ timeout: 5000 });
      await grid.evaluate((element) => element.scrollBy({ top: 480 }));
      await cell(edge + 10).waitFor({ timeout: 5000 });
    }
  });

  it("stops counting when it is cancelled, and can be counted again", async () => {
    let stopped = 0;
    const total = ({ exact }: { exact: boolean }, signal: AbortSignal) => {
      if (!exact) return { rows: null, moreThan: 100_000 };
      return new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => {
          stopped++;
          reject(new RemoteError({ code: "Cancelled", message: "Cancelled" }));
        });
      });
    };
    panel = await open({ page: endless, total });
    await panel.show(view(uncounted));
    const { page } = panel;
    await page.getByRole("button", { name: "Count", exact: true }).click();
    await page.getByText("Counting…").waitFor();
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByText("Cancelled · more than 100,000 rows").waitFor();
    expect(stopped).toBe(1);
    expect(await page.getByRole("button", { name: "Count", exact: true }).count()).toBe(1);
  });

  it("shows rows that are on their way as such, and says why they did not come", async () => {
    const waiting: ((error?: RemoteError) => void)[] = [];
    const first = songPage({ id: "r1", start: 0, count: 100 }).rows;
    const page = (request: { id: string; start: number; count: number }) =>
      new Promise<Page>((resolve, reject) => {
        waiting.push((error) => (error === undefined ? resolve(songPage(request)) : reject(error)));
      });
    panel = await open({ page });
    await panel.show(view({ ...songs, first }));
    const { page: shown } = panel;
    await shown.getByRole("gridcell", { name: "Come Together" }).first().click();
    const error = new RemoteError({ code: "DatabaseError", message: "The database is locked by another program." });
    for (const [row, failure] of [
      [950, undefined],
      [4950, error],
    ] as const) {
      await shown.getByRole("grid", { name: "Results" }).evaluate((grid, top) => grid.scrollTo({ top }), row * 24);
      const coming = shown.locator(`[aria-rowindex="${row + 1}"]`);
      await vi.waitFor(async () => expect(await coming.getAttribute("aria-busy")).toBe("true"));
      const axe = new AxeBuilder({ page: shown }).setLegacyMode().disableRules(["page-has-heading-one"]);
      expect((await axe.analyze()).violations).toEqual([]);
      for (const settle of waiting.splice(0)) settle(failure);
      if (failure === undefined)
        await vi.waitFor(async () => expect(await coming.getAttribute("aria-busy")).toBeNull());
    }
    const alert = shown.getByRole("alert");
    await vi.waitFor(async () => expect(await alert.innerText()).toBe(`Rows are missing: ${error.message}`));
  });

  it("says its number where it was counted at once", async () => {
    panel = await open({ page: endless, total: () => ({ rows: 5000 }) });
    await panel.show(view(uncounted));
    await panel.page.getByText("5,000 rows", { exact: true }).waitFor();
    expect(await panel.page.getByRole("button", { name: "Count" }).count()).toBe(0);
  });
});

describe.skipIf(!hasBrowser)("the SQL of a statement", () => {
  it("is folded away with its time, and is copied whole", async () => {
    const copy = vi.fn();
    panel = await open({ page: songPage, copy });
    await panel.show(view(songs));
    const { page } = panel;
    const region = page.getByRole("region", { name: "SQL", exact: true });
    expect(await region.isVisible()).toBe(false);
    await page.getByText("SQL (1)").click();
    await region.getByText("WHERE name = 'Eraser'").waitFor();
    expect(await page.locator("summary").innerText()).toBe("SQL (1) 0.4 ms");
    await region.getByRole("button", { name: "Copy as SQL" }).click();
    await vi.waitFor(() => expect(copy).toHaveBeenCalled());
    expect(copy.mock.calls[0]?.[0]).toEqual({ text: `${sql[0]};\n` });
  });

  it("stands beside the database's plan where that was asked for", async () => {
    panel = await open({});
    const plan = "└─ SCAN music_song\n   └─ USE TEMP B-TREE FOR ORDER BY";
    const source = 'Song.objects.order_by("name")';
    await panel.show({
      kind: "results",
      source,
      statements: [statement({ source, plan, sql })],
      database,
      showSql: true,
    });
    expect(await panel.page.getByLabel("Query plan").innerText()).toBe(plan);
  });
});
