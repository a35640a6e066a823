/** The folder of a path; `""` for one at the top. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** A path from a folder; what climbs out of the workspace keeps its `..`, which no file of it has. An absolute one stays. */
export function joinPath(folder: string, path: string): string {
  if (isAbsolute(path)) return path;
  const root = folder.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return root + parts.join("/");
}

/** Whether a path starts at the file system's root, on any system. */
export function isAbsolute(path: string): boolean {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(path);
}

/** The folders above a file, nearest first, the workspace itself (`""`) last. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = parentOf(path); folder !== ""; folder = parentOf(folder)) folders.push(folder);
  return [...folders, ""];
}
