import { type Evaluated, UNKNOWN } from "./constant";
import { joinPath, PathValue, parentPath } from "./paths";

/** `.parent`, `.parents` and `.name` of a path. */
export function pathAttribute(value: PathValue, name: string): Evaluated {
  if (name === "parent") return parentPath(value);
  const last = value.path.split("/").at(-1) ?? "";
  if (name === "name") return last;
  if (name === "stem") return last.replace(/\.[^.]*$/, "");
  if (name !== "parents") return UNKNOWN;
  const parents: PathValue[] = [];
  for (let at = value; at.path !== "" && parents.length < 60; ) {
    at = parentPath(at);
    parents.push(at);
  }
  return parents;
}

/** A path's methods; `base("sub")` of django-environ's paths is not among them. */
export function pathMethod(value: PathValue, name: string, args: readonly Evaluated[]): Evaluated {
  if (name === "resolve" || name === "absolute" || name === "as_posix" || name === "expanduser") return value;
  if (name === "path" || name === "joinpath") return osPath("join", [value, ...args]);
  return UNKNOWN;
}

/** The functions of `os.path`. */
export function osPath(name: string, values: readonly Evaluated[]): Evaluated {
  const [first, ...rest] = values;
  const base = typeof first === "string" ? joinPath(new PathValue(""), first) : first;
  if (!(base instanceof PathValue)) return UNKNOWN;
  if (name === "dirname") return parentPath(base);
  if (name === "basename") return base.path.split("/").at(-1) ?? "";
  if (name === "abspath" || name === "realpath" || name === "normpath" || name === "expanduser") return base;
  if (name !== "join") return UNKNOWN;
  let path: PathValue = base;
  for (const part of rest) {
    if (typeof part !== "string" && !(part instanceof PathValue)) return UNKNOWN;
    path = typeof part === "string" ? joinPath(path, part) : path.path === "" ? part : joinPath(path, part.path);
  }
  return path;
}
