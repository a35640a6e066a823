import type { EntityDraft } from "./drafts";
import { parentOf } from "./paths";

/** Folders that say what lies in them, not what it is about. */
const GENERIC = new Set(
  (
    "src lib source sources server entity entities model models schema schemas database databases db orm typeorm data dao " +
    "persistence infrastructure domain domains core modules features apps packages libs dist"
  ).split(" "),
);

/**
 * The app label of each entity: the nearest folder above it that is about something (`users` for
 * `src/users/entities/user.entity.ts`), else the package's name. Entities of one name in one app get the folders
 * above it too. `packages` are names by the folder of their package.json; `fallback` is the workspace's name.
 */
export function labelEntities(
  entities: readonly EntityDraft[],
  packages: ReadonlyMap<string, string>,
  fallback: string,
): ReadonlyMap<EntityDraft, string> {
  const apps = new Map<EntityDraft, string>();
  const used = new Set<string>();
  for (const entity of [...entities].sort((a, b) => (a.place.file < b.place.file ? -1 : 1))) {
    const choices = labelsFor(entity.place.file, packages, fallback);
    const label = (app: string) => `${app}.${entity.name}`.toLowerCase();
    let app = choices.find((choice) => !used.has(label(choice)));
    for (let number = 2; app === undefined; number++) {
      const candidate = `${choices[0] ?? "main"}_${number}`;
      if (!used.has(label(candidate))) app = candidate;
    }
    used.add(label(app));
    apps.set(entity, app);
  }
  return apps;
}

/** Labels for a file, best first: the nearest telling folder, then with those above it. */
function labelsFor(file: string, packages: ReadonlyMap<string, string>, fallback: string): string[] {
  const labels: string[] = [];
  const telling: string[] = [];
  for (let folder = parentOf(file); ; folder = parentOf(folder)) {
    const own = packages.get(folder);
    const name = own ?? (folder === "" ? fallback : folder.slice(folder.lastIndexOf("/") + 1));
    if (own !== undefined || folder === "" || !GENERIC.has(name.toLowerCase())) {
      telling.unshift(identifier(name));
      labels.push(telling.join("_"));
    }
    if (folder === "" || own !== undefined) return labels;
  }
}

/** A name as a Python identifier: `@shop/web-api` as `web_api`. */
function identifier(name: string): string {
  const plain = name
    .slice(name.lastIndexOf("/") + 1)
    .replace(/\W/g, "_")
    .replace(/^_+|_+$/g, "");
  if (plain === "") return "main";
  return /^\d/.test(plain) ? `app_${plain}` : plain;
}
