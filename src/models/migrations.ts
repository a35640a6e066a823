import type { ModelInfo, SourcePlace } from "../protocol/models";

/** A row of `django_migrations`. */
export interface AppliedMigration {
  readonly app: string;
  readonly name: string;
}

/** What the migration files and the database's own record of them say of each other. */
export interface MigrationFacts {
  /** The models, with what was not applied yet among their drift. */
  readonly models: readonly ModelInfo[];
  /** Migrations that were applied, and whose files are gone: for information. */
  readonly notes: readonly { readonly place: SourcePlace; readonly message: string }[];
}

const MIGRATION = /^(?:(.*)\/)?migrations\/([^/]+)\.py$/;

/**
 * Compares migration files, by their names alone, with the rows of `django_migrations`. `applied` is null where the
 * database has no such table. A squashed migration stands for others, and so counts as applied where any of its app is.
 */
export function compareMigrations(
  models: readonly ModelInfo[],
  files: readonly string[],
  applied: readonly AppliedMigration[] | null,
): MigrationFacts {
  if (applied === null) return { models, notes: [] };
  const folders = appFolders(models);
  const byApp = new Map<string, { readonly name: string; readonly file: string }[]>();
  for (const file of files) {
    const [, folder = "", name = ""] = MIGRATION.exec(file) ?? [];
    const app = folders.get(folder);
    if (app === undefined || name === "" || name.startsWith("_")) continue;
    byApp.set(app, [...(byApp.get(app) ?? []), { name, file }]);
  }
  const missing = new Map<string, string>();
  const notes: { place: SourcePlace; message: string }[] = [];
  for (const [app, known] of byApp) {
    const done = new Set(applied.filter((each) => each.app === app).map((each) => each.name));
    const waiting = known
      .map(({ name }) => name)
      .filter((name) => !done.has(name) && !(done.size > 0 && name.includes("squashed")))
      .sort();
    if (waiting.length > 0) missing.set(app, waiting.join(", "));
    const names = new Set(known.map(({ name }) => name));
    const gone = [...done].filter((name) => !names.has(name)).sort();
    const [first] = known;
    if (gone.length > 0 && first !== undefined) {
      const message = `Applied to the database, but no longer in the workspace: ${gone.join(", ")}.`;
      notes.push({ place: { file: first.file, line: 1 }, message });
    }
  }
  const marked = models.map((model): ModelInfo => {
    const names = missing.get(model.app);
    if (names === undefined || model.origin !== "django" || model.autoCreated === true) return model;
    const message = `Migrations of ${model.app} that were not applied: ${names}.`;
    return { ...model, drift: [...model.drift, { kind: "migrationUnapplied", message }] };
  });
  return { models: marked, notes };
}

/** The app of each folder that holds models, `models.py` or a package of them. */
function appFolders(models: readonly ModelInfo[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const { origin, place, app } of models) {
    if (origin !== "django" || place === undefined) continue;
    const folder = place.file.includes("/") ? place.file.slice(0, place.file.lastIndexOf("/")) : "";
    const own = folder.replace(/(^|\/)models(\/.*)?$/, "");
    if (!folders.has(own)) folders.set(own, app);
  }
  return folders;
}
