import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { pressRun } from "./lenses";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

const genres = "SELECT group_concat(genre) FROM music_album WHERE artist = 'The Beatles'";

/** The numbered steps of a section of the README, each as one line. */
async function stepsOf(section: string): Promise<string[]> {
  const text = await readFile("README.md", "utf8");
  const part = text.split(/^## /m).find((each) => each.startsWith(section)) ?? "";
  return [...part.matchAll(/^\d+\. (.*(?:\n {3}.*)*)/gm)].map((match) => (match[1] ?? "").replaceAll(/\n +/g, " "));
}

/** What each step of the quick start says, and how a person does it. */
describe("the README's quick start, done as it is written", () => {
  let workbench: Workbench;
  let steps: string[];
  let done = 0;
  const step = (words: RegExp, work: (match: RegExpExecArray) => Promise<void>) => async () => {
    const match = words.exec(steps[done] ?? "");
    if (match === null) throw new Error(`Step ${done + 1} is another one now: ${steps[done]}`);
    await work(match);
    done++;
    await workbench.screenshot(`readme step ${done}`);
  };
  beforeAll(async () => {
    steps = await stepsOf("Quick start");
    workbench = await Workbench.open();
  });
  afterAll(() => workbench?.close());

  it(
    "lists the models",
    step(/^Click \*\*Queryset Explorer\*\* .* lists `(\w+)` and `(\w+)` with/, async ([, ...names]) => {
      const models = await workbench.view("Models");
      for (const name of names)
        await shown(models.getByRole("treeitem", { name: new RegExp(`^${name}, model, [\\d,]+ rows`) }));
    }),
  );

  it(
    "runs a queryset",
    step(/^Open `(.+?)` and press \*\*Run\*\* above `(.+?)`: the rows come up/, async ([, file = "", source = ""]) => {
      await workbench.openFile(file);
      await pressRun(workbench.page, source);
      await shown(workbench.panel.grid.getByRole("gridcell", { name: "Revolver" }));
    }),
  );

  it(
    "previews a write",
    step(
      /^Open `(.+?)` and press \*\*Run\*\* above `(.+?)`\. You see two rows, `(\w+)` → `(\w+)`\. Nothing is written yet\.$/,
      async ([, file = "", source = "", before = "", after = ""]) => {
        await workbench.openFile(file);
        await pressRun(workbench.page, source);
        const table = await shown(workbench.panel.table("Update music.Album (2 rows)"));
        expect(await table.locator("del").allInnerTexts()).toEqual([before, before]);
        expect(await table.locator("ins").allInnerTexts()).toEqual([after, after]);
        expect(await sqlite3(workbench.folder, genres)).toBe("Rock,Rock");
      },
    ),
  );

  it(
    "applies it",
    step(/^Press \*\*Apply\*\*\. Now it is written: `(.+)`\.$/, async ([, outcome = ""]) => {
      await workbench.panel.button("Apply").click();
      await shown(workbench.panel.status.filter({ hasText: outcome }));
      expect(await sqlite3(workbench.folder, genres)).toBe("Pop,Pop");
    }),
  );

  it(
    "undoes it",
    step(/^Press \*\*Undo\*\*: a preview again, `Pop` → `Rock`\. Press \*\*Apply\*\*/, async () => {
      await workbench.panel.button("Undo").click();
      const table = await shown(workbench.panel.table("Update music.Album (2 rows)"));
      await eventually(() => table.locator("ins").allInnerTexts()).toEqual(["Rock", "Rock"]);
      await workbench.panel.button("Apply").click();
      await eventually(() => sqlite3(workbench.folder, genres)).toBe("Rock,Rock");
    }),
  );

  it("has no step that is not tried", () => {
    expect(done).toBe(steps.length);
  });
});
