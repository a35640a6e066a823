import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * A workspace with two projects, `blog` and `shop`, each with an app, a model and a database of its own: in one folder, or
 * as the two folders of a `both.code-workspace` file beside them.
 */
export async function twoProjects(): Promise<{
  readonly folder: string;
  readonly file: string;
  remove(): Promise<void>;
}> {
  const home = await mkdtemp(join(tmpdir(), "queryset-projects-"));
  const folder = join(home, "two-projects");
  await project(folder, "blog", "Post", 2);
  await project(folder, "shop", "Order", 3);
  const file = join(home, "both.code-workspace");
  const folders = ["blog", "shop"].map((name) => ({ path: `two-projects/${name}` }));
  await writeFile(file, JSON.stringify({ folders }));
  return { folder, file, remove: () => rm(home, { recursive: true, force: true }) };
}

async function project(folder: string, app: string, model: string, rows: number): Promise<void> {
  const at = join(folder, app);
  await mkdir(join(at, app), { recursive: true });
  await writeFile(join(at, "manage.py"), 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n');
  const database = `DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "${app}.sqlite3"}}`;
  await writeFile(join(at, "settings.py"), `INSTALLED_APPS = ["${app}"]\n${database}\n`);
  await writeFile(join(at, app, "__init__.py"), "");
  const code = `from django.db import models\n\n\nclass ${model}(models.Model):\n    name = models.TextField()\n`;
  await writeFile(join(at, app, "models.py"), code);
  const table = `${app}_${model.toLowerCase()}`;
  const values = Array.from({ length: rows }, (_, row) => `(${row + 1}, 'row ${row + 1}')`).join(", ");
  const sql = `CREATE TABLE ${table} (id integer PRIMARY KEY, name text NOT NULL); INSERT INTO ${table} VALUES ${values};`;
  const script =
    "const { DatabaseSync } = require('node:sqlite'); new DatabaseSync(process.argv[1]).exec(process.argv[2])";
  await run(process.execPath, ["--no-warnings", "-e", script, join(at, `${app}.sqlite3`), sql]);
}
