import { raise } from "./exceptions";
import { PyModule, PyObject, type Runtime, type Value } from "./objects";
import { placed } from "./places";
import type { Scope } from "./scope";
import { closest } from "./suggest";
import type { Import, ImportFrom } from "./tree";

/** Where modules come from. */
export interface Modules {
  /** A module by its dotted name; undefined where there is none. */
  module(name: string): Value | undefined;
  /** Names of the modules there are, for messages. */
  moduleNames?(): Iterable<string>;
}

/** Runs an import statement. Throws ModuleNotFoundError and ImportError in Python's words. */
export function importInto(node: Import | ImportFrom, scope: Scope, modules: Modules, runtime: Runtime): void {
  if (node.type === "Import") {
    for (const name of node.names) {
      const module = moduleOf(name.name, modules);
      if (name.as) scope.set(name.as, module);
      else {
        const root = name.name.split(".")[0] as string;
        scope.set(root, modules.module(root) ?? packageOf(root, name.name, module, scope));
      }
    }
    return;
  }
  const module = moduleOf(".".repeat(node.level) + node.module, modules);
  for (const name of node.names) {
    if (name.name === "*") {
      if (module instanceof PyModule)
        for (const [key, value] of module.members) if (!key.startsWith("_")) scope.set(key, value);
      continue;
    }
    const inner = module instanceof PyObject ? module.attribute(name.name, runtime) : undefined;
    const value = inner ?? modules.module(`${node.module}.${name.name}`);
    if (value === undefined || value instanceof Promise) {
      const known = module instanceof PyModule ? [...module.members.keys()] : [];
      const guess = closest(name.name, known);
      throw placed(
        raise("ImportError", `cannot import name '${name.name}' from '${node.module}'`, {
          hint: guess
            ? `Did you mean \`${guess}\`?`
            : known.length > 0
              ? `Scripts can import from it: ${known
                  .filter((each) => !each.startsWith("_"))
                  .sort()
                  .slice(0, 40)
                  .join(", ")}.`
              : "Scripts have only part of this module.",
        }),
        name,
      );
    }
    scope.set(name.as ?? name.name, value);
  }
}

/** `import a.b` binds `a`, which then has `b` in it, and what was imported of it before. */
function packageOf(root: string, path: string, module: Value, scope: Scope): Value {
  const known = scope.names.get(root);
  const members = new Map(known instanceof PyModule && known.name === root ? known.members : []);
  const [, first = "", ...rest] = path.split(".");
  members.set(first, rest.length === 0 ? module : packageIn(`${root}.${first}`, rest, module));
  return new PyModule(root, members);
}

function packageIn(name: string, [first = "", ...rest]: readonly string[], module: Value): Value {
  const inner = rest.length === 0 ? module : packageIn(`${name}.${first}`, rest, module);
  return new PyModule(name, new Map([[first, inner]]));
}

function moduleOf(name: string, modules: Modules): Value {
  const module = modules.module(name);
  if (module !== undefined) return module;
  const known = [...(modules.moduleNames?.() ?? [])];
  const guess = closest(name, known);
  const plain = known.filter((each) => !each.includes(".")).sort();
  const django = known.some((each) => each.startsWith("django.")) ? ", Django's query API" : "";
  throw raise("ModuleNotFoundError", `No module named '${name}'`, {
    hint: guess
      ? `Did you mean \`${guess}\`?`
      : `Scripts can import the workspace's models${django} and ${plain.join(", ")}. Nothing else of Python or of the workspace is run here.`,
  });
}
