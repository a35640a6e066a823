import type { Call, Expression } from "../../python/tree";

/** Calls that read a setting from the environment, by the last part of their name. */
const READERS = new Set(["get", "getenv", "env", "config", "str", "bool", "int", "list", "tuple", "path"]);

/**
 * The default in `os.environ.get("X", default)`, `env("X", default=…)` and `config("X", default=…)`: the environment
 * itself is the person's own, and not looked into.
 */
export function environmentDefault(call: Call): Expression | null {
  const name = calledName(call);
  if (!READERS.has(name)) return null;
  const named = call.args.find((argument) => argument.name === "default");
  if (named !== undefined) return named.value;
  return name === "get" || name === "getenv" ? (call.args[1]?.value ?? null) : null;
}

/** The address in `dj_database_url.config(default=…)`, `dj_database_url.parse(…)` and `env.db("X", default=…)`. */
export function databaseAddress(call: Call): Expression | null {
  const name = calledName(call);
  const isReader =
    name === "db" || name === "db_url" || name === "parse" || (name === "config" && call.callee.type === "Attribute");
  if (!isReader) return null;
  const named = call.args.find((argument) => argument.name === "default");
  return named?.value ?? (name === "parse" ? (call.args[0]?.value ?? null) : null);
}

/** A database's address as the entry of DATABASES it stands for; null for what is none. */
export function databaseEntry(address: string): ReadonlyMap<string, string> | null {
  const match = /^([a-z0-9+]+):\/\/(?:([^:@/]*)(?::([^@]*))?@)?([^:/?]*)(?::(\d+))?\/([^?]*)/i.exec(address);
  if (match === null) return null;
  const [, scheme = "", user = "", password = "", host = "", port = "", name = ""] = match;
  const engine = /^sqlite/.test(scheme)
    ? "sqlite3"
    : /^(postg|psql|pgsql)/.test(scheme)
      ? "postgresql"
      : /^(mysql|mariadb)/.test(scheme)
        ? "mysql"
        : null;
  if (engine === null) return null;
  // Three slashes are a path from the project's folder here, four an absolute one.
  return new Map([
    ["ENGINE", engine],
    ["NAME", decodeURIComponent(name)],
    ["USER", user],
    ["PASSWORD", password],
    ["HOST", host],
    ["PORT", port],
  ]);
}

function calledName(call: Call): string {
  const { callee } = call;
  return callee.type === "Attribute" ? callee.name : callee.type === "Name" ? callee.id : "";
}
