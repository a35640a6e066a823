import type { Resolver } from "./resolver";
import type { PyModule } from "./scope";
import type { Sources } from "./sources";

const NAMED = /DJANGO_SETTINGS_MODULE["']\s*(?:,|\]\s*=)\s*["']([\w.]+)["']/;

/** The settings module of a project: the one its `manage.py` names, else the nearest file that looks like one. */
export function findSettings(sources: Sources, root: string, resolver: Resolver): PyModule | null {
  const inside = root === "" ? "" : `${root}/`;
  const named = NAMED.exec(sources.loaded(`${inside}manage.py`)?.text ?? "")?.[1];
  const module = named === undefined ? null : resolver.module(named);
  if (module !== null) return module;
  const candidates = [...sources.paths]
    .filter((path) => path.startsWith(inside) && /(^|\/)settings(\/\w+)?\.py$/.test(path))
    .map((path) => ({ path, module: resolver.module(dotted(path.slice(inside.length))) }))
    .flatMap(({ path, module: found }) => (found !== null && hasApps(found, resolver, 0) ? [{ path, found }] : []))
    .sort((a, b) => rank(a.path) - rank(b.path) || a.path.length - b.path.length);
  return candidates[0]?.found ?? null;
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
  if (module.get("INSTALLED_APPS") !== undefined || module.get("DATABASES") !== undefined) return true;
  return (
    depth < 5 &&
    module.stars.some((star) => {
      const starred = resolver.module(star);
      return starred !== null && starred !== module && hasApps(starred, resolver, depth + 1);
    })
  );
}
