import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { DatabaseCandidate } from "../protocol/engine";
import { isDatabaseFile } from "./sqlite/file";
import { parseAddress, redactUrl } from "./url";

/** A database that settings name, as plain data. */
export interface NamedDatabase {
  readonly alias: string;
  readonly engine: string;
  /** A SQLite file's path (relative to the workspace, or absolute), or a server's database. */
  readonly name: string;
  readonly user?: string;
  readonly host?: string;
  readonly port?: string;
  /** The whole address, where the settings give it as one. */
  readonly url?: string;
  readonly place: { readonly file: string };
}

/** What TypeORM's options say of a database: see `DataSourceInfo`. */
type DataSource = Partial<NamedDatabase> & Pick<NamedDatabase, "alias" | "place"> & { readonly kind: string };

/** TypeORM's data sources as the databases they name; one whose database is not known names none. */
export function namedDatabases(sources: readonly DataSource[]): NamedDatabase[] {
  return sources.flatMap(({ kind, name, ...source }) => {
    const engine = /postgres/.test(kind) ? "postgres" : /mysql|mariadb/.test(kind) ? kind : "sqlite";
    const isKnown = /sqlite|sqljs|expo|capacitor|cordova|nativescript|react-native|postgres|mysql|mariadb/.test(kind);
    if (!isKnown || (name === undefined && source.url === undefined)) return [];
    return [{ ...source, engine, name: name ?? "" }];
  });
}

const EXTENSION = /\.(sqlite3?|db3?|sqlitedb|s3db|sl3)$/i;
const ENVIRONMENT = /(^|\/)\.env(\.(local|dev|development))?$/;

/**
 * The databases a workspace seems to have, best first: those its settings name, those of `.env` files, and SQLite files
 * that lie in it, known by their first bytes. Addresses come without passwords.
 */
export async function discoverDatabases(
  workspace: string,
  files: readonly string[],
  named: readonly NamedDatabase[],
): Promise<DatabaseCandidate[]> {
  const candidates: DatabaseCandidate[] = [];
  const seen = new Set<string>();
  const add = (url: string, origin: string) => {
    const address = parseAddress(url, workspace);
    const key = address.kind === "file" ? address.path : address.kind === "server" ? address.url : "scratch";
    if (address.kind === "scratch" || seen.has(key)) return;
    seen.add(key);
    const isMissing = address.kind === "file" && !existsSync(address.path);
    const shown = redactUrl(url);
    candidates.push({ url: shown, label: shown, origin: isMissing ? `${origin}, but there is no such file` : origin });
  };
  for (const database of [...named].sort((a, b) => Number(b.alias === "default") - Number(a.alias === "default"))) {
    const url = addressOf(database);
    if (url !== null)
      add(url, database.alias === "default" ? database.place.file : `${database.place.file}, "${database.alias}"`);
  }
  for (const file of files.filter((path) => ENVIRONMENT.test(path))) {
    const url = await databaseUrl(resolve(workspace, file));
    if (url !== null) add(url, file);
  }
  const nearest = files.filter((path) => EXTENSION.test(path)).sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  for (const file of nearest) {
    if (await isDatabaseFile(resolve(workspace, file))) add(file, "found in the workspace");
  }
  return candidates;
}

function addressOf(database: NamedDatabase): string | null {
  const { engine, name, url } = database;
  if (url !== undefined) return /^(sqlite|postg|psql|mysql|mariadb)/i.test(url) ? url : null;
  if (/sqlite|spatialite/.test(engine))
    return /^(:memory:|file:)/.test(name) || name.includes("mode=memory") ? null : name;
  const scheme = /postg/.test(engine)
    ? "postgresql"
    : /mariadb/.test(engine)
      ? "mariadb"
      : /mysql/.test(engine)
        ? "mysql"
        : null;
  if (scheme === null) return null;
  const user = database.user === undefined ? "" : `${encodeURIComponent(database.user)}@`;
  const port = database.port === undefined ? "" : `:${database.port}`;
  return `${scheme}://${user}${database.host ?? "localhost"}${port}/${name}`;
}

async function databaseUrl(path: string): Promise<string | null> {
  const text = await readFile(path, "utf8").catch(() => "");
  const match = /^\s*(?:export\s+)?DATABASE_URL\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#]*))/m.exec(text);
  const url = match?.[1] ?? match?.[2] ?? match?.[3] ?? "";
  return /^(sqlite|postg|psql|mysql|mariadb)/i.test(url) ? url : null;
}

function depth(path: string): number {
  return path.split("/").length;
}
