import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { projectChoices } from "../../../src/engine/projects";
import { temporaryFolder } from "../database/temporary";
import { newEngine } from "./music";

const databases = (name: string) =>
  `DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ${name}}}\n`;

/** A project with one app of its own name, and one model in it. */
function project(folder: string, app: string, name: string): void {
  const at = join(folder, app);
  mkdirSync(join(at, app), { recursive: true });
  writeFileSync(join(at, "manage.py"), `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n`);
  writeFileSync(join(at, "settings.py"), `INSTALLED_APPS = ["${app}"]\n${databases(name)}`);
  writeFileSync(join(at, app, "__init__.py"), "");
  writeFileSync(
    join(at, app, "models.py"),
    "from django.db import models\nclass Thing(models.Model):\n    name = models.TextField()\n",
  );
  const database = new DatabaseSync(join(at, `${app}.sqlite3`));
  database.exec(`CREATE TABLE ${app}_thing (id integer PRIMARY KEY, name text NOT NULL)`);
  database.close();
}

describe("several projects in one workspace", () => {
  it("are told apart by their folder, settings and database", async () => {
    const folder = temporaryFolder();
    project(folder, "shop", '"shop.sqlite3"');
    project(folder, "blog", '"blog.sqlite3"');
    expect(await projectChoices(folder)).toEqual([
      { root: "blog", isDjango: true, settings: "blog/settings.py", database: "blog/blog.sqlite3" },
      { root: "shop", isDjango: true, settings: "shop/settings.py", database: "shop/shop.sqlite3" },
    ]);
  });

  it("each have their own models and database", async () => {
    const folder = temporaryFolder();
    project(folder, "shop", '"shop.sqlite3"');
    project(folder, "blog", '"blog.sqlite3"');
    for (const name of ["shop", "blog"]) {
      const opened = await newEngine().open({ workspace: folder, project: name, storage: temporaryFolder() });
      expect(opened.project.models.map(({ label }) => label)).toEqual([`${name}.Thing`]);
      expect(opened.database.location).toBe(`${name}/${name}.sqlite3`);
      expect(opened.candidates.map(({ label }) => label)).toEqual([`${name}/${name}.sqlite3`]);
      expect(opened.projects).toEqual(["blog", "shop"]);
    }
  });

  it("fail with the names of those that are there", async () => {
    const folder = temporaryFolder();
    project(folder, "shop", '"shop.sqlite3"');
    const open = newEngine().open({ workspace: folder, project: "nowhere", storage: temporaryFolder() });
    await expect(open).rejects.toMatchObject({ code: "ConnectionFailed", hint: "The projects here are: shop." });
  });
});

describe("settings that do not say which database", () => {
  it("are asked about, not guessed past, until the person has chosen", async () => {
    const folder = temporaryFolder();
    project(folder, "shop", "find_it_out()");
    const request = { workspace: folder, storage: temporaryFolder() };
    await expect(newEngine().open(request)).rejects.toMatchObject({
      code: "ImproperlyConfigured",
      message: expect.stringContaining('shop/settings.py does not say which database to open: DATABASES["default"]'),
    });
    const opened = await newEngine().open({ ...request, database: "shop/shop.sqlite3" });
    expect(opened.database.name).toBe("shop.sqlite3");
  });

  it("need no question where .env says it", async () => {
    const folder = temporaryFolder();
    project(folder, "shop", "find_it_out()");
    writeFileSync(join(folder, "shop/.env"), `DATABASE_URL=sqlite:///${join(folder, "shop/shop.sqlite3")}\n`);
    const opened = await newEngine().open({ workspace: folder, storage: temporaryFolder() });
    expect(opened.database.name).toBe("shop.sqlite3");
  });
});
