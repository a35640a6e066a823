import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Request } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

/** Where hostile text would call if any of it were more than text. */
const trap = "hostile.invalid";

/** Texts that do something wherever they are taken for anything but text. */
const texts = {
  image: `<img src=https://${trap}/i onerror="top.hostile=1;document.title='hostile'">`,
  script: `</script><script>top.hostile=1;fetch('https://${trap}/s')</script>`,
  link: `[click](https://${trap}/l) ![x](https://${trap}/m) <a href="command:workbench.action.quit">x</a>`,
  icon: `$(trash) $(sync~spin) \${exec:1} {{constructor}} \`\${top.hostile=1}\``,
  rightToLeft: "\u202eabc\u202c \u2066def\u2069",
  zeroWidth: "pay\u200bpal\ufeff \u00adsoft",
  controls: "bell\u0007 esc\u001b[31mred\u001b[0m back\u0008 nul\u0001",
  quotes: `'; DROP TABLE note_note; -- " \\ %s %(x)s {0} {1}`,
  lines: "one\r\ntwo\n\nthree\u2028four\u0085five",
};

const models = `from django.db import models


class Note(models.Model):
    text = models.TextField(help_text=${JSON.stringify(texts.image)})
    next = models.ForeignKey("self", models.SET_NULL, null=True)
    kind = models.CharField(max_length=400, choices=[("x", ${JSON.stringify(texts.script)})], default="x")

    def __str__(self):
        return self.text


class Other(models.Model):
    # No such class is imported: the problem's words have a name of the file in them.
    broken = models.CharField(max_length=${JSON.stringify(texts.icon)}, verbose_name=${JSON.stringify(texts.link)})
`;

async function project(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), "queryset-hostile-"));
  const folder = join(home, "hostile");
  await mkdir(join(folder, "note"), { recursive: true });
  await writeFile(join(folder, "manage.py"), 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n');
  await writeFile(
    join(folder, "settings.py"),
    'INSTALLED_APPS = ["note"]\nDATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}\n',
  );
  await writeFile(join(folder, "note", "__init__.py"), "");
  await writeFile(join(folder, "note", "models.py"), models);
  const rows = Object.values(texts).map(
    (text, at) => `(${at + 1}, '${text.replaceAll("'", "''")}', ${at === 0 ? "NULL" : at}, 'x')`,
  );
  await sqlite3(
    folder,
    `CREATE TABLE note_note (id integer PRIMARY KEY, text text NOT NULL, next_id integer REFERENCES note_note (id), kind varchar(400) NOT NULL);
     INSERT INTO note_note VALUES ${rows.join(", ")};
     INSERT INTO note_note VALUES (100, printf('%.*c', 10000000, 'x'), NULL, 'x');
     CREATE TABLE "<img src=x onerror=alert(1)>" (id integer PRIMARY KEY, "$(trash) <b>bold</b>" text);
     INSERT INTO "<img src=x onerror=alert(1)>" VALUES (1, 'plain');`,
  );
  return { folder, remove: () => rm(home, { recursive: true, force: true }) };
}

describe("a table full of hostile text", () => {
  let workbench: Workbench;
  let made: Awaited<ReturnType<typeof project>> | undefined;
  const requested: string[] = [];
  const dialogs: string[] = [];
  beforeAll(async () => {
    made = await project();
    workbench = await Workbench.openFolder(made.folder, "manage.py");
    workbench.page.on("request", (request: Request) => {
      if (request.url().includes(trap)) requested.push(request.url());
    });
    workbench.page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  });
  afterEach(({ task }) => workbench.screenshot(`hostile ${task.name}`));
  afterAll(async () => {
    await workbench?.close();
    await made?.remove();
  });

  /** Elements that only markup in a text could have made. */
  const grown = async (): Promise<number> => {
    let count = 0;
    for (const frame of workbench.page.frames()) {
      count += await frame
        .evaluate(
          (host) => document.querySelectorAll(`[src*="${host}"], [href*="${host}"], img[src="x"], [onerror]`).length,
          trap,
        )
        .catch(() => 0);
    }
    return count;
  };

  it("shows it as text in the grid, the line and the details", async () => {
    const { panel, page } = workbench;
    await workbench.runQueryset('Note.objects.order_by("id")');
    await shown(panel.grid.getByRole("gridcell", { name: texts.image }).first());
    for (const text of [texts.script, texts.link, texts.icon, texts.quotes])
      await shown(panel.grid.getByText(text, { exact: true }).first());
    // What nobody sees, or what changes how others read, is shown by its number.
    await shown(panel.grid.getByText("‹202E›").first());
    await shown(panel.grid.getByText("‹200B›").first());
    await shown(panel.grid.getByText("‹001B›").first());
    await panel.grid.locator('[aria-rowindex="3"]').getByText(texts.script, { exact: true }).first().click();
    await page.keyboard.press("Enter");
    await shown(panel.aside("text, row 2").getByText(texts.script));
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+Enter");
    await shown(panel.aside("Row 2"));
    await page.keyboard.press("Escape");
  });

  it("shows the beginning of ten megabytes of it, and says how much more there is", async () => {
    const { panel, page } = workbench;
    await workbench.runQueryset("Note.objects.filter(pk=100)");
    await eventually(() => panel.grid.getAttribute("aria-rowcount")).toBe("2");
    await (await shown(panel.grid.getByRole("gridcell", { name: /^x{100,}/ }))).click();
    await page.keyboard.press("Enter");
    const aside = await shown(panel.aside("text, row 1"));
    expect((await aside.locator("pre").textContent())?.length).toBe(200_000);
    await shown(aside.getByText("9,800,000 characters more are not shown. Copy takes all of them."));
    await page.keyboard.press("Escape");
  });

  it("shows it as text in previews, and in their outcome", async () => {
    const { panel } = workbench;
    await workbench.runQueryset(`Note.objects.filter(pk__lte=2).update(text=${JSON.stringify(texts.image)})`);
    const table = await shown(panel.table("Update note.Note (1 row)").or(panel.table("Update note.Note (2 rows)")));
    await shown(table.getByText(texts.script).first());
    await panel.button("Discard").click();
  });

  it("shows it as text in the tree and its tooltips", async () => {
    const tree = await workbench.view("Models");
    await shown(tree.getByRole("treeitem", { name: /<img src=x onerror=alert\(1\)>|ImgSrc|img/i }).first());
    await tree.getByRole("treeitem", { name: /^Note, model/ }).click();
    const field = tree.getByRole("treeitem", { name: /^text, field/ });
    await (await shown(field)).hover();
    await shown(workbench.page.locator(".monaco-hover", { hasText: "onerror" }));
  });

  it("shows it as text in notifications, quick picks and the history", async () => {
    const { panel, page } = workbench;
    const source = `Note.objects.filter(pk=1).update(text=${JSON.stringify(texts.link)})`;
    await workbench.runQueryset(source);
    await shown(panel.table("Update note.Note (1 row)"));
    await panel.button("Apply").click();
    const history = await workbench.view("History");
    const entry = await shown(history.getByRole("treeitem", { name: /1 row updated/ }));
    const hover = page.locator(".monaco-hover", { hasText: trap });
    await eventually(async () => {
      // A view that is drawn anew under the pointer shows no hover until it moves.
      await page.mouse.move(600, 400);
      await entry.hover();
      await page.waitForTimeout(1500);
      return await hover.count();
    }).toBeGreaterThan(0);
    await workbench.command("Run Queryset");
    await shown(page.locator(".quick-input-widget:visible"));
    await workbench.screenshot("hostile quick pick");
    await page.keyboard.press("Escape");
    await workbench.runQueryset(`Note.objects.get(text="${"<b>$(trash)[x](command:x)"}")`);
    await shown(panel.text(/DoesNotExist/));
    await workbench.command("Open Database");
    const input = page.locator(".quick-input-widget:visible input.input").first();
    await input.fill("Enter an Address");
    await shown(page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "Enter an Address" }));
    await page.keyboard.press("Enter");
    await shown(page.locator(".quick-input-title", { hasText: "Database Address" }));
    await input.fill("/nowhere/$(trash)[click](command:workbench.action.quit).sqlite3");
    await page.keyboard.press("Enter");
    const message = page
      .locator(".notification-toast .notification-list-item-message")
      .filter({ hasText: "(command:workbench.action.quit)" });
    await shown(message);
    expect(await message.locator("a, .codicon").count()).toBe(0);
  });

  it("ran nothing, and asked the network for nothing", async () => {
    expect(
      await workbench.page.evaluate(() => (globalThis as unknown as { hostile?: number }).hostile),
    ).toBeUndefined();
    expect(await workbench.page.title()).not.toContain("hostile'");
    expect(await grown()).toBe(0);
    expect(dialogs).toEqual([]);
    expect(requested).toEqual([]);
    expect(await sqlite3(workbench.folder, "SELECT count(*) FROM note_note")).toBe("10");
  });
});
