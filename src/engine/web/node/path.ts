// Stands in for `node:path` in the browser's engine: the part of it that is used, for paths with slashes.

export const sep = "/";

/** Takes `.` and `..` out of a path. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !path.startsWith("/")) parts.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}` || ".";
}

export function join(...parts: string[]): string {
  return normal(parts.filter((part) => part !== "").join("/"));
}

export function resolve(...parts: string[]): string {
  let path = "";
  for (const part of parts) path = part.startsWith("/") ? part : `${path}/${part}`;
  return normal(path.startsWith("/") ? path : `/${path}`);
}

export function isAbsolute(path: string): boolean {
  return path.startsWith("/");
}

export function basename(path: string): string {
  return path.replace(/\/+$/, "").split("/").at(-1) ?? "";
}

export function dirname(path: string): string {
  if (path === "/") return path;
  const at = path.replace(/\/+$/, "").lastIndexOf("/");
  return at < 0 ? "." : at === 0 ? "/" : path.slice(0, at);
}

export function relative(from: string, to: string): string {
  const [a, b] = [resolve(from), resolve(to)].map((path) => path.split("/").filter((part) => part !== ""));
  let same = 0;
  while (a !== undefined && b !== undefined && same < a.length && a[same] === b[same]) same++;
  return [...(a ?? []).slice(same).map(() => ".."), ...(b ?? []).slice(same)].join("/");
}
