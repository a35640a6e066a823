import AxeBuilder from "@axe-core/playwright";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DiagramPage } from "./diagramPage";
import { large, line, model, shop } from "./diagramSamples";
import { hasBrowser } from "./served";

let diagram: DiagramPage | undefined;

afterEach(async () => {
  const complaints = diagram?.complaints ?? [];
  await diagram?.close();
  diagram = undefined;
  // Nothing may be blocked by the policy, and nothing thrown.
  expect(complaints).toEqual([]);
});

const focused = (): Promise<string | null | undefined> | undefined =>
  diagram?.page.evaluate(() => document.activeElement?.getAttribute("data-label"));

describe.skipIf(!hasBrowser)("the diagram", () => {
  it("draws a box for each model and a line for each relation, through tables folded into theirs", async () => {
    diagram = await DiagramPage.open(shop);
    await diagram.arranged(6);
    const { page } = diagram;
    const labels = await page
      .locator("g.box")
      .evaluateAll((boxes) => boxes.map((box) => box.getAttribute("data-label")));
    expect(labels.sort()).toEqual([
      "music.Album",
      "music.Artist",
      "music.Song",
      "music.Tag",
      "sales.Band",
      "sales.Loud",
    ]);
    expect(await page.locator("g.line").count()).toBe(5);
    expect(await page.locator("g.line.m2m .end.many").count()).toBe(2);
    await page.getByLabel("Through tables").check();
    await diagram.arranged(7);
    expect(await page.locator("g.line.m2m").count()).toBe(0);
    await page.getByRole("button", { name: /^Song_tags, model of music, 3 fields, points at Song, Tag/ }).waitFor();
  });

  it("puts the one left of the many, and no box over another", async () => {
    diagram = await DiagramPage.open(shop);
    await diagram.arranged(6);
    const rects = await diagram.page.locator("g.box .frame").evaluateAll((frames) =>
      frames.map((frame) => {
        const { left, right, top, bottom } = frame.getBoundingClientRect();
        return { label: frame.parentElement?.getAttribute("data-label") ?? "", left, right, top, bottom };
      }),
    );
    const left = (label: string): number => rects.find((rect) => rect.label === label)?.left ?? Number.NaN;
    expect(left("music.Artist")).toBeLessThan(left("music.Album"));
    expect(left("music.Album")).toBeLessThan(left("music.Song"));
    const overlaps = rects.filter((a, at) =>
      rects.slice(at + 1).some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    );
    expect(overlaps).toEqual([]);
  });

  it("is walked with the keyboard along relations, and opens rows, code and the neighbourhood", async () => {
    const [openRows, openCode] = [vi.fn(), vi.fn()];
    diagram = await DiagramPage.open(shop, { openRows, openCode });
    await diagram.arranged(6);
    const { page } = diagram;
    await page.getByRole("button", { name: /^Artist, model/ }).focus();
    await page.keyboard.press("ArrowRight");
    await vi.waitFor(async () => expect(await focused()).toBe("music.Album"));
    await page.keyboard.press("ArrowRight");
    await vi.waitFor(async () => expect(await focused()).toBe("music.Song"));
    expect(await page.locator('g.box[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press("Enter");
    await page.keyboard.press("F12");
    await vi.waitFor(() => expect(openCode).toHaveBeenCalled());
    expect(openRows.mock.calls[0]?.[0]).toEqual({ model: "music.Song" });
    expect(openCode.mock.calls[0]?.[0]).toEqual({ model: "music.Song" });
    await page.keyboard.press("n");
    await diagram.arranged(3);
    await page.getByRole("button", { name: "2 relations" }).click();
    await diagram.arranged(4);
    await page.getByRole("button", { name: "Show All Models" }).click();
    await diagram.arranged(6);
  });

  it("finds a model and brings it into the middle", async () => {
    diagram = await DiagramPage.open(large(120, 8));
    await diagram.arranged(120);
    const { page } = diagram;
    await page.getByLabel("Find a model").fill("linerate61");
    await page.getByText("1 of 1").waitFor();
    const canvas = await page.locator("svg.drawing").boundingBox();
    await vi.waitFor(async () => {
      const box = await page.locator('g.box[data-label$="LineRate61"] .frame').boundingBox();
      expect(
        Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - ((canvas?.x ?? 0) + (canvas?.width ?? 0) / 2)),
      ).toBeLessThan(5);
    });
    await page.getByLabel("Find a model").fill("nothing like it");
    await page.getByText("none", { exact: true }).waitFor();
  });

  it("shows the apps that are chosen", async () => {
    diagram = await DiagramPage.open(shop);
    await diagram.arranged(6);
    const { page } = diagram;
    await page.getByRole("button", { name: "Apps" }).click();
    const apps = page.getByRole("group", { name: "Apps" });
    expect(await apps.getByRole("checkbox", { name: /contenttypes/ }).isChecked()).toBe(false);
    await apps.getByRole("checkbox", { name: /sales/ }).uncheck();
    await diagram.arranged(4);
    await apps.getByRole("button", { name: "None" }).click();
    await page.getByText("No model is shown. Choose the apps to see.").waitFor();
    await apps.getByRole("button", { name: "All" }).click();
    await diagram.arranged(7);
  });

  it("zooms with the keys and the wheel, and moves with a drag", async () => {
    diagram = await DiagramPage.open(shop);
    await diagram.arranged(6);
    const { page } = diagram;
    const scale = (): Promise<number> =>
      page
        .locator("g.content")
        .evaluate((content) => Number(/scale\(([\d.]+)/.exec(content.getAttribute("transform") ?? "")?.[1]));
    const album = page.locator('g.box[data-label="music.Album"] .frame');
    const first = await scale();
    await page.getByRole("button", { name: /^Album, model/ }).focus();
    await page.keyboard.press("+");
    await vi.waitFor(async () => expect(await scale()).toBeCloseTo(first * 1.25, 3));
    await page.keyboard.press("0");
    await vi.waitFor(async () => expect(await scale()).toBeCloseTo(first, 3));
    await page.mouse.move(300, 600);
    await page.mouse.wheel(0, 200);
    await vi.waitFor(async () => expect(await scale()).toBeLessThan(first));
    const before = await album.boundingBox();
    await page.mouse.down();
    await page.mouse.move(360, 640, { steps: 4 });
    await page.mouse.up();
    await vi.waitFor(async () => expect((await album.boundingBox())?.x).toBeCloseTo((before?.x ?? 0) + 60, 0));
  });

  it("stays where it is when a field is added, and after the page was hidden", async () => {
    diagram = await DiagramPage.open(shop);
    await diagram.arranged(6);
    const { page } = diagram;
    const places = (): Promise<(string | null)[]> =>
      page.locator("g.box").evaluateAll((boxes) => boxes.map((box) => box.getAttribute("transform")));
    await page.getByRole("button", { name: /^Album, model/ }).click();
    await page.keyboard.press("-");
    const [before, view] = [await places(), await page.locator("g.content").getAttribute("transform")];
    const models = shop.models.map((each) =>
      each.label === "music.Tag"
        ? { ...each, fields: [...each.fields, { name: "hue", type: "TextField", null: false }] }
        : each,
    );
    await diagram.show({ ...shop, models });
    await page.locator("text.field", { hasText: "hue" }).waitFor();
    expect(await places()).toEqual(before);
    await page.reload();
    await diagram.arranged(6);
    expect(await places()).toEqual(before);
    const later = await page.locator("g.content").getAttribute("transform");
    expect([later, await page.locator('[aria-current="true"]').getAttribute("data-label")]).toEqual([
      view,
      "music.Album",
    ]);
  });

  it("gives a picture that stands by itself", async () => {
    const saved: string[] = [];
    diagram = await DiagramPage.open(shop, { save: ({ svg }) => void saved.push(svg) });
    await diagram.arranged(6);
    await diagram.page.getByRole("button", { name: "Save SVG…" }).click();
    await vi.waitFor(() => expect(saved.length).toBe(1));
    const svg = saved[0] ?? "";
    expect(svg).toMatch(/^<\?xml/);
    expect(svg).not.toMatch(/var\(|<!--|tabindex|data-label/);
    // Elsewhere, where this page's policy does not hold.
    await diagram.page.goto("about:blank");
    const drawn = await diagram.page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      return [parsed.querySelector("parsererror")?.textContent ?? "", parsed.querySelectorAll(".box").length] as const;
    }, svg);
    expect(drawn).toEqual(["", 6]);
  });

  it("says what it is doing with many models, and can be cancelled", async () => {
    diagram = await DiagramPage.open(null);
    const { page } = diagram;
    // A thicket that no layout is done with at once: every model points at many others, in one app.
    const models = Array.from({ length: 260 }, (_, at) => model(`app.Model${at}`, ["id!"]));
    const relations = models.flatMap(({ label }, at) =>
      [1, 7, 31, 67, 101].map((step) => line(label, `to${step}`, `app.Model${(at * step + step) % 260}`)),
    );
    await diagram.show({ name: "thicket", apps: [{ name: "app", aside: false }], models, relations });
    await page.getByText("Arranging 260 models…").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("The arrangement was cancelled.").waitFor();
    // What there is can still be walked through.
    expect(await page.locator("g.box").count()).toBe(260);
  });

  it.each(["dark", "light", "high-contrast"] as const)(
    "finds nothing wrong for screen readers in %s",
    async (theme) => {
      diagram = await DiagramPage.open(shop, {}, theme);
      await diagram.arranged(6);
      await diagram.page.getByRole("button", { name: "Apps" }).click();
      await diagram.page.getByRole("button", { name: /^Album, model/ }).click();
      await diagram.around("music.Album");
      await diagram.arranged(3);
      const { violations } = await new AxeBuilder({ page: diagram.page })
        .setLegacyMode()
        // The page is a part of the editor's window, which has its own headings.
        .disableRules(["page-has-heading-one"])
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );
});
