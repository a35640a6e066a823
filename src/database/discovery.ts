import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { environmentFile } from "../models/django/environment";
import type { DatabaseCandidate } from "../protocol/engine";
import { splitPassword } from "../protocol/password";
import { COMPOSE_FILE, type ComposeDatabase, composeDatabases } from "./compose/services";
import { withOptionFiles } from "./optionFiles";
import { isDatabaseFile } from "./sqlite/file";
import { parseAddress } from "./url";

/** A database that settings name, as plain data. */
export interface NamedDatabase {
  readonly alias: string;
  readonly engine: string;
  /** A SQLite file's path (relative to the workspace, or absolute), or a server's database. */
  readonly name: string;
  readonly user?: string;
  readonly password?: string;
  /** A host's name; a path is a unix socket. */
  readonly host?: string;
  readonly port?: string;
  /** Texts of the settings' OPTIONS. */
  readonly options?: Readonly<Record<string, string>>;
  /** The whole address, where the settings give it as one. */
  readonly url?: string;
  readonly place: { readonly file: string };
}

/** What TypeORM's options say of a database: see `DataSourceInfo`. */
type DataSource = Partial<NamedDatabase> & Pick<NamedDatabase, "alias" | "place"> & { readonly kind: string };

/** TypeORM's data sources as the databases they name; one whose database is not known names none. */
export function namedDatabases(sources: readonly DataSource[]): NamedDatabase[] {
  return sources.flatMap(({ kind, name, ...source }) => {
    const engine = /postgres|cockroach/.test(kind) ? "postgres" : /mysql|mariadb/.test(kind) ? kind : "sqlite";
    const isKnown =
      /sqlite|sqljs|expo|capacitor|cordova|nativescript|react-native|postgres|cockroach|mysql|mariadb/.test(kind);
    if (!isKnown || (name === undefined && source.url === undefined)) return [];
    return [{ ...source, engine, name: name ?? "" }];
  });
}

const EXTENSION = /\.(sqlite3?|db3?|sqlitedb|s3db|sl3)$/i;
const ENVIRONMENT = /(^|\/)\.env(\.(local|dev|development))?$/;

/** What a look at the workspace found. */
export interface Discovered {
  /** Best first; their addresses hold no passwords. */
  readonly candidates: readonly DatabaseCandidate[];
  /** The passwords that the workspace's own files give, by candidate's address: for connecting, and for nothing else. */
  readonly passwords: ReadonlyMap<string, string>;
}

/**
 * The databases a workspace seems to have: those its settings name, those of `.env` files, the services of its compose
 * files, and SQLite files that lie in it, known by their first bytes.
 */
export async function discoverDatabases(
  workspace: string,
  files: readonly string[],
  named: readonly NamedDatabase[],
): Promise<Discovered> {
  const candidates: (DatabaseCandidate & { readonly key: string })[] = [];
  const aliases = new Map<string, readonly string[]>();
  const passwords = new Map<string, string>();
  const seen = new Set<string>();
  const add = (given: string, origin: string, { known, alias }: { known?: string; alias?: string } = {}) => {
    const { url, password } = splitPassword(given);
    const address = parseAddress(url, workspace);
    const key = address.kind === "file" ? address.path : address.kind === "server" ? address.url : "scratch";
    if (address.kind === "scratch") return;
    if (alias !== undefined) aliases.set(key, [...(aliases.get(key) ?? []), alias]);
    if (seen.has(key)) return;
    seen.add(key);
    const isMissing = address.kind === "file" && !existsSync(address.path);
    const secret = known ?? password;
    if (secret !== null && secret !== "") passwords.set(url, secret);
    candidates.push({ key, url, label: url, origin: isMissing ? `${origin}, but there is no such file` : origin });
  };
  for (const setting of [...named].sort((a, b) => Number(b.alias === "default") - Number(a.alias === "default"))) {
    const { database, note } = await withOptionFiles(setting, workspace);
    // A server without the name of a database says nothing to open.
    const url = database.name === "" && database.url === undefined ? null : addressOf(database);
    const { alias, password } = database;
    if (url !== null) add(url, originOf(database, note), { alias, ...(password !== undefined && { known: password }) });
  }
  for (const file of files.filter((path) => ENVIRONMENT.test(path))) {
    for (const { url, name } of environmentAddresses(await textOf(resolve(workspace, file))))
      add(url, name === "DATABASE_URL" ? file : `${file}, ${name}`);
  }
  for (const file of files.filter((path) => COMPOSE_FILE.test(path))) {
    for (const found of await servicesOf(resolve(workspace, file)))
      if (found.port !== null)
        add(composeAddress(found), `${file}, service ${found.service}`, {
          ...(found.password !== null && { known: found.password }),
        });
  }
  const nearest = files.filter((path) => EXTENSION.test(path)).sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  for (const file of nearest) {
    if (await isDatabaseFile(resolve(workspace, file))) add(file, "found in the workspace");
  }
  return {
    candidates: candidates.map(({ key, ...candidate }) => {
      const names = aliases.get(key);
      return names === undefined ? candidate : { ...candidate, aliases: names };
    }),
    passwords,
  };
}

function originOf({ alias, place }: NamedDatabase, note: string | null): string {
  return [alias === "default" ? place.file : `${place.file}, "${alias}"`, ...(note === null ? [] : [note])].join(", ");
}

function addressOf(database: NamedDatabase): string | null {
  const { engine, name, url } = database;
  if (url !== undefined) return /^(sqlite|postg|psql|cockroach|mysql|mariadb)/i.test(url) ? url : null;
  if (/sqlite|spatialite/.test(engine))
    return /^(:memory:|file:)/.test(name) || name.includes("mode=memory") ? null : name;
  const scheme = /postg|cockroach/.test(engine)
    ? "postgresql"
    : /mariadb/.test(engine)
      ? "mariadb"
      : /mysql/.test(engine)
        ? "mysql"
        : null;
  if (scheme === null) return null;
  const user = database.user === undefined ? "" : `${encodeURIComponent(database.user)}@`;
  const number = database.port ?? (/cockroach/.test(engine) ? 26_257 : undefined);
  const port = number === undefined ? "" : `:${number}`;
  const parameters = new URLSearchParams(tlsOf(scheme, database.options ?? {}));
  const host = database.host ?? "localhost";
  const socket = host.startsWith("/") ? host : database.options?.unix_socket;
  if (socket !== undefined) parameters.set(scheme === "postgresql" ? "host" : "socket", socket);
  const place = socket === undefined ? `${host}${port}` : scheme === "postgresql" ? port : "localhost";
  const query = parameters.size > 0 ? `?${parameters}` : "";
  return `${scheme}://${user}${place}/${encodeURIComponent(name)}${query}`;
}

/** What OPTIONS say of encryption, as parameters of an address. */
function tlsOf(scheme: string, options: Readonly<Record<string, string>>): Record<string, string> {
  const names =
    scheme === "postgresql"
      ? { sslmode: "sslmode", sslrootcert: "sslrootcert", sslcert: "sslcert", sslkey: "sslkey" }
      : { ssl_mode: "ssl-mode", "ssl.ca": "ssl-ca", "ssl.cert": "ssl-cert", "ssl.key": "ssl-key" };
  return Object.fromEntries(
    Object.entries(names).flatMap(([option, parameter]) => {
      const value = options[option];
      return value === undefined ? [] : [[parameter, value]];
    }),
  );
}

function composeAddress({ scheme, user, host, port, database }: ComposeDatabase): string {
  return `${scheme}://${encodeURIComponent(user)}@${host}:${port ?? ""}/${encodeURIComponent(database)}`;
}

/** The database servers of a compose file; variables come from the `.env` beside it. */
async function servicesOf(path: string): Promise<readonly ComposeDatabase[]> {
  const folder = dirname(path);
  const variables = environmentFile(await textOf(resolve(folder, ".env")));
  const text = await textOf(path);
  const named = [...text.matchAll(/^\s*(?:-\s*|env_file:\s*|path:\s*)["']?([\w./-]*\.?env[\w.-]*)["']?\s*$/gm)];
  const files = new Map<string, ReadonlyMap<string, string>>();
  for (const [, name = ""] of named)
    if (resolve(folder, name).startsWith(folder)) files.set(name, environmentFile(await textOf(resolve(folder, name))));
  return composeDatabases(text, variables, (name) => files.get(name) ?? new Map());
}

const ADDRESS = /^(sqlite|postg|psql|mysql|mariadb)[a-z0-9+]*:\/\//i;

/** The addresses in a `.env` file's variables, `DATABASE_URL` first, and those that its parts make up. */
function environmentAddresses(text: string): { readonly name: string; readonly url: string }[] {
  const variables = environmentFile(text);
  const found = [...variables]
    .filter(
      ([name, value]) =>
        /(^|_)(DATABASE|DB|POSTGRES|POSTGRESQL|MYSQL|MARIADB)_(URL|URI|DSN)$/.test(name) && ADDRESS.test(value),
    )
    .map(([name, url]) => ({ name, url }))
    .sort((a, b) => Number(b.name === "DATABASE_URL") - Number(a.name === "DATABASE_URL"));
  return found.length > 0 ? found : [...partsOf(variables)];
}

/** `DB_HOST`, `POSTGRES_DB`, `MYSQL_DATABASE` and their kin, where they name a database and a server. */
function* partsOf(variables: ReadonlyMap<string, string>): Generator<{ readonly name: string; readonly url: string }> {
  const engines = [
    { prefix: "POSTGRES", scheme: "postgresql" },
    { prefix: "PG", scheme: "postgresql" },
    { prefix: "MYSQL", scheme: "mysql" },
    { prefix: "MARIADB", scheme: "mariadb" },
  ];
  for (const { prefix, scheme } of engines) {
    const get = (...names: readonly string[]): string | undefined =>
      names
        .map((name) => variables.get(`${prefix}${prefix === "PG" ? "" : "_"}${name}`))
        .find((value) => value !== undefined && value !== "");
    const database = get("DB", "DATABASE");
    const user = get("USER");
    // Without a host they may be what a container is started with, and what is reachable is another matter.
    const host = get("HOST");
    if (database === undefined || host === undefined) continue;
    const password = get("PASSWORD");
    const person =
      user === undefined
        ? ""
        : `${encodeURIComponent(user)}${password === undefined ? "" : `:${encodeURIComponent(password)}`}@`;
    const port = get("PORT");
    yield {
      name: `${prefix} variables`,
      url: `${scheme}://${person}${host}${port === undefined ? "" : `:${port}`}/${encodeURIComponent(database)}`,
    };
  }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

function depth(path: string): number {
  return path.split("/").length;
}
