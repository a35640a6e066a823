import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type fc from "fast-check";
import { temporaryFolder } from "../../database/temporary";
import { Chance } from "./chance";
import { modelsText } from "./models";
import { insertSql, type Keys, keysOf } from "./rows";
import { type Model, randomModels } from "./schema";
import { randomScript } from "./scripts";
import { createSql } from "./tables";

/** One random database with its models, and statements to run on it. */
export interface World {
  readonly models: readonly Model[];
  readonly text: string;
  readonly sql: string;
  /** Run one after the other. */
  readonly scripts: readonly Script[];
  readonly backend: "native" | "sqljs";
}

/** Statements, and what another program does between their preview and their apply. */
export interface Script {
  readonly lines: readonly string[];
  readonly meanwhile: "nothing" | "untouched" | "touched";
  /** A number for choices that are made when the run is under way. */
  readonly choice: number;
}

/** Scripts for each world: to open a database takes longer than to run some. */
export const SCRIPTS = 4;

/** Makes a world of what fast-check draws. */
export function randomWorld(draw: fc.GeneratorValue): World {
  const chance = new Chance(draw);
  const models = randomModels(chance);
  const keys: Keys = keysOf(models);
  return {
    models,
    text: modelsText(models),
    sql: `${createSql(models)};\n${insertSql(chance, models, keys)}`,
    scripts: chance.times(SCRIPTS, () => ({
      lines: randomScript(chance, models, keys),
      meanwhile: chance.pick(["nothing", "untouched", "touched"] as const),
      choice: chance.int(0, 1000),
    })),
    backend: chance.oneIn(3) ? "sqljs" : "native",
  };
}

/** A Django project on the disk, with its database. */
export interface Project {
  readonly folder: string;
  readonly database: string;
  readonly storage: string;
  remove(): void;
}

/** Writes a world down. Throws where its rows break its own rules: a fault of the generator. */
export function project(world: World): Project {
  const [folder, storage] = [temporaryFolder(), temporaryFolder()];
  mkdirSync(join(folder, "world"));
  writeFileSync(join(folder, "manage.py"), 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n');
  writeFileSync(join(folder, "world/__init__.py"), "");
  writeFileSync(join(folder, "world/models.py"), world.text);
  const named = 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}';
  writeFileSync(
    join(folder, "settings.py"),
    `from pathlib import Path\n\nBASE_DIR = Path(__file__).resolve().parent\nINSTALLED_APPS = ["world"]\nUSE_TZ = True\n${named}\n`,
  );
  const database = join(folder, "db.sqlite3");
  const connection = new DatabaseSync(database);
  try {
    connection.exec(`PRAGMA synchronous = OFF; BEGIN; ${world.sql}; COMMIT`);
    const wrong = connection.prepare("PRAGMA foreign_key_check").all();
    if (wrong.length > 0) throw new Error(`rows point at nothing: ${JSON.stringify(wrong)}`);
  } finally {
    connection.close();
  }
  return {
    folder,
    database,
    storage,
    remove: () => {
      for (const made of [folder, storage]) rmSync(made, { recursive: true, force: true });
    },
  };
}
