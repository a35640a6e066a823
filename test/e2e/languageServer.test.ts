import { readdir, readFile, readlink } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { eventually, shown } from "./eventually";
import { Workbench } from "./workbench";

describe("the language server", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.view("Models");
    await workbench.openFile("1-reading.queryset");
  });
  afterEach(({ task }) => workbench.screenshot(`language ${task.name}`));
  afterAll(() => workbench?.close());

  /** The process of the server, as this VS Code's extension started it last; undefined while there is none. */
  async function server(): Promise<number | undefined> {
    const found: number[] = [];
    for (const pid of await readdir("/proc")) {
      if (!/^\d+$/.test(pid)) continue;
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      const isOurs = command.includes(inject("home")) && /dist\/server\.js\0/.test(command);
      // One that was killed stays in the list until its parent has looked at it.
      if (isOurs && (await readlink(`/proc/${pid}/exe`).catch(() => "")) !== "") found.push(Number(pid));
    }
    return Math.max(...found, 0) || undefined;
  }

  const notice = () =>
    workbench.page
      .locator(".notification-toast")
      .filter({ hasText: "The language server of Queryset Explorer ended unexpectedly and was started again." });

  /** Types the start of a method into a new line at the end of the script, and takes it away again. */
  async function completes(): Promise<void> {
    const { page } = workbench;
    const { keyboard } = page;
    await page.locator(".monaco-editor .view-line").first().click();
    await keyboard.press("Control+End");
    await keyboard.type("\nAlbum.objects.exc");
    await shown(await workbench.suggestion("exclude"));
    await keyboard.press("Escape");
    for (let i = 0; i < "\nAlbum.objects.exc".length; i++) await keyboard.press("Backspace");
  }

  it("is started again when it is killed, and knows the models as before", async () => {
    await completes();
    const first = await server();
    if (first === undefined) throw new Error("No language server is running.");
    process.kill(first, "SIGKILL");
    await shown(notice());
    await eventually(async () => (await server()) !== undefined && (await server()) !== first).toBe(true);
    await completes();
  });

  it("says so once", async () => {
    await workbench.page.locator(".notification-toast").first().hover();
    await workbench.page
      .getByRole("button", { name: /^Clear Notification/ })
      .first()
      .click();
    await eventually(() => notice().count()).toBe(0);
    const second = await server();
    if (second === undefined) throw new Error("No language server is running.");
    process.kill(second, "SIGKILL");
    await eventually(async () => (await server()) !== undefined && (await server()) !== second).toBe(true);
    await completes();
    expect(await notice().count()).toBe(0);
  });
});
