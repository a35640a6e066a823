import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { APP, MODELS } from "../writes/scenarios";

/** A workspace on disk for the length of some work; gone after it. */
export async function inWorkspace<T>(
  fill: (database: DatabaseSync) => void,
  work: (workspace: { readonly folder: string; readonly database: string; readonly storage: string }) => Promise<T>,
): Promise<T> {
  const made = mkdtempSync(join(tmpdir(), "queryset-reads-"));
  try {
    const folder = join(made, "project");
    const storage = join(made, "storage");
    for (const path of [join(folder, APP), storage]) mkdirSync(path, { recursive: true });
    const named = 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}';
    const settings = `from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent\nINSTALLED_APPS = ["${APP}"]\nUSE_TZ = True\n${named}\n`;
    writeFileSync(join(folder, "settings.py"), settings);
    writeFileSync(join(folder, "manage.py"), 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n');
    writeFileSync(join(folder, APP, "__init__.py"), "");
    writeFileSync(join(folder, APP, "models.py"), MODELS);
    const path = join(folder, "db.sqlite3");
    const database = new DatabaseSync(path);
    fill(database);
    database.close();
    return await work({ folder, database: path, storage });
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
