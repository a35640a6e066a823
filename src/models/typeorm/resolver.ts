import type { SyntaxNode } from "@lezer/common";
import type { ScriptClass } from "./classes";
import { type Imported, ScriptModule } from "./module";
import { joinPath, parentOf } from "./paths";
import { ScriptFile } from "./source";
import type { PathAliases } from "./tsconfig";

/** What a name stands for. */
export type Binding =
  | { readonly kind: "class"; readonly cls: ScriptClass }
  | { readonly kind: "enum" | "value" | "type"; readonly node: SyntaxNode; readonly module: ScriptModule }
  | { readonly kind: "module"; readonly module: ScriptModule }
  /** Of a package, or of a file that is not in the workspace. */
  | { readonly kind: "outside"; readonly specifier: string; readonly name: string };

const EXTENSIONS = ["", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".tsx", ".jsx"];

/** Finds what names mean across the workspace's files, which are parsed when they are first asked for. */
export class Resolver {
  readonly #modules = new Map<string, ScriptModule>();

  constructor(
    readonly sources: ReadonlyMap<string, string>,
    readonly aliases: PathAliases,
  ) {}

  /** The module in a file; null where there is no such source. */
  module(path: string): ScriptModule | null {
    const known = this.#modules.get(path);
    if (known !== undefined) return known;
    const text = this.sources.get(path);
    if (text === undefined) return null;
    const made = new ScriptModule(new ScriptFile(path, text));
    this.#modules.set(path, made);
    return made;
  }

  /** A name as a module's own code sees it; null where nothing tells. */
  lookup(module: ScriptModule, name: string): Binding | null {
    return this.#local(module, name, new Set());
  }

  /** What a module exports under a name. */
  exported(module: ScriptModule, name: string): Binding | null {
    return this.#exported(module, name, new Set());
  }

  #local(module: ScriptModule, name: string, seen: Set<string>): Binding | null {
    const cls = module.classes.get(name);
    if (cls !== undefined) return { kind: "class", cls };
    const enumeration = module.enums.get(name);
    if (enumeration !== undefined) return { kind: "enum", node: enumeration, module };
    const value = module.values.get(name);
    if (value !== undefined) return { kind: "value", node: value, module };
    const type = module.types.get(name);
    if (type !== undefined) return { kind: "type", node: type, module };
    const imported = module.imports.get(name);
    return imported === undefined ? null : this.#imported(module, imported, seen);
  }

  #imported(module: ScriptModule, { specifier, name }: Imported, seen: Set<string>): Binding | null {
    const from = this.#resolve(module.path, specifier);
    if (from === null) return { kind: "outside", specifier, name };
    return name === "*" ? { kind: "module", module: from } : this.#exported(from, name, seen);
  }

  #exported(module: ScriptModule, name: string, seen: Set<string>): Binding | null {
    const key = `${module.path}\n${name}`;
    // Files may import each other in circles.
    if (seen.has(key)) return null;
    seen.add(key);
    const own = module.exports.get(name);
    if (typeof own === "string") return this.#local(module, own, seen);
    if (own !== undefined && "specifier" in own) return this.#imported(module, own, seen);
    if (own !== undefined) return { kind: "value", node: own, module };
    let outside: Binding | null = null;
    for (const specifier of module.stars) {
      const from = this.#resolve(module.path, specifier);
      if (from === null) {
        outside ??= { kind: "outside", specifier, name };
        continue;
      }
      const found = this.#exported(from, name, seen);
      if (found !== null && found.kind !== "outside") return found;
      outside ??= found;
    }
    return outside;
  }

  #resolve(from: string, specifier: string): ScriptModule | null {
    const bases = specifier.startsWith(".")
      ? [joinPath(parentOf(from), specifier)]
      : specifier.startsWith("/")
        ? []
        : this.aliases.candidates(from, specifier);
    for (const base of bases) {
      const path = this.#file(base);
      if (path !== null) return this.module(path);
    }
    return null;
  }

  #file(base: string): string | null {
    // Sources name the file they become (`./user.js` for user.ts).
    const stem = base.replace(/\.([mc]?)js$/, "");
    const direct = EXTENSIONS.map((extension) => base + extension);
    const compiled = stem === base ? [] : [`${stem}.ts`, `${stem}.mts`, `${stem}.cts`];
    const index = EXTENSIONS.slice(1).map((extension) => `${base === "" ? "" : `${base}/`}index${extension}`);
    return [...direct, ...compiled, ...index].find((path) => this.sources.has(path)) ?? null;
  }
}
