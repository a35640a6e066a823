import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { inject } from "vitest";
import { copyDemo } from "../../scripts/vscode.mjs";
import { launchChromium } from "./chromium";
import { Panel } from "./panel";

const screenshots = join("test-results", "screenshots");

/** The copies of the demo that were made here, and are removed with their windows. */
const copies = new Set<string>();

async function demoCopy(): Promise<string> {
  const folder = await copyDemo(join(await mkdtemp(join(tmpdir(), "queryset-demo-")), "music-library"));
  copies.add(folder);
  return folder;
}

export interface WindowOptions {
  /** Where the person is, as `Europe/Berlin`; absent: where the machine is. */
  readonly timeZone?: string;
  /** Where VS Code is served; absent: the one that all tests share. */
  readonly origin?: string;
}

/** A window of VS Code on a fresh copy of the demo workspace. */
export class Workbench {
  readonly folder: string;
  readonly page: Page;
  readonly panel: Panel;
  readonly #browser: Browser;
  readonly #context: BrowserContext;

  private constructor(folder: string, browser: Browser, context: BrowserContext, page: Page) {
    this.folder = folder;
    this.#browser = browser;
    this.#context = context;
    this.page = page;
    this.panel = new Panel(page);
  }

  static async open(options: WindowOptions = {}): Promise<Workbench> {
    return await Workbench.openFolder(await demoCopy(), "manage.py", options);
  }

  /** Opens a folder, or the folders of a `.code-workspace` file; `entry` is a file or folder in it that the explorer shows once it is there. */
  static async openFolder(
    folder: string,
    entry: string,
    { timeZone, origin = inject("origin") }: WindowOptions = {},
  ): Promise<Workbench> {
    const workbench = await Workbench.#window(folder, timeZone);
    const kind = folder.endsWith(".code-workspace") ? "workspace" : "folder";
    const address = `${origin}/?${kind}=${encodeURI(folder)}`;
    await workbench.page.goto(address);
    if (kind === "workspace") await workbench.#foundFolders(entry, address);
    await workbench.#up(entry);
    return workbench;
  }

  /** Loads the window until the editor has found the folders of its file: it reads the file too early now and then. */
  async #foundFolders(entry: string, address: string): Promise<void> {
    const none = this.page.getByText("You have not yet added a folder to the workspace.");
    const found = this.page.getByRole("treeitem", { name: entry });
    for (let attempt = 1; attempt < 6; attempt++) {
      await none.or(found).first().waitFor({ timeout: 60_000 });
      if (await found.first().isVisible()) return;
      await this.page.goto(address);
    }
  }

  /** Opens a window without a folder. */
  static async openNothing(): Promise<Workbench> {
    const workbench = await Workbench.#window("");
    await workbench.page.goto(`${inject("origin")}/?ew=true`);
    await workbench.#up();
    return workbench;
  }

  static async #window(folder: string, timeZone?: string): Promise<Workbench> {
    const browser = await launchChromium();
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...(timeZone !== undefined && { timezoneId: timeZone }),
    });
    return new Workbench(folder, browser, context, await context.newPage());
  }

  /** Loads the window again, as a person does who comes back the next day. */
  async reload(): Promise<void> {
    await this.#remembered();
    await this.page.reload();
    await this.#up();
  }

  /** Waits until the window has written down what it shows: it does so every five seconds, when it is idle. */
  async #remembered(): Promise<void> {
    const before = await this.page.evaluate(storedEditors);
    for (const end = Date.now() + 8000; Date.now() < end; ) {
      await this.page.waitForTimeout(250);
      if ((await this.page.evaluate(storedEditors)) !== before) return;
    }
  }

  async #up(entry?: string): Promise<void> {
    const { page } = this;
    await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
    if (entry !== undefined) await page.getByRole("treeitem", { name: entry }).first().waitFor({ timeout: 60_000 });
    await page.getByRole("tab", { name: "Queryset Explorer" }).first().waitFor({ timeout: 60_000 });
  }

  async close(): Promise<void> {
    await this.#context.close();
    await this.#browser.close();
    if (copies.has(this.folder)) await rm(dirname(this.folder), { recursive: true, force: true });
  }

  /** Runs a command from the palette by its title, with its category in front. */
  async command(title: string): Promise<void> {
    const entry = this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title }).first();
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press("F1");
      try {
        // Another box that is just closing takes the palette along.
        await this.#quickInput.fill(`>Queryset Explorer: ${title}`, { timeout: 5_000 });
        // The palette filters a moment later; Enter before that would run what was listed before.
        await entry.waitFor({ timeout: 5_000 });
        break;
      } catch (error) {
        // The palette lists what was known when it opened: just after a start, not yet an extension's commands.
        if (attempt === 5) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
    await this.page.keyboard.press("Enter");
  }

  /** Asks the editor for completions until one of them is `text`. */
  async suggestion(text: string): Promise<Locator> {
    const entry = this.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: text });
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press("Control+Space");
      try {
        await entry.first().waitFor({ timeout: 5_000 });
        return entry;
      } catch (error) {
        // The same keys fold a list that came up by itself a moment before.
        if (attempt === 5) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  /** Runs a statement through "Run Queryset…". */
  async runQueryset(source: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.command("Run Queryset");
      try {
        await this.page.locator(".quick-input-title", { hasText: "Run Queryset" }).waitFor({ timeout: 10_000 });
        await this.#quickInput.fill(source, { timeout: 5_000 });
        break;
      } catch (error) {
        // A page that is still loading can take the focus, and then the editor closes its input box.
        if (attempt === 3) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
    await this.page.keyboard.press("Enter");
  }

  /** Chooses from a context menu; one that just opened takes no click yet. */
  async choose(on: Locator, command: string | RegExp): Promise<void> {
    await on.click({ button: "right" });
    const entry = this.page.getByRole("menuitem", { name: command, exact: true });
    await entry.waitFor();
    await this.page.waitForTimeout(500);
    await entry.hover();
    await entry.locator(".action-label").click({ delay: 100 });
  }

  /** Shows the extension's view container and returns the tree of one of its views. */
  async view(name: "Models" | "History"): Promise<Locator> {
    const tab = this.page.getByRole("tab", { name: /^Queryset Explorer/ }).first();
    await tab.waitFor();
    const pane = this.page.getByRole("button", { name: new RegExp(`^${name}\\b.* Section$`) });
    for (let attempt = 1; ; attempt++) {
      if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
      try {
        await pane.waitFor({ timeout: 10_000 });
        break;
      } catch (error) {
        // A window that is still coming up opens the container by itself, and the click then folded it away.
        if (attempt === 4) throw error;
      }
    }
    if ((await pane.getAttribute("aria-expanded")) === "false") await pane.click();
    return this.page.getByRole("tree", { name });
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    const entry = this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first();
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press("Control+P");
      await this.#quickInput.waitFor();
      await this.#quickInput.fill(name);
      try {
        await entry.waitFor({ timeout: 5_000 });
        break;
      } catch (error) {
        // The list is of the files that were there when it was opened: one that was just written may come late.
        if (attempt === 5) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
    await this.page.keyboard.press("Enter");
    await this.page.getByRole("tab", { name: new RegExp(`^${name.replaceAll(".", "\\.")}`) }).waitFor();
  }

  /** Keeps a picture in test-results/screenshots. */
  async screenshot(name: string): Promise<void> {
    await mkdir(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }

  get #quickInput(): Locator {
    return this.page.locator(".quick-input-widget:visible input.input").first();
  }
}

/** What the editor's window has written down of its open editors. Runs in the page. */
async function storedEditors(): Promise<string> {
  const asked = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const found: string[] = [];
  for (const { name = "" } of await indexedDB.databases()) {
    if (!name.startsWith("vscode-web-state-db-") || name.endsWith("-global")) continue;
    const database = await asked(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const value = await asked(database.transaction(store).objectStore(store).get("memento/workbench.parts.editor"));
      if (value !== undefined) found.push(String(value));
    }
    database.close();
  }
  return found.join("\n");
}
