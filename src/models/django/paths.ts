/** A path made of `Path(__file__)` and its kin, relative to the workspace. */
export class PathValue {
  constructor(readonly path: string) {}
}

/** `.parent` of a path inside the workspace; the workspace's own parent stays `..`, which no file is in. */
export function parentPath(value: PathValue): PathValue {
  if (value.path === "" || value.path.endsWith(".."))
    return new PathValue(value.path === "" ? ".." : `${value.path}/..`);
  const slash = value.path.lastIndexOf("/");
  return new PathValue(slash < 0 ? "" : slash === 0 ? "/" : value.path.slice(0, slash));
}

export function joinPath(value: PathValue, part: string): PathValue {
  if (part.startsWith("/")) return new PathValue(part);
  const parts = value.path === "" ? [] : value.path.split("/");
  for (const piece of part.split("/")) {
    if (piece === "" || piece === ".") continue;
    if (piece === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(piece);
  }
  return new PathValue(parts.join("/"));
}
