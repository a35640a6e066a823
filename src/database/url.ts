import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";

/** What a `--database` argument asks for. */
export type Address =
  | { readonly kind: "scratch" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "server"; readonly engine: "PostgreSQL" | "MySQL" | "MariaDB"; readonly url: string };

/** Understands a path, a `sqlite:` address, a server's address, or `scratch`. Relative paths start at the workspace. */
export function parseAddress(url: string, workspace: string): Address {
  if (url === "scratch" || /^(sqlite:\/*)?:memory:$/.test(url)) return { kind: "scratch" };
  const scheme = /^([a-z][a-z0-9+.-]+):(?=\/\/)/i.exec(url)?.[1]?.toLowerCase().split("+")[0];
  switch (scheme) {
    case "postgres":
    case "postgresql":
    case "postgis":
    case "psql":
    case "cockroach":
    case "cockroachdb":
      return { kind: "server", engine: "PostgreSQL", url };
    case "mysql":
    case "mysql2":
      return { kind: "server", engine: "MySQL", url };
    case "mariadb":
      return { kind: "server", engine: "MariaDB", url };
    case "sqlite":
    case "sqlite3":
    case "file":
      return { kind: "file", path: sqlitePath(url, workspace) };
    default:
      return { kind: "file", path: resolve(workspace, url) };
  }
}

/**
 * `sqlite:////abs`, `sqlite:///abs` and `sqlite://relative`. Three slashes are read by some as an absolute and by others
 * as a relative path, so the file that is there decides.
 */
function sqlitePath(url: string, workspace: string): string {
  const rest = decode(url.replace(/^[a-z0-9+.-]+:\/\//i, "").replace(/\?[^/]*$/, ""));
  if (/^\/[A-Za-z]:[/\\]/.test(rest)) return rest.slice(1);
  if (rest.startsWith("//")) return rest.slice(1);
  if (!isAbsolute(rest)) return resolve(workspace, rest);
  const relative = resolve(workspace, rest.slice(1));
  return !existsSync(rest) && existsSync(relative) ? relative : rest;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address without its passwords, fit to be shown and logged. */
export function redactUrl(url: string): string {
  const named = url.replace(/\b((?:ssl)?pass(?:word|wd)?)=[^&\s;]*/gi, "$1=***");
  const match = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(named);
  if (match === null) return named;
  const [, scheme = "", rest = ""] = match;
  // A password may itself hold @ and /, written as they are: everything before the last @ is taken for the person's.
  const at = rest.lastIndexOf("@");
  if (at < 0) return named;
  const user = rest.slice(0, at).split(":")[0] ?? "";
  return `${scheme}${user}${rest.slice(0, at).includes(":") ? ":***" : ""}${rest.slice(at)}`;
}
