import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPython, pythonEnvironment } from "../django/random/django";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

/** A sample database that we did not make; it lies beside the project, and not everywhere. */
const chinook = join("..", "shared", "data", "chinook", "Chinook_Sqlite.sqlite");
const python = findPython();

/** Workspaces that are not ours, in the VS Code that has nothing but the packaged extension. */
describe.skipIf(!existsSync(chinook))("a database with no code beside it", () => {
  let made: string | null = null;
  let workbench: Workbench | null = null;
  beforeAll(async () => {
    made = await mkdtemp(join(tmpdir(), "queryset-chinook-"));
    await writeFile(join(made, "README.txt"), "A database of a music shop.\n");
    await copyFile(chinook, join(made, "db.sqlite3"));
    workbench = await Workbench.openFolder(made, "README.txt");
  });
  afterAll(async () => {
    await workbench?.close();
    if (made !== null) await rm(made, { recursive: true, force: true });
  });

  it("is browsed, queried over its relations, previewed, written and undone", async () => {
    if (workbench === null) throw new Error("no window");
    const models = await workbench.view("Models");
    await shown(models.getByRole("treeitem", { name: /^Artist, model, 275 rows/ }));
    await workbench.runQueryset('Track.objects.filter(album__artist__name="AC/DC")');
    const { grid } = workbench.panel;
    await eventually(() => grid.getAttribute("aria-rowcount")).toBe("19");
    await workbench.runQueryset('Artist.objects.filter(name="AC/DC").update(name="Acca Dacca")');
    await shown(workbench.panel.table(/^Update .*Artist \(1 row\)/));
    await workbench.panel.button("Apply").click();
    const name = () => sqlite3(made ?? "", "SELECT Name FROM Artist WHERE ArtistId = 1");
    await eventually(name).toBe("Acca Dacca");
    await workbench.panel.button("Undo").click();
    await shown(workbench.panel.button("Apply"));
    await workbench.panel.button("Apply").click();
    await eventually(name).toBe("AC/DC");
    await workbench.screenshot("a database with no code beside it");
  });
});

describe.skipIf(python === null)("a project that Django's own tools made", () => {
  let made: string | null = null;
  let workbench: Workbench | null = null;
  const manage = (...args: readonly string[]): string => {
    const run = spawnSync(python ?? "", args, { cwd: made ?? "", env: pythonEnvironment(), encoding: "utf8" });
    if (run.status !== 0) throw new Error(`${args.join(" ")}: ${run.stderr}`);
    return run.stdout.trim();
  };
  beforeAll(async () => {
    made = await mkdtemp(join(tmpdir(), "queryset-startproject-"));
    manage("-m", "django", "startproject", "shop", ".");
    manage("manage.py", "startapp", "orders");
    const settings = join(made, "shop", "settings.py");
    const text = await readFile(settings, "utf8");
    await writeFile(settings, text.replace("INSTALLED_APPS = [", "INSTALLED_APPS = [\n    'orders',"));
    await writeFile(
      join(made, "orders", "models.py"),
      `from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=40, unique=True)

    def __str__(self):
        return self.name


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    total = models.DecimalField(max_digits=8, decimal_places=2)
    paid = models.BooleanField(default=False)
    placed = models.DateTimeField(auto_now_add=True)
`,
    );
    manage("manage.py", "makemigrations", "orders");
    manage("manage.py", "migrate", "--verbosity", "0");
    const rows = `
from orders.models import Customer, Order
ada, bob = [Customer.objects.create(name=name) for name in ("Ada", "Bob")]
for total in ("10.50", "0.99", "120.00"):
    Order.objects.create(customer=ada, total=total)
Order.objects.create(customer=bob, total="7.00")`;
    manage("manage.py", "shell", "-c", rows);
    workbench = await Workbench.openFolder(made, "manage.py");
  });
  afterAll(async () => {
    await workbench?.close();
    if (made !== null) await rm(made, { recursive: true, force: true });
  });
  const asked = (expression: string): string =>
    manage("manage.py", "shell", "-c", `from orders.models import Customer, Order\nprint(${expression})`)
      .split("\n")
      .at(-1) ?? "";

  it("is read with its migrations applied, and Django sees what was applied and undone here", async () => {
    if (workbench === null) throw new Error("no window");
    const models = await workbench.view("Models");
    await shown(models.getByRole("treeitem", { name: /^Customer, model, 2 rows/ }));
    await shown(models.getByRole("treeitem", { name: /^Order, model, 4 rows/ }));
    await workbench.runQueryset('Order.objects.filter(customer__name="Ada", total__gte=5).order_by("total")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "120.00" }));
    await workbench.runQueryset('Customer.objects.get(name="Ada").delete()');
    await shown(workbench.panel.table("Delete orders.Customer (1 row)"));
    await shown(workbench.panel.table(/^Delete orders\.Order \(3 rows\)/));
    await workbench.screenshot("a project that Django made");
    expect(asked("Order.objects.count()")).toBe("4");
    await workbench.panel.button("Apply").click();
    await eventually(async () => asked("Order.objects.count(), Customer.objects.count()")).toBe("1 1");
    await workbench.panel.button("Undo").click();
    await shown(workbench.panel.button("Apply"));
    await workbench.panel.button("Apply").click();
    await eventually(async () => asked('Customer.objects.get(name="Ada").orders.filter(total="120.00").count()')).toBe(
      "1",
    );
  });
});
