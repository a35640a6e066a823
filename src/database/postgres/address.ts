import { readFileSync } from "node:fs";
import { QuerysetError } from "../../protocol/errors";

/** Where a PostgreSQL server is and who asks, read from its address. */
export interface ServerAddress {
  /** A host's name, or the folder of a unix socket (it begins with `/`). */
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  /** What encryption is asked for, as libpq names it. */
  readonly sslmode: SslMode;
  readonly tls: Encryption;
  /** Milliseconds to wait for a connection. */
  readonly patience: number;
}

/** How a connection is encrypted, as Node names it; certificates as text. */
export interface Encryption {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity?: () => undefined;
}

const MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
export type SslMode = (typeof MODES)[number];

/** A dead server is told within this time. */
const PATIENCE = 4500;

/**
 * Reads `postgresql://user:password@host:port/database?sslmode=…`, with libpq's parameters: `host` (a folder for a unix
 * socket), `port`, `user`, `password`, `dbname`, `sslmode`, `sslrootcert`, `sslcert`, `sslkey`, `connect_timeout`.
 * Throws `ConnectionFailed` for what is none of it; the message never holds a password.
 */
export function parseServerAddress(url: string): ServerAddress {
  // The user's part is taken off first: a password may hold characters that a URL would end at.
  const [, rest = ""] = /^[a-z][a-z0-9+.-]*:\/\/(.*)$/is.exec(url) ?? [];
  const question = rest.lastIndexOf("?");
  const main = question < 0 ? rest : rest.slice(0, question);
  const given = new URLSearchParams(question < 0 ? "" : rest.slice(question + 1));
  const at = main.lastIndexOf("@");
  const credentials = at < 0 ? "" : main.slice(0, at);
  const colon = credentials.indexOf(":");
  const [, place = "", path = ""] = /^([^/]*)(?:\/(.*))?$/s.exec(main.slice(at + 1)) ?? [];
  const [, name = "", port = ""] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(place) ?? [];
  const host = given.get("host") ?? decoded(name.replace(/^\[|\]$/g, ""));
  return {
    host: host === "" ? "localhost" : host,
    port: portOf(given.get("port") ?? port, /^cockroach/i.test(url) ? 26_257 : 5432),
    user: given.get("user") ?? textOf(colon < 0 ? credentials : credentials.slice(0, colon)),
    password: given.get("password") ?? (colon < 0 ? undefined : decoded(credentials.slice(colon + 1))),
    database: given.get("dbname") ?? textOf(path),
    sslmode: modeOf(given.get("sslmode"), host),
    tls: tlsOf(given, host),
    patience: Math.min(PATIENCE, (Number(given.get("connect_timeout")) || PATIENCE / 1000) * 1000),
  };
}

function portOf(text: string, usual: number): number {
  const port = text === "" ? usual : Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw wrong(`${text} is no port`, "A port is a number from 1 to 65535; PostgreSQL's own is 5432.");
}

function modeOf(text: string | null, host: string): SslMode {
  if (text === null) return host.startsWith("/") ? "disable" : "prefer";
  const mode = MODES.find((each) => each === text);
  if (mode !== undefined) return mode;
  throw wrong(`sslmode=${text} is unknown`, `Use one of ${MODES.join(", ")}.`);
}

/** Certificates as libpq's parameters name their files. Without `verify-…` the server's certificate is not looked at. */
function tlsOf(given: URLSearchParams, host: string): Encryption {
  const mode = modeOf(given.get("sslmode"), host);
  const root = given.get("sslrootcert");
  return {
    ...(root !== null && root !== "system" && { ca: fileText(root, "sslrootcert") }),
    ...fileOption(given, "sslcert", "cert"),
    ...fileOption(given, "sslkey", "key"),
    // libpq: a root certificate turns `require` into `verify-ca`.
    rejectUnauthorized: mode.startsWith("verify") || (mode === "require" && root !== null),
    ...(mode !== "verify-full" && { checkServerIdentity: () => undefined }),
  };
}

function fileOption(given: URLSearchParams, name: string, as: "cert" | "key"): Partial<Encryption> {
  const path = given.get(name);
  return path === null ? {} : { [as]: fileText(path, name) };
}

function fileText(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const hint = "Check the path in the database's address, and that you may read the file.";
    throw new QuerysetError("ConnectionFailed", `Could not read ${name} ${path}.`, { hint, cause: error });
  }
}

function wrong(reason: string, hint: string): QuerysetError {
  return new QuerysetError("ConnectionFailed", `Could not read the database's address: ${reason}.`, { hint });
}

function textOf(text: string): string | undefined {
  return text === "" ? undefined : decoded(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
