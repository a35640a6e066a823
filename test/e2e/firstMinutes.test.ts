import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { copyDemo, serveVsCode } from "../../scripts/vscode.mjs";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

const execute = promisify(execFile);

/** What a view says while it has nothing to show. */
async function welcome(workbench: Workbench, name: "Models" | "History" = "Models"): Promise<Locator> {
  await workbench.view(name);
  const pane = workbench.page
    .locator(".pane")
    .filter({ has: workbench.page.getByRole("button", { name: new RegExp(`^${name}\\b.* Section$`) }) });
  return await shown(pane.locator(".welcome-view-content"));
}

describe("views that have nothing to show", () => {
  let home: string | undefined;
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "queryset-first-"));
  });
  afterEach(async ({ task }) => {
    await workbench?.screenshot(`first ${task.name}`);
    await workbench?.close();
    workbench = undefined;
  });
  afterAll(async () => {
    if (home !== undefined) await rm(home, { recursive: true, force: true });
  });

  const folder = async (name: string, files: Readonly<Record<string, string>>): Promise<string> => {
    if (home === undefined) throw new Error("There is no folder to make one in.");
    const made = join(home, name);
    await mkdir(made);
    for (const [file, text] of Object.entries(files)) await writeFile(join(made, file), text);
    return made;
  };

  it("no folder: open one, or the demo", async () => {
    workbench = await Workbench.openNothing();
    const text = await welcome(workbench);
    await shown(text.getByRole("button", { name: "Open Folder" }));
    await shown(text.getByRole("button", { name: "Open Demo Workspace" }));
  });

  it("a folder without models or a database: open one", async () => {
    workbench = await Workbench.openFolder(await folder("nothing", { "notes.txt": "" }), "notes.txt");
    const text = await welcome(workbench);
    await shown(
      workbench.page.locator(".notification-toast", { hasText: "There is neither a database nor a model in" }),
    );
    await shown(text.getByText("No database is open."));
    await shown(text.getByRole("button", { name: "Open Database…" }));
    await shown((await welcome(workbench, "History")).getByText(/can be undone/));
  });

  it("a database without tables: where models are read from", async () => {
    const made = await folder("empty", { "notes.txt": "" });
    await sqlite3(made, "PRAGMA user_version = 1");
    workbench = await Workbench.openFolder(made, "notes.txt");
    const text = await welcome(workbench);
    await shown(text.getByText("This workspace has no models, and its database no tables."));
    await shown(text.getByRole("button", { name: "Open Another Database…" }));
    await shown((await welcome(workbench, "History")).getByText("Nothing has been applied to this database yet."));
  });
});

describe("a folder that is not trusted, and an engine that ends", () => {
  let home: string | undefined;
  let served: Awaited<ReturnType<typeof serveVsCode>> | undefined;
  let workbench: Workbench;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "queryset-trust-"));
    const folder = await copyDemo(join(home, "music-library"));
    const settings = { "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.banner": "never" };
    served = await serveVsCode({ vsix: inject("vsix"), home, folder, trust: true, settings });
    workbench = await Workbench.openFolder(folder, "manage.py", { origin: served.origin });
  });
  afterEach(({ task }) => workbench?.screenshot(`first ${task.name}`));
  afterAll(async () => {
    await workbench?.close();
    await served?.stop();
    if (home !== undefined) await rm(home, { recursive: true, force: true });
  });

  /** The engines of this window alone. */
  const engines = async (): Promise<number[]> => {
    const { stdout } = await execute("pgrep", ["-f", `${home}/extensions/.*/dist/engine\\.js`]).catch(() => ({
      stdout: "",
    }));
    return stdout.split("\n").filter(Boolean).map(Number);
  };

  it("no trust: no database is connected, and how to trust the folder", async () => {
    const text = await welcome(workbench);
    await shown(text.getByText(/Restricted Mode/));
    expect(await engines()).toEqual([]);
    await workbench.command("Run Queryset");
    await workbench.page.locator(".quick-input-title", { hasText: "Run Queryset" }).waitFor();
    await workbench.page.keyboard.type("Album.objects.all()");
    await workbench.page.keyboard.press("Enter");
    await shown(workbench.page.getByText(/connects to no database in Restricted Mode/).first());
    await text.getByRole("button", { name: "Manage Workspace Trust" }).click();
    await workbench.page.getByRole("button", { name: "Trust", exact: true }).click();
    const modal = workbench.page.locator(".monaco-modal-editor-block");
    await eventually(async () => {
      // The editor in it takes the focus a moment late, and only then the key.
      if ((await modal.count()) > 0) await modal.getByText("You trust this folder").click({ timeout: 1_000 });
      await workbench.page.keyboard.press("Escape");
      return await modal.count();
    }).toBe(0);
    const models = await workbench.view("Models");
    await shown(models.getByRole("treeitem", { name: /^Album, model/ }));
  });

  it("an engine that ends comes back; one that keeps ending is left, and says so", async () => {
    const models = await workbench.view("Models");
    const isLeft = async () => (await workbench.page.getByText(/stopped three times within a minute/).count()) > 0;
    const isBack = async () =>
      (await engines()).length > 0 && (await models.getByRole("treeitem", { name: /^Album, model/ }).count()) === 1;
    let back = 0;
    // Where an engine that was just starting is met as well, it is left after fewer rounds.
    for (let time = 1; time <= 3; time++) {
      await eventually(async () => (await isLeft()) || (await isBack())).toBe(true);
      if (await isLeft()) break;
      back = time;
      for (const pid of await engines()) process.kill(pid, "SIGKILL");
      await workbench.page.waitForTimeout(2500);
    }
    expect(back).toBeGreaterThan(1);
    await shown((await welcome(workbench)).getByText("No database is open."));
    await shown(workbench.page.getByText(/stopped three times within a minute/).first());
    await (await welcome(workbench)).getByRole("button", { name: "Open Database…" }).click();
    await shown(workbench.page.locator(".quick-input-title", { hasText: "Open Database" }));
  });
});

describe("the walkthrough", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
  });
  afterEach(({ task }) => workbench.screenshot(`first ${task.name}`));
  afterAll(() => workbench?.close());

  it("has five steps, and each leads where it says", async () => {
    const { page } = workbench;
    await page.keyboard.press("F1");
    await page.keyboard.type("Welcome: Open Walkthrough");
    await shown(page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "Open Walkthrough" }));
    await page.keyboard.press("Enter");
    await page.keyboard.type("Get Started with Queryset Explorer");
    await shown(page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "Queryset Explorer" }));
    await page.keyboard.press("Enter");
    const steps = page.locator(".getting-started-step");
    await eventually(() => steps.count()).toBe(5);
    await eventually(() => steps.locator("h3").allInnerTexts()).toEqual([
      "Try the demo",
      "Look at your models",
      "Run a queryset",
      "See every write before it happens",
      "Take it back",
    ]);
    await steps.nth(1).click();
    await page.getByRole("button", { name: "Show Models" }).click();
    await shown(page.getByRole("tree", { name: "Models" }).getByRole("treeitem", { name: /^Album, model/ }));
  });
});
