import type { Call, Expression } from "../../python/tree";
import { type Evaluated, UNKNOWN } from "./constant";

/** A reading of the environment: which variable, what it falls back to, and what is made of its text. */
export interface EnvironmentRead {
  readonly name: Expression | undefined;
  readonly fallback: Expression | null;
  readonly cast: string;
}

/** Calls that read a setting from the environment, by the last part of their name. */
const READERS = new Set([
  "get",
  "getenv",
  "env",
  "config",
  "str",
  "bool",
  "int",
  "float",
  "list",
  "tuple",
  "path",
  "url",
  "json",
]);

/**
 * `os.environ.get("X", default)`, `os.getenv`, django-environ's `env("X", default=…)` and its kin, decouple's
 * `config("X", default=…, cast=…)`; null for any other call.
 */
export function environmentRead(call: Call): EnvironmentRead | null {
  const name = calledName(call);
  if (!READERS.has(name)) return null;
  const positional = call.args.filter((argument) => argument.name === null && argument.star === 0);
  const keyword = (wanted: string) => call.args.find((argument) => argument.name === wanted)?.value;
  const isPlain = name === "get" || name === "getenv";
  // env.str("X", "default") and env("X", str, "default") both exist.
  const position = name === "env" || name === "config" ? 2 : 1;
  const fallback = keyword("default") ?? positional[isPlain ? 1 : position]?.value ?? null;
  const given = keyword("cast") ?? (name === "env" || name === "config" ? positional[1]?.value : undefined);
  const cast = given?.type === "Name" ? given.id : given?.type === "Call" ? calledName(given) : isPlain ? "str" : name;
  return { name: positional[0]?.value ?? keyword("var") ?? keyword("key"), fallback, cast };
}

/** A variable's text as the reader makes a value of it. */
export function castText(text: string, cast: string): Evaluated {
  switch (cast) {
    case "bool":
    case "strtobool":
      return /^(1|true|yes|on|y|t|ok)$/i.test(text);
    case "int":
      return /^-?\d+$/.test(text) ? BigInt(text) : UNKNOWN;
    case "float":
      return Number.isFinite(Number(text)) ? Number(text) : UNKNOWN;
    case "list":
    case "tuple":
    case "Csv":
      return text.split(",").map((part) => part.trim());
    default:
      return text;
  }
}

/** Where a database's address comes from in `dj_database_url.config(…)`, `dj_database_url.parse(…)` and `env.db(…)`. */
export interface AddressRead {
  /** The variable that holds it; null where the address itself is given. */
  readonly variable: Expression | "DATABASE_URL" | null;
  readonly address: Expression | null;
}

export function databaseAddress(call: Call): AddressRead | null {
  const name = calledName(call);
  const first = call.args.find((argument) => argument.name === null && argument.star === 0)?.value ?? null;
  const keyword = (wanted: string) => call.args.find((argument) => argument.name === wanted)?.value;
  if (name === "parse" || name === "db_url_config") return { variable: null, address: keyword("url") ?? first };
  const fallback = keyword("default") ?? null;
  if (name === "db" || name === "db_url")
    return { variable: keyword("var") ?? first ?? "DATABASE_URL", address: fallback };
  // decouple's config("X") is no address; dj_database_url.config(default=…) is one.
  const isModule = call.callee.type === "Attribute" && /url/i.test(nameOf(call.callee.value));
  if (name !== "config" || !isModule) return null;
  return { variable: keyword("env") ?? first ?? "DATABASE_URL", address: fallback };
}

/** A database's address as the entry of DATABASES it stands for; null for what is none. */
export function databaseEntry(address: string): ReadonlyMap<string, string> | null {
  const match = /^([a-z0-9+]+):\/\/(?:([^:@/]*)(?::([^@]*))?@)?([^:/?]*)(?::(\d+))?\/([^?]*)/i.exec(address);
  if (match === null) {
    if (!/^sqlite3?:\/\/:memory:/.test(address)) return null;
    return new Map([
      ["ENGINE", "sqlite3"],
      ["NAME", ":memory:"],
    ]);
  }
  const [, scheme = "", user = "", password = "", host = "", port = "", name = ""] = match;
  const engine = /^(sqlite|spatialite)/.test(scheme)
    ? "sqlite3"
    : /^(postg|psql|pgsql|cockroach|timescale)/.test(scheme)
      ? "postgresql"
      : /^(mysql|mariadb)/.test(scheme)
        ? "mysql"
        : null;
  if (engine === null) return null;
  // Three slashes are a path from the project's folder here, four an absolute one.
  return new Map([
    ["ENGINE", engine],
    ["NAME", decoded(name)],
    ["USER", decoded(user)],
    ["PASSWORD", decoded(password)],
    ["HOST", decoded(host)],
    ["PORT", port],
  ]);
}

/** The variables of a `.env` file: `NAME=value`, `export NAME="value"`, with comments. */
export function environmentFile(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match =
      /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^#\n]*?))\s*(?:#.*)?$/.exec(line);
    if (match === null) continue;
    const [, name = "", double, single, bare = ""] = match;
    values.set(name, double?.replace(/\\(.)/g, "$1") ?? single ?? bare.trim());
  }
  return values;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function calledName(call: Call): string {
  return nameOf(call.callee);
}

function nameOf(node: Expression): string {
  return node.type === "Attribute" ? node.name : node.type === "Name" ? node.id : "";
}
