import AxeBuilder from "@axe-core/playwright";
import { build } from "esbuild";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Handlers } from "../../../src/protocol/channel";
import type { Cell, ColumnInfo, Page, ResultHandle } from "../../../src/protocol/results";
import type { PanelHostApi, PanelView } from "../../../src/protocol/webview";
import { onePage } from "./onePage";
import type { PanelPage } from "./page";
import { database, statement } from "./samples";
import { hasBrowser } from "./served";
import { themes } from "./themes";

const open = onePage();
let panel: PanelPage;
let script = "";

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ["webview/chart/main.ts"],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  script = outputFiles[0]?.text ?? "";
});

const columns: readonly ColumnInfo[] = [{ name: "genre" }, { name: "total", aggregate: "number" }];
const result = (rowCount: number, own = columns): ResultHandle => ({ id: "r1", columns: own, rowCount });
const text = (value: string): Cell => ({ kind: "str", text: value });
const int = (value: string): Cell => ({ kind: "int", text: value });
const nothing: Cell = { kind: "null", text: "" };

const genres: readonly (readonly Cell[])[] = [
  [text("Rock"), int("9007199254740993")],
  [text("Pop"), int("4503599627370496")],
  [nothing, int("1000000000000000")],
];

function view(handle: ResultHandle): PanelView {
  const source = 'Album.objects.values("genre").annotate(total=Sum("plays"))';
  return { kind: "results", source, statements: [statement({ source, result: handle })], database };
}

/** A host that has these rows. */
function hostOf(
  rows: readonly (readonly Cell[])[],
  more: Partial<Handlers<PanelHostApi>> = {},
): Partial<Handlers<PanelHostApi>> {
  const page = ({ id, start, count }: { id: string; start: number; count: number }): Page => ({
    id,
    start,
    rows: rows.slice(start, start + count),
    rowCount: rows.length,
  });
  return { page, total: () => ({ rows: rows.length }), ...more };
}

async function opened(
  rows: readonly (readonly Cell[])[],
  {
    own = columns,
    more = {},
    theme = "dark",
  }: { own?: readonly ColumnInfo[]; more?: Partial<Handlers<PanelHostApi>>; theme?: keyof typeof themes } = {},
): Promise<PanelPage> {
  panel = await open(hostOf(rows, more), theme, { "/chart.js": async () => script });
  await panel.show(view(result(rows.length, own)));
  return panel;
}

const chart = () => panel.page.getByRole("img");
const button = (name: string) => panel.page.getByRole("button", { name, exact: true });

async function drawn(what: string): Promise<void> {
  await panel.page.locator(`qe-chart[data-drawn="${what}"]`).waitFor();
}

describe.skipIf(!hasBrowser)("a chart of groups", () => {
  it("is offered beside the table, and loads what draws it only then", async () => {
    await opened(genres);
    const loaded = (): Promise<number> | undefined =>
      panel.page.evaluate(() => document.querySelectorAll("script[src*=chart]").length);
    await panel.page.getByRole("gridcell", { name: "Rock" }).waitFor();
    expect(await loaded()).toBe(0);
    await button("Chart")?.click();
    await drawn("bar 3");
    expect(await loaded()).toBe(1);
    expect(await chart()?.getAttribute("aria-label")).toBe(
      "Bar chart of total by genre, 3 groups, lowest 1000000000000000 (NULL), highest 9007199254740993 (Rock)",
    );
    expect(await panel.page.getByRole("grid", { name: "Results" }).isVisible()).toBe(false);
    await button("Table")?.click();
    await panel.page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
  });

  it("is not offered for rows of a model, or groups without a number", async () => {
    panel = await open(hostOf(genres));
    await panel.show(view({ ...result(3), model: "music.Album" }));
    await panel.page.getByRole("gridcell", { name: "Rock" }).waitFor();
    expect(await button("Chart")?.count()).toBe(0);
    await panel.show(view({ ...result(3, [{ name: "genre" }, { name: "last", aggregate: "other" }]), id: "r2" }));
    await panel.page.getByRole("gridcell", { name: "Rock" }).waitFor();
    expect(await button("Chart")?.count()).toBe(0);
  });

  it("is drawn: the canvas holds the theme's colours, and other ones when the theme changes", async () => {
    await opened(genres);
    await button("Chart")?.click();
    await drawn("bar 3");
    const count = (red: number, green: number, blue: number): Promise<number> | undefined =>
      chart()?.evaluate(
        (canvas, colour) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const pixels = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
          let found = 0;
          for (let i = 0; i < pixels.length; i += 4) if (colour.every((part, at) => pixels[i + at] === part)) found++;
          return found;
        },
        [red, green, blue],
      );
    expect(await count(0x59, 0xa4, 0xf9)).toBeGreaterThan(1000);
    await panel.page.evaluate(() => document.documentElement.style.setProperty("--vscode-charts-blue", "#123456"));
    await vi.waitFor(async () => expect(await count(0x12, 0x34, 0x56)).toBeGreaterThan(1000));
  });

  it("says a number to its last digit where the pointer is", async () => {
    await opened(genres);
    await button("Chart")?.click();
    await drawn("bar 3");
    const written = await panel.page.evaluate(async () => {
      const texts: string[] = [];
      const { prototype } = CanvasRenderingContext2D;
      const { fillText } = prototype;
      prototype.fillText = function (this: CanvasRenderingContext2D, text: string, ...rest: [number, number]) {
        texts.push(text);
        fillText.call(this, text, ...rest);
      };
      const canvas = document.querySelector("canvas");
      const { left = 0, top = 0, width = 0, height = 0 } = canvas?.getBoundingClientRect() ?? {};
      const at = { clientX: left + width / 4, clientY: top + height / 2, bubbles: true };
      canvas?.dispatchEvent(new MouseEvent("mousemove", at));
      await new Promise((done) => setTimeout(done, 300));
      return texts;
    });
    expect(written).toContain("total: 9007199254740993");
  });

  it("is a line through time, in its order, and a pie where that can be read", async () => {
    const days: readonly (readonly Cell[])[] = ["2026-03-01", "2026-01-01", "2026-02-01"].map((day, at) => [
      { kind: "date", text: day },
      { kind: "decimal", text: `${at + 1}.50` },
    ]);
    await opened(days, { own: [{ name: "month" }, { name: "price", aggregate: "number" }] });
    await button("Chart")?.click();
    await drawn("line 3");
    expect(await chart()?.getAttribute("aria-label")).toBe(
      "Line chart of price by month, 3 groups, lowest 1.50 (2026-03-01), highest 3.50 (2026-02-01)",
    );
    await panel.page.getByRole("combobox", { name: "Kind of chart" }).selectOption("Pie");
    await drawn("pie 3");
    const negative = days.map(([day = nothing], at): Cell[] => [day, { kind: "decimal", text: String(at - 1) }]);
    await panel.close();
    await opened(negative);
    await button("Chart")?.click();
    await drawn("line 3");
    expect(await panel.page.getByRole("option").allTextContents()).toEqual(["Bar", "Line"]);
  });

  it("draws a second grouping as series, and takes the other way round", async () => {
    const rows: readonly (readonly Cell[])[] = ["Rock", "Pop"].flatMap((genre) =>
      ["A", "B", "C"].map((artist, at): Cell[] => [text(genre), text(artist), int(String(at))]),
    );
    await opened(rows, { own: [{ name: "genre" }, { name: "artist" }, { name: "total", aggregate: "number" }] });
    await button("Chart")?.click();
    await drawn("bar 2");
    expect(await chart()?.getAttribute("aria-label")).toMatch(
      /^Bar chart of total by genre and artist, 2 groups, 3 series/,
    );
    await panel.page.getByRole("combobox", { name: "Column of the labels" }).selectOption("artist");
    await drawn("bar 3");
    expect(await chart()?.getAttribute("aria-label")).toMatch(
      /^Bar chart of total by artist and genre, 3 groups, 2 series/,
    );
  });

  it("shows all values or one of them", async () => {
    const own: readonly ColumnInfo[] = [
      { name: "genre" },
      { name: "total", aggregate: "number" },
      { name: "best", aggregate: "number" },
    ];
    await opened(
      genres.map((row) => [...row, int("5")]),
      { own },
    );
    await button("Chart")?.click();
    await drawn("bar 3");
    expect(await chart()?.getAttribute("aria-label")).toMatch(/^Bar chart of total, best by genre, 3 groups, 2 series/);
    await panel.page.getByRole("combobox", { name: "Column of the values" }).selectOption("best");
    await vi.waitFor(async () =>
      expect(await chart()?.getAttribute("aria-label")).toBe(
        "Bar chart of best by genre, 3 groups, lowest 5 (Rock), highest 5 (Rock)",
      ),
    );
  });

  it("draws the first 500 groups, and says of how many", async () => {
    const many = Array.from({ length: 1234 }, (_, at): Cell[] => [text(`g${at}`), int(String(at))]);
    await opened(many);
    await button("Chart")?.click();
    await drawn("bar 500");
    await panel.page.getByText("The first 500 of 1,234 groups are drawn.").waitFor();
  });

  it("is saved as a PNG", async () => {
    const saveChart = vi.fn();
    await opened(genres, { more: { saveChart } });
    await button("Chart")?.click();
    await drawn("bar 3");
    await button("Save as PNG…")?.click();
    await vi.waitFor(() => expect(saveChart).toHaveBeenCalled());
    const [{ png }] = saveChart.mock.calls[0] as [{ png: string }];
    expect(Buffer.from(png, "base64").subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  });

  it("is there again, as it was, after the page was hidden", async () => {
    await opened(genres, { more: { ready: () => view(result(3)) } });
    await button("Chart")?.click();
    await drawn("bar 3");
    await panel.page.getByRole("combobox", { name: "Kind of chart" }).selectOption("Pie");
    await drawn("pie 3");
    await panel.page.reload();
    await drawn("pie 3");
  });

  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    it(`has nothing wrong for screen readers in ${theme}`, async () => {
      const rows: readonly (readonly Cell[])[] = ["Rock", "Pop", "Jazz", "<script>alert(1)</script>\u202e"].flatMap(
        (genre, g) =>
          ["2024", "2025", "2026"].map((year, at): Cell[] => [
            text(genre),
            text(year),
            int(String(3 + ((g * 5 + at * 3) % 7))),
          ]),
      );
      await opened(rows, { own: [{ name: "genre" }, { name: "year" }, { name: "total", aggregate: "number" }], theme });
      await button("Chart")?.click();
      await drawn("bar 4");
      const { page } = panel as PanelPage;
      await page.screenshot({ path: `test-results/webview-chart-${theme}.png` });
      const axe = new AxeBuilder({ page }).setLegacyMode().disableRules(["page-has-heading-one"]);
      const { violations } = await axe.analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });
  }
});
