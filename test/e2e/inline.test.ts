import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { pressRun } from "./lenses";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

const script = `# Two reads, a write, and one more read.
Album.objects.filter(artist="The Beatles")

Album.objects.filter(genre="Jazz").count()

Album.objects.filter(artist="The Beatles").update(genre="Pop")

Song.objects.count()
`;

describe("inline results", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await writeFile(join(workbench.folder, "mixed.queryset"), script);
    await writeFile(
      join(workbench.folder, "wrong.queryset"),
      'Album.objects.count()\nAlbum.objects.filter(titel="x")\n1\n',
    );
    const models = await workbench.view("Models");
    // Lenses are made anew when the models come, and a press at that moment is lost.
    await shown(models.getByRole("treeitem", { name: /^Album, model, 303 rows/ }));
    await workbench.openFile("mixed.queryset");
  });
  afterEach(({ task }) => workbench.screenshot(`inline ${task.name}`));
  afterAll(() => workbench?.close());

  /** What stands behind the lines, from the top: `→ 2 rows · 1.0 ms`, with times as `…`. */
  async function marks(): Promise<readonly string[]> {
    const found = await workbench.page.locator(".monaco-editor .view-line span").evaluateAll((spans) =>
      spans.flatMap((span) => {
        const { content, fontStyle } = getComputedStyle(span, "::after");
        const text = /^"(.*)"$/.exec(content)?.[1] ?? "";
        const { top } = span.getBoundingClientRect();
        return /^[→✓✗⋯]/.test(text) ? [{ text: fontStyle === "italic" ? `(${text})` : text, top }] : [];
      }),
    );
    const inOrder = found.sort((a, b) => a.top - b.top).map(({ text }) => text);
    return inOrder.map((text) => text.replaceAll(/[\d.]+ m?s\b/g, "…").replaceAll("\u00a0", " "));
  }

  /** Puts the cursor at the end of the line that holds a text. */
  async function goTo(text: string): Promise<void> {
    await workbench.page.locator(".monaco-editor .view-line").filter({ hasText: text }).first().click();
    await workbench.page.keyboard.press("End");
  }

  it("stand beside the statement that was run", async () => {
    await pressRun(workbench.page, "artist");
    await eventually(marks).toEqual(["→ 2 rows · …"]);
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Abbey Road" }));
  });

  it("say more under the pointer", async () => {
    await goTo('filter(artist="The Beatles")');
    // The keys for a hover, which also show what the pointer would.
    await workbench.page.keyboard.press("Control+K");
    await workbench.page.keyboard.press("Control+I");
    const hover = workbench.page.locator(".monaco-hover:visible");
    await shown(hover.getByText("music.Album").first());
    await shown(hover.getByText("2 rows").first());
    await workbench.screenshot("inline hover");
    await workbench.page.keyboard.press("Escape");
  });

  it("are greyed where the text was changed, until it is as it was", async () => {
    await goTo('filter(artist="The Beatles")');
    await workbench.page.keyboard.type(".all()");
    await eventually(marks).toEqual(["(→ 2 rows · …)"]);
    await workbench.screenshot("inline stale");
    for (let i = 0; i < ".all()".length; i++) await workbench.page.keyboard.press("Backspace");
    await eventually(marks).toEqual(["→ 2 rows · …"]);
  });

  it("of all statements end with the first that writes, and nothing is written", async () => {
    await workbench.command("Run All Statements");
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await eventually(marks).toEqual(["→ 2 rows · …", "→ 18 · …", "→ 2 rows to update · not written yet"]);
    const genres = "SELECT group_concat(DISTINCT genre) FROM music_album WHERE artist = 'The Beatles'";
    expect(await sqlite3(workbench.folder, genres)).toBe("Rock");
  });

  it("say what an apply wrote, and what is below is run after it", async () => {
    await workbench.panel.button("Apply").click();
    await eventually(async () => (await marks())[2]).toBe("✓ 2 rows updated");
    await goTo("update(genre");
    await workbench.command("Run Statements Below");
    await eventually(async () => (await marks()).length).toBe(4);
  });

  it("of all statements end with the first that fails", async () => {
    await workbench.openFile("wrong.queryset");
    await workbench.command("Run All Statements");
    await eventually(async () => (await marks()).length).toBe(2);
    expect((await marks())[1]).toMatch(/^✗ FieldError: Cannot resolve keyword 'titel'/);
  });

  it("are read again when the file is saved, where that is set", async () => {
    const settings = { "querysetExplorer.runOnSave": true, "querysetExplorer.results.location": "panel" };
    await mkdir(join(workbench.folder, ".vscode"), { recursive: true });
    await writeFile(join(workbench.folder, ".vscode", "settings.json"), JSON.stringify(settings));
    await workbench.page.getByRole("tab", { name: /^mixed\.queryset/ }).click();
    await sqlite3(workbench.folder, "UPDATE music_album SET artist = 'The Beatles' WHERE title = 'Divide'");
    await eventually(async () => {
      await goTo("# Two reads");
      await workbench.page.keyboard.type("!");
      await workbench.page.keyboard.press("Control+S");
      await workbench.page.waitForTimeout(1000);
      return (await marks())[0];
    }).toBe("→ 3 rows · …");
    expect((await marks())[2]).toBe("✓ 2 rows updated");
  });

  it("have their grid in the panel at the bottom, where that is set", async () => {
    await pressRun(workbench.page, "artist");
    await shown(workbench.page.locator(".part.panel").getByText("Queryset Results").first());
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Abbey Road" }));
    await expect.poll(() => workbench.page.getByRole("tab", { name: /^Results/ }).count()).toBe(0);
  });

  it("and the grid show the same when the file is saved", async () => {
    await sqlite3(workbench.folder, "UPDATE music_album SET artist = 'Ed Sheeran' WHERE title = 'Divide'");
    await goTo("# Two reads");
    await workbench.page.keyboard.type("!");
    await workbench.page.keyboard.press("Control+S");
    await eventually(async () => (await marks())[0]).toBe("→ 2 rows · …");
    await eventually(() => workbench.panel.grid.getAttribute("aria-rowcount")).toBe("3");
  });
});
