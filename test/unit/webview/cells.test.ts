import AxeBuilder from "@axe-core/playwright";
import { describe, expect, it, vi } from "vitest";
import type { Cell, ColumnInfo, Page } from "../../../src/protocol/results";
import type { PanelView } from "../../../src/protocol/webview";
import { prettyJson } from "../../../webview/results/prettyJson";
import { onePage, soon } from "./onePage";
import type { PanelPage } from "./page";
import { database, songPage, songs, statement } from "./samples";
import { hasBrowser } from "./served";
import { themes } from "./themes";

const open = onePage();
let panel: PanelPage;

const field = { model: "a.Thing", null: true, primaryKey: false };
const own = (name: string) => ({ ...field, name, attname: name });

/** A column of each kind with a cell that tells its value from others. */
const kinds: readonly (readonly [ColumnInfo, Cell])[] = [
  [
    { name: "id", type: "BigAutoField", field: own("id") },
    { kind: "int", text: "9223372036854775807" },
  ],
  [
    { name: "nothing", type: "TextField", field: own("nothing") },
    { kind: "null", text: "" },
  ],
  [
    { name: "empty", type: "TextField", field: own("empty") },
    { kind: "str", text: "" },
  ],
  [
    { name: "good", type: "BooleanField", field: own("good") },
    { kind: "bool", text: "True" },
  ],
  [
    { name: "price", type: "DecimalField", field: own("price") },
    { kind: "decimal", text: "1.500" },
  ],
  [
    { name: "at", type: "DateTimeField", field: own("at") },
    { kind: "datetime", text: "2026-01-03 11:00:00.000001+01:00" },
  ],
  [
    { name: "on", type: "DateField", field: own("on") },
    { kind: "date", text: "2026-01-03" },
  ],
  [
    { name: "took", type: "DurationField", field: own("took") },
    { kind: "duration", text: "1 day, 0:00:01" },
  ],
  [
    { name: "key", type: "UUIDField", field: own("key") },
    { kind: "uuid", text: "12345678-1234-5678-1234-567812345678" },
  ],
  [
    { name: "facts", type: "JSONField", field: own("facts") },
    { kind: "json", text: '{"a": [1, 1.10], "b": {}}' },
  ],
  [
    { name: "data", type: "BinaryField", field: own("data") },
    { kind: "bytes", text: "b'\\x89PNG'" },
  ],
  [
    { name: "size", type: "CharField", field: { ...own("size"), choices: [{ value: "S", label: "Small" }] } },
    { kind: "str", text: "S" },
  ],
  [
    {
      name: "album_id",
      type: "ForeignKey",
      field: { ...own("album"), attname: "album_id", related: "music.Album", target: "id" },
    },
    { kind: "int", text: "3" },
  ],
];
const columns = kinds.map(([column]) => column);
const kindsPage = ({ id }: { id: string }): Page => ({
  id,
  start: 0,
  rowCount: 1,
  rows: [kinds.map(([, cell]) => cell)],
});
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function view(own: readonly ColumnInfo[], rowCount: number): PanelView {
  const result = { id: "r1", model: "a.Thing", columns: own, rowCount };
  return {
    kind: "results",
    source: "Thing.objects.all()",
    statements: [statement({ source: "Thing.objects.all()", result })],
    database,
  };
}

const cellOf = (name: string) => {
  const index = columns.findIndex((column) => column.name === name);
  return panel.page.locator(`[aria-rowindex="2"] [aria-colindex="${index + 1}"]`);
};

describe.skipIf(!hasBrowser)("cells are what they are", () => {
  const labels = () => [{ column: 12, labels: { "3": "Abbey Road" } }];

  it("with choices by label, related rows by text, and NULL apart from empty", async () => {
    panel = await open({ page: kindsPage, labels });
    await panel.page.setViewportSize({ width: 2400, height: 500 });
    await panel.show(view(columns, 1));
    const text = (name: string) => cellOf(name)?.textContent();
    await soon(async () => expect(await text("album_id")).toBe("Album: Abbey Road"));
    expect(await text("size")).toBe("Small");
    expect(await text("nothing")).toBe("NULL");
    expect(await text("empty")).toBe("");
    expect(await text("price")).toBe("1.500");
    expect(await text("id")).toBe("9223372036854775807");
  });

  it.each(Object.keys(themes) as (keyof typeof themes)[])(
    "and clean for screen readers in the %s theme",
    async (theme) => {
      panel = await open({ page: kindsPage, labels }, theme);
      await panel.show(view(columns, 1));
      await soon(async () => expect(await cellOf("id")?.textContent()).not.toBe(""));
      await panel.page.getByRole("button", { name: "Row", exact: true }).click();
      await panel.page.getByRole("button", { name: "Find", exact: true }).click();
      const axe = new AxeBuilder({ page: panel.page }).setLegacyMode().disableRules(["page-has-heading-one"]);
      expect((await axe.analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );

  it("sends nothing that writes when every kind is opened, walked through, copied and closed", async () => {
    const calls: string[] = [];
    const noted = (name: string) => () => {
      calls.push(name);
    };
    const writes = Object.fromEntries(
      ["apply", "undo", "undoEntry", "runLine", "refine", "discard", "refresh", "follow"].map((name) => [
        name,
        noted(name),
      ]),
    );
    const copy = vi.fn();
    panel = await open({
      ...writes,
      page: kindsPage,
      labels,
      copy,
      cell: ({ column }) => ({ text: kinds[column]?.[1].text ?? "" }),
    });
    await panel.show(view(columns, 1));
    const { page } = panel;
    await soon(async () => expect(await cellOf("id")?.textContent()).not.toBe(""));
    await cellOf("id")?.click();
    for (const [i, [column]] of kinds.entries()) {
      await page.keyboard.press("Enter");
      await page.getByRole("complementary", { name: `${column.name}, row 1` }).waitFor();
      await page.keyboard.press("Tab");
      await page
        .getByRole("complementary", { name: `${column.name}, row 1` })
        .getByRole("button", { name: "Close" })
        .press("Escape");
      await soon(async () =>
        expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-colindex"))).toBe(String(i + 1)),
      );
      await page.keyboard.press("Control+c");
      await soon(() => expect(copy).toHaveBeenCalledTimes(i + 1));
      await page.keyboard.press("ArrowRight");
    }
    expect(calls).toEqual([]);
    expect(copy.mock.calls[0]?.[0]).toEqual({ text: "9223372036854775807" });
    expect(copy.mock.calls[4]?.[0]).toEqual({ text: "1.500" });
    expect(copy.mock.calls[5]?.[0]).toEqual({ text: "2026-01-03 11:00:00.000001+01:00" });
  });

  it("opens related rows", async () => {
    const follow = vi.fn();
    panel = await open({ page: kindsPage, labels, follow });
    await panel.page.setViewportSize({ width: 2400, height: 500 });
    await panel.show(view(columns, 1));
    await soon(async () => expect(await cellOf("album_id")?.textContent()).toBe("Album: Abbey Road"));
    await cellOf("album_id")?.click();
    await panel.page.keyboard.press("F12");
    await soon(() => expect(follow.mock.calls[0]?.[0]).toEqual({ statement: 0, row: 0, column: 12 }));
  });

  it("shows bytes in hexadecimal, as an image where they are one, and JSON over lines", async () => {
    const cell = ({ column }: { column: number }) =>
      columns[column]?.name === "data"
        ? { text: "b'…'", bytes: { base64: png, size: 70 } }
        : { text: kinds[column]?.[1].text ?? "" };
    panel = await open({ page: kindsPage, cell });
    await panel.page.setViewportSize({ width: 2400, height: 700 });
    await panel.show(view(columns, 1));
    await cellOf("data")?.dblclick();
    const detail = panel.page.getByRole("complementary", { name: "data, row 1" });
    await detail.getByText("000000  89 50 4e 47 0d 0a 1a 0a").waitFor();
    const image = detail.getByRole("img", { name: "The bytes as an image" });
    await soon(async () => expect(await image.evaluate((own) => (own as HTMLImageElement).naturalWidth)).toBe(1));
    await cellOf("facts")?.dblclick();
    const facts = panel.page.getByRole("complementary", { name: "facts, row 1" });
    expect(await facts.locator("pre").textContent()).toBe('{\n  "a": [\n    1,\n    1.10\n  ],\n  "b": {}\n}');
  });

  it("shows a whole row, and steps to the next one", async () => {
    panel = await open({ page: songPage });
    await panel.show({
      kind: "results",
      source: "",
      statements: [statement({ source: "Song", result: songs })],
      database,
    });
    await panel.page.getByRole("gridcell", { name: "Come Together" }).first().click();
    await panel.page.keyboard.press("Shift+Enter");
    const row = panel.page.getByRole("complementary", { name: "Row 1" });
    expect(await row.locator("dt").allTextContents()).toEqual(songs.columns.map(({ name }) => name));
    await panel.page.keyboard.press("Alt+ArrowDown");
    await panel.page.getByRole("complementary", { name: "Row 2" }).getByText("Something").waitFor();
  });
});

describe.skipIf(!hasBrowser)("a block of cells", () => {
  it("is stretched with Shift and copied as text that is made elsewhere", async () => {
    const copyRows = vi.fn(({ rows }: { rows: readonly { count: number }[] }) => ({ rows: rows[0]?.count ?? 0 }));
    panel = await open({ page: songPage, copyRows: copyRows as never });
    await panel.show({
      kind: "results",
      source: "",
      statements: [statement({ source: "Song", result: songs })],
      database,
    });
    const { page } = panel;
    await page.getByRole("gridcell", { name: "Come Together" }).first().click();
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowRight");
    expect(await page.locator('[role="gridcell"][aria-selected="true"]').count()).toBe(4);
    await page.keyboard.press("Control+c");
    await soon(() =>
      expect(copyRows.mock.calls[0]?.[0]).toEqual({
        id: "r1",
        rows: [{ start: 0, count: 2 }],
        columns: [1, 2],
        format: "tsv",
        head: false,
      }),
    );
    await page.keyboard.press("Control+Shift+c");
    await page.getByRole("dialog", { name: "Copy As" }).getByRole("button", { name: "Django create()" }).press("Enter");
    await soon(() => expect(copyRows.mock.calls[1]?.[0]).toMatchObject({ format: "django", head: true }));
    await page.getByText("Copied 2 rows.").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.locator('[role="gridcell"][aria-selected="true"]').count()).toBe(0);
  });

  it("is drawn with the pointer", async () => {
    panel = await open({ page: songPage });
    await panel.show({
      kind: "results",
      source: "",
      statements: [statement({ source: "Song", result: songs })],
      database,
    });
    const at = (row: number, column: number) =>
      panel.page.locator(`[aria-rowindex="${row + 2}"] [aria-colindex="${column + 1}"]`);
    await at(0, 1)?.hover();
    await panel.page.mouse.down();
    await at(2, 2)?.hover();
    await panel.page.mouse.up();
    expect(await panel.page.locator('[role="gridcell"][aria-selected="true"]').count()).toBe(6);
  });
});

describe.skipIf(!hasBrowser)("finding", () => {
  it("goes on through rows that were never shown, to the cell that has the text", async () => {
    const find = vi.fn(({ from }: { from: { row: number } }) =>
      from.row < 4000 ? { found: null, next: from.row + 2000 } : { found: { row: 4500, position: 1 }, next: null },
    );
    panel = await open({ page: songPage, find: find as never });
    await panel.show({
      kind: "results",
      source: "",
      statements: [statement({ source: "Song", result: songs })],
      database,
    });
    const { page } = panel;
    await page.getByRole("gridcell", { name: "Come Together" }).first().click();
    await page.keyboard.press("Control+f");
    const input = page.getByRole("textbox", { name: "Find" });
    await soon(async () => expect(await input.evaluate((element) => element === document.activeElement)).toBe(true));
    await input.fill("sun");
    await input.press("Enter");
    await page.getByRole("status").filter({ hasText: "Row 4,501" }).waitFor();
    await page.locator('[aria-rowindex="4502"] [aria-colindex="2"][tabindex="0"]').waitFor();
    expect(find.mock.calls.map(([request]) => request.from.row)).toEqual([0, 2000, 4000]);
    await input.press("Escape");
    await soon(async () =>
      expect(await page.evaluate(() => document.activeElement?.parentElement?.getAttribute("aria-rowindex"))).toBe(
        "4502",
      ),
    );
  });
});

describe.skipIf(!hasBrowser)("hostile texts", () => {
  const hostile = [
    '<img src=x onerror="globalThis.ran = true">',
    "<script>globalThis.ran = true</script>",
    "\u202egnp.exe",
    "zero\u200bwidth\ufeff",
    "a\u0000b\u0007c\u001b[31m",
    "line\none\ttab",
    "{{globalThis.ran = true}}",
    "javascript:globalThis.ran=true",
    "</style><style>*{display:none}",
    "x".repeat(1000),
  ];
  const names: readonly ColumnInfo[] = [{ name: "<b>id</b>" }, { name: "\u202ename" }];
  const page = ({ id }: { id: string }): Page => ({
    id,
    start: 0,
    rowCount: hostile.length,
    rows: hostile.map((text) => [
      { kind: "str", text },
      { kind: "json", text, ...(text.length === 1000 ? { length: 10_000_000 } : {}) },
    ]),
  });

  it("are text everywhere: no script ran, and nothing was requested", async () => {
    panel = await open({
      page,
      cell: ({ row }) => ({ text: row === 9 ? "x".repeat(10_000_000) : (hostile[row] ?? "") }),
    });
    const requests: string[] = [];
    panel.page.on("request", (request) => requests.push(request.url()));
    await panel.show(view(names, hostile.length));
    const grid = panel.page.getByRole("grid", { name: "Results" });
    await grid.getByText("<script>globalThis.ran = true</script>").first().waitFor();
    expect(await grid.locator("img, script").count()).toBe(0);
    const shown = await grid.getByRole("gridcell").allTextContents();
    const unseen = ["\u202e", "\u200b", "\ufeff", "\u0000", "\u0007", "\u001b"];
    expect(shown.filter((text) => unseen.some((character) => text.includes(character)))).toEqual([]);
    expect(shown).toContain("‹202E›gnp.exe");
    expect(shown).toContain("a‹0000›b‹0007›c‹001B›[31m");
    expect(shown).toContain("line⏎one⇥tab");
    await grid.getByRole("gridcell").first().click();
    for (const row of hostile.keys()) {
      await panel.page.keyboard.press("Enter");
      await panel.page.getByRole("complementary", { name: new RegExp(`, row ${row + 1}$`) }).waitFor();
      await panel.page.keyboard.press("Escape");
      await panel.page.keyboard.press("ArrowDown");
    }
    await panel.page.keyboard.press("Shift+Enter");
    expect(await panel.page.evaluate(() => "ran" in globalThis)).toBe(false);
    expect(requests).toEqual([]);
  });
});

describe("JSON over lines", () => {
  it("keeps every number and text, and leaves what is no JSON", () => {
    expect(prettyJson('{"a":12345678901234567890.10,"b":"x\\n{"}')).toBe(
      '{\n  "a": 12345678901234567890.10,\n  "b": "x\\n{"\n}',
    );
    expect(prettyJson("[]")).toBe("[]");
    expect(prettyJson("(1, 2)")).toBe("(1, 2)");
  });
});
