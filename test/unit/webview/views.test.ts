import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterEach, describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("../host/vscode"));

import type { PanelView } from "../../../src/protocol/webview";
import { shop as shopModels } from "../host/formModels";
import { DiagramPage } from "./diagramPage";
import { shop } from "./diagramSamples";
import { FormPage } from "./formPage";
import { PanelPage } from "./page";
import { panelViews } from "./panelViews";
import { songPage } from "./samples";
import { hasBrowser } from "./served";
import { themes } from "./themes";

let opened: { readonly complaints: readonly string[]; close(): Promise<void> } | undefined;

afterEach(async () => {
  const complaints = opened?.complaints ?? [];
  await opened?.close();
  opened = undefined;
  expect(complaints).toEqual([]);
});

const allThemes = Object.keys(themes) as (keyof typeof themes)[];

async function panel(theme: keyof typeof themes = "dark"): Promise<PanelPage> {
  const made = await PanelPage.open({ page: songPage }, theme);
  opened = made;
  return made;
}

async function violations(page: Page, theme: keyof typeof themes): Promise<unknown> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  // The page is a part of the editor's window, which has its own headings. Only colours differ from theme to theme.
  const builder = theme === "dark" ? axe.disableRules(["page-has-heading-one"]) : axe.withRules(["color-contrast"]);
  const found = await builder.analyze();
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

/**
 * Controls that a person cannot see whole: beyond the page's edge, or cut off by what is around them, unless that
 * scrolls. Runs in the page.
 */
function lost(): string[] {
  const found: string[] = [];
  const controls = document.querySelectorAll<HTMLElement>(
    "vscode-button, button, input, select, textarea, summary, a[href]",
  );
  for (const control of controls) {
    const box = control.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    let [left, right] = [0, innerWidth];
    for (let around = control.parentElement; around !== null; around = around.parentElement) {
      const { overflowX } = getComputedStyle(around);
      if (overflowX === "auto" || overflowX === "scroll") break;
      if (overflowX !== "visible") {
        const edge = around.getBoundingClientRect();
        [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      }
    }
    if (box.left < left - 1 || box.right > right + 1) found.push(control.outerHTML.slice(0, 120));
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page scrolls sideways: ${scrollWidth} > ${clientWidth}`);
  const main = document.querySelector("main");
  if (main !== null && main.scrollWidth > main.clientWidth + 1)
    found.push(`the view scrolls sideways: ${main.scrollWidth} > ${main.clientWidth}`);
  return found;
}

/** A window of 1280 pixels at 200 %, and the panel beside an editor in it. */
const zoomed = [640, 320];

describe.skipIf(!hasBrowser)("every view of the results panel", () => {
  it.each(allThemes)(
    "is one that axe finds nothing wrong with, in the %s theme",
    async (theme) => {
      const { page, show } = await shower(theme);
      for (const [name, view] of Object.entries(panelViews)) {
        await show(view);
        expect([name, await violations(page, theme)]).toEqual([name, []]);
      }
    },
    120_000,
  );

  it.each(zoomed)("loses nothing at twice its size, %i pixels wide", async (width) => {
    const { page, show } = await shower();
    await page.setViewportSize({ width, height: 400 });
    for (const [name, view] of Object.entries(panelViews)) {
      await show(view);
      expect([name, await page.evaluate(lost)]).toEqual([name, []]);
    }
  });

  it.each(zoomed)("keeps its dialogs and panes whole at twice its size, %i pixels wide", async (width) => {
    const { page, show } = await shower();
    await page.setViewportSize({ width, height: 400 });
    await show(panelViews.rows);
    await page.getByRole("gridcell", { name: "Come Together" }).first().click();
    for (const [key, opens] of [
      ["Enter", '[role="complementary"], aside'],
      ["Shift+Enter", "aside"],
      ["Control+f", '[role="search"]'],
      ["Control+Shift+c", '[role="dialog"]'],
    ] as const) {
      await page.keyboard.press(key);
      await page.locator(opens).first().waitFor();
      expect([key, await page.evaluate(lost)]).toEqual([key, []]);
      await page.keyboard.press("Escape");
      await page.locator(opens).first().waitFor({ state: "detached" });
    }
    await page.getByRole("columnheader", { name: "title" }).click({ button: "right" });
    await page.getByRole("dialog", { name: "Column title" }).waitFor();
    expect(await page.evaluate(lost)).toEqual([]);
  });

  it.each(["early", "late"])("gives a button that came %s the theme's own colours", async (when) => {
    const outcome: PanelView = { kind: "outcome", message: "Discarded.", canUndo: true };
    const made = await PanelPage.open({ ready: () => (when === "early" ? outcome : { kind: "empty" }) }, "light");
    opened = made;
    await made.page.waitForTimeout(300);
    await made.show(outcome);
    const undo = made.page.getByRole("button", { name: "Undo" });
    await vi.waitFor(async () => {
      const shown = await undo.evaluate((element) => {
        const root = element.getRootNode();
        const button = root instanceof ShadowRoot ? root.host : element;
        const ground = document.createElement("p");
        ground.style.background = "var(--vscode-button-secondaryBackground)";
        document.body.append(ground);
        return [button, ground].map((each) => getComputedStyle(each).backgroundColor);
      });
      expect(shown[0]).toBe(shown[1]);
    });
  });

  it("moves nothing for those who want no motion", async () => {
    const { page, show } = await shower();
    const moving = () => page.evaluate(() => document.getAnimations().length);
    await show(panelViews.busy);
    await vi.waitFor(async () => expect(await moving()).toBeGreaterThan(0), { timeout: 10_000 });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await vi.waitFor(async () => expect(await moving()).toBe(0), { timeout: 10_000 });
    for (const view of Object.values(panelViews)) {
      await show(view);
      expect(await moving()).toBe(0);
    }
  });

  it("tells the focus, what is chosen, changed and struck out apart where colours are forced", async () => {
    const { page, show } = await shower();
    await page.emulateMedia({ forcedColors: "active" });
    await show(panelViews.rows);
    await page.getByRole("gridcell", { name: "Come Together" }).first().click();
    await page.keyboard.press("ArrowDown");
    const cell = (row: number) => page.locator(`[aria-rowindex="${row}"] [aria-colindex="2"]`);
    const look = (row: number, ...names: string[]) =>
      cell(row).evaluate(
        (element, properties) => properties.map((name) => getComputedStyle(element).getPropertyValue(name)).join(" "),
        names,
      );
    expect(await look(3, "outline-style")).not.toBe("none");
    expect(await look(4, "outline-style")).toBe("none");
    await page.keyboard.press("Space");
    const colours = (row: number) =>
      page.locator(`[aria-rowindex="${row}"]`).evaluate((element) => getComputedStyle(element).backgroundColor);
    await vi.waitFor(async () => expect(await colours(3)).not.toBe(await colours(4)), { timeout: 10_000 });
  });

  async function shower(theme: keyof typeof themes = "dark") {
    const made = await panel(theme);
    const show = async (view: (typeof panelViews)[string] | undefined): Promise<void> => {
      if (view === undefined) throw new Error("There is no such view.");
      await made.show(view);
      // Work that is done sooner changes nothing on the page.
      if (view.kind === "busy" || "busy" in view) await made.page.waitForTimeout(250);
    };
    return { page: made.page, show };
  }
});

describe.skipIf(!hasBrowser)("the other pages", () => {
  it.each(zoomed)("lose nothing at twice their size: a form, %i pixels wide", async (width) => {
    const form = await FormPage.open({ kind: "insert", label: "shop.Product" }, { models: shopModels });
    opened = form;
    await form.page.setViewportSize({ width, height: 400 });
    expect(await form.page.evaluate(lost)).toEqual([]);
  });

  it.each(zoomed)("lose nothing at twice their size: the diagram, %i pixels wide", async (width) => {
    const diagram = await DiagramPage.open(shop);
    opened = diagram;
    await diagram.arranged(6);
    await diagram.page.setViewportSize({ width, height: 400 });
    expect(await diagram.page.evaluate(lost)).toEqual([]);
  });
});
