import type { WorkspaceFiles } from "../workspaceFiles";
import type { DjangoProject } from "./read";
import { DjangoReader } from "./reader";

export type { DjangoProject } from "./read";

/** The folders that hold a project of their own: those with a `manage.py`, else the workspace itself. */
export async function findProjects(files: WorkspaceFiles): Promise<readonly string[]> {
  const paths = await files.list();
  const roots = paths
    // What is installed is nobody's project.
    .filter((path) => /(^|\/)manage\.py$/.test(path) && !/(^|\/)(site|dist)-packages\//.test(path))
    .map((path) => path.replace(/\/?manage\.py$/, ""));
  return roots.length > 0 ? roots.sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1)) : [""];
}

/**
 * Reads one Django project once, without running any of it. `root` is its folder, `""` for the workspace itself. To
 * follow a project while it is edited, keep a `DjangoReader`.
 */
export function readProject(files: WorkspaceFiles, root: string): Promise<DjangoProject> {
  return new DjangoReader(files, root).read();
}
