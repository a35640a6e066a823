import { afterAll, afterEach, beforeAll, describe, it } from "vitest";
import { eventually, shown } from "./eventually";
import { twoProjects } from "./projects";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

describe("a window with two folders", () => {
  let workspace: Awaited<ReturnType<typeof twoProjects>> | undefined;
  let workbench: Workbench;
  beforeAll(async () => {
    workspace = await twoProjects();
    workbench = await Workbench.openFolder(workspace.file, "blog");
  });
  afterEach(({ task }) => workbench.screenshot(`two folders ${task.name}`));
  afterAll(async () => {
    await workbench?.close();
    await workspace?.remove();
  });

  const rowOf = (text: string) => workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: text });
  const rows = (project: "blog" | "shop", sql: string) => {
    const file = `${project}/${project}.sqlite3`;
    return eventually(() => sqlite3(workspace?.folder ?? "", sql, file));
  };

  it("is asked which folder's project is meant", async () => {
    const models = await workbench.view("Models");
    await shown(rowOf("blog"));
    await rowOf("shop").click();
    await shown(models.getByRole("treeitem", { name: /^Order, model, 3 rows/ }));
    await shown(workbench.page.getByRole("button", { name: "Database: shop: shop.sqlite3" }));
  });

  it("writes to the database of that folder alone", async () => {
    const { panel } = workbench;
    await workbench.runQueryset('Order.objects.filter(pk=1).update(name="changed")');
    await shown(panel.table("Update shop.Order (1 row)"));
    await panel.button("Apply").click();
    await rows("shop", "SELECT name FROM shop_order WHERE id = 1").toBe("changed");
    await rows("blog", "SELECT group_concat(name) FROM blog_post").toBe("row 1,row 2");
  });

  it("goes on to the other folder, and knows its models alone", async () => {
    await workbench.command("Select Project");
    await rowOf("blog").click();
    const models = await workbench.view("Models");
    await shown(models.getByRole("treeitem", { name: /^Post, model, 2 rows/ }));
    await workbench.runQueryset("Post.objects.all()");
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "row 2" }));
    await workbench.runQueryset("Order.objects.all()");
    await shown(workbench.panel.text("name 'Order' is not defined"));
  });
});
