import { foldersAbove, parentOf } from "./paths";

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|`([^`]*)`|([^\n#]*))/gm;

/**
 * Values of the environment that `.env` files give, the file nearest to the code first, `.env` before the variants of
 * it. The environment this program runs in is the person's own, and not looked into.
 */
export function environmentOf(texts: ReadonlyMap<string, string>): (name: string, file: string) => string | undefined {
  const byFolder = new Map<string, Map<string, string>>();
  for (const path of [...texts.keys()].sort()) {
    const folder = parentOf(path);
    const values = byFolder.get(folder) ?? new Map<string, string>();
    for (const [name, value] of assignments(texts.get(path) ?? "")) if (!values.has(name)) values.set(name, value);
    byFolder.set(folder, values);
  }
  return (name, file) => {
    for (const folder of foldersAbove(file)) {
      const value = byFolder.get(folder)?.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

function assignments(text: string): [string, string][] {
  const found = new Map<string, string>();
  for (const [, name = "", double, single, tick, plain] of text.matchAll(ASSIGNMENT)) {
    const value = double?.replace(/\\n/g, "\n").replace(/\\(.)/g, "$1") ?? single ?? tick ?? plain?.trim() ?? "";
    // `$NAME` stands for a value before it.
    const filled =
      single === undefined ? value.replace(/\$\{?(\w+)\}?/g, (all, other) => found.get(other) ?? all) : value;
    found.set(name, filled);
  }
  return [...found];
}
