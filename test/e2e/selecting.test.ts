import { afterAll, beforeAll, describe, it } from "vitest";
import { shown } from "./eventually";
import { twoProjects } from "./projects";
import { Workbench } from "./workbench";

describe("a workspace with two projects", () => {
  let workspace: Awaited<ReturnType<typeof twoProjects>>;
  let workbench: Workbench;
  beforeAll(async () => {
    workspace = await twoProjects();
    workbench = await Workbench.openFolder(workspace.folder, "blog");
  });
  afterAll(async () => {
    await workbench?.close();
    await workspace?.remove();
  });

  const rowOf = (text: string) => workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: text });

  it("asks which one is meant, with its settings and its database", async () => {
    const models = await workbench.view("Models");
    await shown(rowOf("blog/settings.py"));
    await shown(rowOf("shop/shop.sqlite3"));
    await workbench.screenshot("selecting a project");
    await rowOf("shop").click();
    await shown(models.getByRole("treeitem", { name: /^Order, model, 3 rows/ }));
    await shown(workbench.page.getByRole("button", { name: "Database: shop: shop.sqlite3" }));
  });

  it("remembers it, and asks no more", async () => {
    await workbench.reload();
    const models = await workbench.view("Models");
    await shown(models.getByRole("treeitem", { name: /^Order, model, 3 rows/ }));
  });

  it("changes to another one", async () => {
    await workbench.command("Select Project");
    await shown(rowOf("open now"));
    await rowOf("blog/settings.py").click();
    const models = await workbench.view("Models");
    await shown(models.getByRole("treeitem", { name: /^Post, model, 2 rows/ }));
  });
});
