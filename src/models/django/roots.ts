import type { Resolver } from "./resolver";
import type { Sources } from "./sources";

/**
 * Folders beside the project's own that imports must start from for its apps to be found: settings add them to
 * `sys.path` in ways that cannot all be followed, so they are known by the apps that lie in them.
 */
export function importRoots(entries: readonly string[], sources: Sources, root: string, resolver: Resolver): string[] {
  const inside = root === "" ? "" : `${root}/`;
  const missing = new Set(
    entries
      .filter((entry) => !entry.startsWith("django."))
      .flatMap((entry) => entry.split(".", 1))
      .filter((top) => top !== "" && !isThere(top, resolver)),
  );
  if (missing.size === 0) return [];
  const found = new Map<string, string>();
  for (const path of sources.paths) {
    const match = /^(?:(.*)\/)?([^/]+)\/(?:__init__|models|apps)\.py$/.exec(path);
    const [, folder = "", name = ""] = match ?? [];
    if (match === null || !missing.has(name) || !path.startsWith(inside) || `${folder}/` === inside) continue;
    const known = found.get(name);
    if (known === undefined || folder.split("/").length < known.split("/").length) found.set(name, folder);
  }
  return [...new Set(found.values())].sort();
}

function isThere(top: string, resolver: Resolver): boolean {
  return (
    resolver.ownModule(top) !== null ||
    resolver.ownModule(`${top}.models`) !== null ||
    resolver.ownModule(`${top}.apps`) !== null
  );
}
