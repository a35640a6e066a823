import { builtinModules } from "node:module";
import { posix } from "node:path";
import { findImports, type ImportFound } from "./imports";
import { law, roomOf } from "./law";

/** Source texts by path relative to the repository, with `/`. */
export type Sources = ReadonlyMap<string, string>;

interface Edge extends ImportFound {
  readonly from: string;
  /** The file it leads to; absent for packages and for files that do not exist. */
  readonly to: string | undefined;
}

/** Everything about `sources` that the import law forbids, each in one readable line. */
export function violations(sources: Sources): string[] {
  const edges = [...sources].flatMap(([file, text]) =>
    findImports(text).map((found): Edge => ({ ...found, from: file, to: resolve(file, found.specifier, sources) })),
  );
  return [...edges.flatMap((edge) => breach(edge) ?? []), ...cycles(edges)];
}

/** Why one import is not allowed, or undefined. */
function breach(edge: Edge): string | undefined {
  const place = `${edge.from}:${edge.line}`;
  const room = roomOf(edge.from);
  const rule = Object.hasOwn(law, room) ? law[room] : undefined;
  if (rule === undefined) return `${place} lies in "${room}", which the import law does not know.`;
  const { specifier } = edge;
  if (specifier.startsWith(".")) {
    if (isAsset(specifier)) return undefined;
    if (edge.to === undefined) return `${place} imports "${specifier}", which is no file of ours.`;
    const target = roomOf(edge.to);
    if (target === room || rule.folders.includes(target)) return undefined;
    return `${place} imports ${edge.to}: ${room} must not import ${target}.`;
  }
  if (isBuiltin(specifier)) {
    return rule.node ? undefined : `${place} imports "${specifier}": Node's own modules have no place in ${room}.`;
  }
  const allowed = rule.outside.some((name) =>
    name.endsWith("/") ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`),
  );
  return allowed ? undefined : `${place} imports "${specifier}": ${room} must not use that package.`;
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith("node:") || builtinModules.includes(specifier);
}

function isAsset(specifier: string): boolean {
  return /\.(css|svg|json|wasm)$/.test(specifier);
}

function resolve(from: string, specifier: string, sources: Sources): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const path = posix.normalize(posix.join(posix.dirname(from), specifier));
  const candidates = [path, `${path}.ts`, path.replace(/\.js$/, ".ts"), `${path}/index.ts`];
  return candidates.find((candidate) => sources.has(candidate));
}

/** Cycles of imports that run when a file loads, one line for each strongly connected group of files. */
function cycles(edges: readonly Edge[]): string[] {
  const next = new Map<string, string[]>();
  for (const { kind, from, to } of edges) {
    if (kind === "value" && to !== undefined) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const lines: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      lines.push(`Import cycle: ${[...trail.slice(start), file].join(" → ")}.`);
      return;
    }
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of [...next.keys()].sort()) visit(file, []);
  return lines;
}
