import type { Resolver } from "./resolver";
import type { PyModule } from "./scope";
import type { Sources } from "./sources";

const NAMED = /DJANGO_SETTINGS_MODULE["']?\s*(?:,|\]\s*=|=|:)\s*["']?([A-Za-z_][\w.]*)["']?/;
const DEFAULT = /DJANGO_SETTINGS_MODULE["'][^\n]*?default\s*=\s*["']([\w.]+)["']/;
const CLASS = /DJANGO_CONFIGURATION["']\s*(?:,|\]\s*=)\s*["'](\w+)["']/;

/** Files that may name the settings module, the most telling first. */
const NAMING = ["manage.py", "pytest.ini", "setup.cfg", "pyproject.toml", "tox.ini", ".env"];

/** The settings module of a project: the one its `manage.py` and kin name, else the nearest file that looks like one. */
export function findSettings(sources: Sources, root: string, resolver: Resolver): PyModule | null {
  const inside = root === "" ? "" : `${root}/`;
  const servers = [...sources.paths]
    .filter((path) => path.startsWith(inside) && /(^|\/)[aw]sgi\.py$/.test(path))
    .sort();
  let named: PyModule | null = null;
  for (const path of [...NAMING.map((name) => `${inside}${name}`), ...servers]) {
    const text = sources.loaded(path)?.text ?? "";
    const name = DEFAULT.exec(text)?.[1] ?? NAMED.exec(text)?.[1];
    const module = name === undefined ? null : resolver.module(name);
    if (module === null || resolver.isInstalled(module)) continue;
    named ??= module;
    if (hasApps(module, resolver, 0)) return module;
  }
  const candidates = [...sources.paths]
    .filter((path) => path.startsWith(inside) && isSettingsPath(path.slice(inside.length)))
    .map((path) => ({ path, module: resolver.module(dotted(path.slice(inside.length))) }))
    .flatMap(({ path, module }) => (module !== null && hasApps(module, resolver, 0) ? [{ path, module }] : []))
    .sort((a, b) => rank(a.path) - rank(b.path) || a.path.length - b.path.length);
  return candidates[0]?.module ?? named;
}

/** The settings class that manage.py names, for django-configurations. */
export function namedConfiguration(sources: Sources, root: string): string | undefined {
  return CLASS.exec(sources.loaded(root === "" ? "manage.py" : `${root}/manage.py`)?.text ?? "")?.[1];
}

function isSettingsPath(path: string): boolean {
  return (
    /(^|\/)(settings(\/\w+)?|\w*settings\w*|config\/\w+)\.py$/.test(path) &&
    !/(^|\/)(app_settings|test\w*)\.py$/.test(path)
  );
}

function dotted(path: string): string {
  return path.replace(/(\/__init__)?\.py$/, "").replaceAll("/", ".");
}

/** Depth first, and of a package the settings people develop with. */
function rank(path: string): number {
  const order = ["__init__", "settings", "dev", "development", "local", "base", "common"];
  const name = path.split("/").at(-1)?.replace(/\.py$/, "") ?? "";
  const place = order.indexOf(name);
  return path.split("/").length * 100 + (place < 0 ? order.length : place);
}

function hasApps(module: PyModule, resolver: Resolver, depth: number): boolean {
  // A glance at the text tells settings from other modules, without parsing them.
  const { text } = module.file;
  if (/\b(INSTALLED_APPS|DATABASES)\b/.test(text)) return true;
  if (!/\bimport\s+\*|\binclude\(/.test(text)) return false;
  if (/\binclude\(/.test(text)) return true;
  return (
    depth < 5 &&
    module.stars.some((star) => {
      const starred = resolver.module(star);
      return starred !== null && starred !== module && hasApps(starred, resolver, depth + 1);
    })
  );
}
