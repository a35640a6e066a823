import { type AppInfo, appOf, installedApp } from "./apps";
import type { Evaluator } from "./evaluate";
import type { Resolver } from "./resolver";
import type { Settings } from "./settings";
import type { Sources } from "./sources";

/** The apps of INSTALLED_APPS; where no settings say, every folder that has models. */
export function installedApps(
  settings: Settings,
  sources: Sources,
  workspace: string,
  root: string,
  resolver: Resolver,
  evaluator: Evaluator,
): AppInfo[] {
  const { installedApps: entries } = settings.info;
  if (entries.length > 0) return entries.flatMap((entry) => installedApp(entry, resolver, evaluator) ?? []);
  const apps: AppInfo[] = [];
  for (const path of [...sources.paths].sort()) {
    const match = /^(?:(.*)\/)?models(?:\/__init__)?\.py$/.exec(path);
    if (match === null) continue;
    const folder = match[1] ?? "";
    const relative = root === "" ? folder : folder.slice(root.length + 1);
    const label = (folder === "" ? workspace : folder).split("/").at(-1)?.replace(/\W/g, "_") ?? "main";
    apps.push(appOf(relative.replaceAll("/", "."), label, undefined, resolver));
  }
  // Without settings, what models import of Django's own is installed too.
  const contrib = ["django.contrib.contenttypes", "django.contrib.auth"].filter((name) =>
    [...sources.paths].some((path) => sources.loaded(path)?.text.includes(name)),
  );
  return [...contrib.map((name) => appOf(name, name.split(".").at(-1) ?? name, undefined, resolver)), ...apps];
}
