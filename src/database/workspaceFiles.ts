import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { WorkspaceFiles } from "../models/workspaceFiles";

/** Folders that hold what others wrote, or what programs made. */
const SKIPPED = new Set([
  "node_modules",
  "__pycache__",
  "site-packages",
  "bower_components",
  "dist-packages",
  ".git",
  ".hg",
  ".svn",
  ".tox",
  ".nox",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".venv",
  ".vscode-test",
  ".eggs",
]);

/** How much is read before it must be something else than a project. */
export interface WorkspaceLimits {
  readonly files?: number;
  readonly depth?: number;
  /** Bytes of one file. */
  readonly size?: number;
}

/** A folder on disk as the readers see it. Virtual environments are passed over; `environments` says where they are. */
export function nodeWorkspaceFiles(folder: string, limits: WorkspaceLimits = {}): WorkspaceFiles {
  const { files = 50_000, depth = 24, size = 10_000_000 } = limits;
  let walked: Promise<Walked> | null = null;
  return {
    name: basename(folder),
    list: async () => {
      walked = walk(folder, files, depth);
      return (await walked).files;
    },
    environments: async () => (await (walked ?? walk(folder, files, depth))).environments,
    read: async (path) => {
      const full = join(folder, path);
      const { size: bytes } = await stat(full);
      if (bytes > size) throw new Error(`${path} is too large to be source text (${bytes} bytes)`);
      return readFile(full, "utf8");
    },
  };
}

/** Level by level, so that where there is too much, what lies deepest is left out. */
async function walk(folder: string, limit: number, depth: number): Promise<Walked> {
  const found: string[] = [];
  const environments: string[] = [];
  const seen = new Set<string>();
  let level = [""];
  for (let at = 0; at <= depth && level.length > 0 && found.length < limit; at++) {
    const next: string[] = [];
    for (const inside of level) {
      const entries = await listFolder(join(folder, inside), seen);
      for (const { name, isFolder } of entries) {
        const path = inside === "" ? name : `${inside}/${name}`;
        if (isFolder && mayHoldPackages(name)) environments.push(...(await installedPackages(folder, path)));
        if (!isFolder) found.push(path);
        else if (!SKIPPED.has(name)) next.push(path);
      }
    }
    level = next;
  }
  return { files: found.slice(0, limit).sort(), environments };
}

interface Walked {
  readonly files: readonly string[];
  readonly environments: readonly string[];
}

/** A name that says nothing about it is a virtual environment's where it has `pyvenv.cfg`, which `installedPackages` finds. */
function mayHoldPackages(name: string): boolean {
  return !/^(node_modules|__pycache__|\.git|\.hg|\.svn|src|lib|static|templates|docs)$/.test(name);
}

/** `lib/python3.12/site-packages` of a virtual environment, `Lib/site-packages` on Windows. */
async function installedPackages(root: string, folder: string): Promise<string[]> {
  const versions = await names(join(root, folder, "lib"));
  const candidates = [
    ...versions.filter((name) => /^(python|pypy)\d/.test(name)).map((name) => `${folder}/lib/${name}/site-packages`),
    `${folder}/Lib/site-packages`,
  ];
  const there = await Promise.all(
    candidates.map(async (path) => ((await names(join(root, path))).length > 0 ? [path] : [])),
  );
  return there.flat();
}

async function names(path: string): Promise<readonly string[]> {
  return readdir(path).catch(() => []);
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** A folder's entries; nothing for one that was listed before (links may lead in circles), or is not ours to read. */
async function listFolder(path: string, seen: Set<string>): Promise<readonly Entry[]> {
  try {
    const real = await realpath(path);
    if (seen.has(real)) return [];
    seen.add(real);
    const entries = await readdir(path, { withFileTypes: true });
    if (entries.some((entry) => entry.name === "pyvenv.cfg")) return [];
    const listed = await Promise.all(
      entries.map(async (entry): Promise<Entry[]> => {
        if (entry.isDirectory()) return [{ name: entry.name, isFolder: true }];
        if (entry.isFile()) return [{ name: entry.name, isFolder: false }];
        if (!entry.isSymbolicLink()) return [];
        const target = await stat(join(path, entry.name)).catch(() => null);
        if (target?.isDirectory()) return [{ name: entry.name, isFolder: true }];
        return target?.isFile() ? [{ name: entry.name, isFolder: false }] : [];
      }),
    );
    return listed.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
