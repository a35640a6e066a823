import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { WorkspaceFiles } from "./workspace";

const skipped = new Set(["node_modules", "__pycache__", "site-packages", "venv", "env", "dist", "build"]);
const most = 5000;
const largest = 1_000_000;

/** The workspace on disk. Folders of packages and hidden ones are passed over. */
export const nodeFiles: WorkspaceFiles = {
  async list(folder) {
    const found: string[] = [];
    const waiting = [fileURLToPath(folder)];
    for (let at = waiting.pop(); at !== undefined && found.length < most; at = waiting.pop()) {
      const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        if (entry.isDirectory() && !skipped.has(entry.name) && !entry.name.startsWith(".")) {
          waiting.push(join(at, entry.name));
        } else if (entry.isFile() && /\.(queryset|py)$/.test(entry.name)) {
          found.push(pathToFileURL(join(at, entry.name)).href);
        }
      }
    }
    return found;
  },
  async read(uri) {
    try {
      const path = fileURLToPath(uri);
      return (await stat(path)).size > largest ? undefined : await readFile(path, "utf8");
    } catch {
      // Deleted since it was listed, or not ours to read.
      return undefined;
    }
  },
};
