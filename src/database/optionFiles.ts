import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { NamedDatabase } from "./discovery";

/** A database with what the files that its OPTIONS name say of it, and a note on them for people. */
export interface Filled {
  readonly database: NamedDatabase;
  /** `with ~/my.cnf`, or why a file is passed over; null where none is named. */
  readonly note: string | null;
}

type Entries = ReadonlyMap<string, string>;

/**
 * Reads the files that Django's OPTIONS hand to the drivers: MySQL's `read_default_file`, PostgreSQL's `service` and
 * `passfile`. What the settings say themselves goes before, as in Django. Relative paths start at the workspace.
 */
export async function withOptionFiles(database: NamedDatabase, workspace: string): Promise<Filled> {
  const { options = {}, engine } = database;
  if (/mysql|mariadb/.test(engine) && options.read_default_file !== undefined)
    return withDefaultFile(database, options.read_default_file, workspace);
  if (!/postg/.test(engine)) return { database, note: null };
  const served =
    options.service === undefined ? { database, note: null } : await withService(database, options.service);
  const { passfile } = options;
  if (passfile === undefined || served.database.password !== undefined) return served;
  const found = await passwordIn(resolve(workspace, passfile), served.database);
  const notes = [served.note, found.note].filter((note) => note !== null);
  return {
    database: found.password === null ? served.database : { ...served.database, password: found.password },
    note: notes.length > 0 ? notes.join(", ") : null,
  };
}

/** The `[client]` part of a MySQL option file, and the part that `read_default_group` names. */
async function withDefaultFile(database: NamedDatabase, file: string, workspace: string): Promise<Filled> {
  const text = await textOf(resolve(workspace, file));
  if (text === null) return { database, note: `whose OPTIONS name ${file}, which cannot be read` };
  const group = database.options?.read_default_group ?? "client";
  const parts = [partOf(text, "client"), ...(group === "client" ? [] : [partOf(text, group)])];
  const said: Entries = new Map(parts.flatMap((part) => [...(part ?? [])]));
  const note = said.has("!include") ? `with ${file}, but not what it includes` : `with ${file}`;
  return { database: filled(database, said, { socket: "unix_socket", "ssl-mode": "ssl_mode", ...SSL }), note };
}

const SSL = { "ssl-ca": "ssl.ca", "ssl-cert": "ssl.cert", "ssl-key": "ssl.key" };

/** A service of libpq's: in the person's own file, or in the machine's. */
async function withService(database: NamedDatabase, service: string): Promise<Filled> {
  const { PGSERVICEFILE, PGSYSCONFDIR, HOME, USERPROFILE } = process.env;
  const own = PGSERVICEFILE ?? join(HOME ?? USERPROFILE ?? "", ".pg_service.conf");
  for (const file of [own, ...(PGSYSCONFDIR === undefined ? [] : [join(PGSYSCONFDIR, "pg_service.conf")])]) {
    const said = partOf((await textOf(file)) ?? "", service);
    if (said === null) continue;
    const names = { sslmode: "sslmode", sslrootcert: "sslrootcert", sslcert: "sslcert", sslkey: "sslkey" };
    return { database: filled(database, said, names), note: `with the service ${service}` };
  }
  return { database, note: `whose service ${service} is not in ${own}` };
}

/** The settings with what a file says beside them; `names` are options by the file's words for them. */
function filled(database: NamedDatabase, said: Entries, names: Readonly<Record<string, string>>): NamedDatabase {
  const options: Record<string, string> = {};
  for (const [word, option] of Object.entries(names)) {
    const value = said.get(word);
    if (value !== undefined) options[option] = value;
  }
  const get = (key: "user" | "password" | "host" | "port", ...words: readonly string[]) => {
    const value = database[key] ?? [key, ...words].map((word) => said.get(word)).find((found) => found !== undefined);
    return value === undefined ? {} : { [key]: value };
  };
  return {
    ...database,
    name: database.name === "" ? (said.get("dbname") ?? said.get("database") ?? "") : database.name,
    ...get("user"),
    ...get("password"),
    ...get("host", "hostaddr"),
    ...get("port"),
    options: { ...options, ...database.options },
  };
}

/** A part `[name]` of a file of that kind; null where there is none. Words are read with `-`, as MySQL takes both. */
function partOf(text: string, name: string): Entries | null {
  let part: Map<string, string> | null = null;
  let isOurs = false;
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const head = /^\[(.*)\]$/.exec(line);
    if (head !== null) {
      isOurs = head[1]?.trim() === name;
      if (isOurs) part ??= new Map();
      continue;
    }
    if (line.startsWith("!include")) part?.set("!include", line);
    const [, word = "", value = ""] = /^([\w-]+)\s*=?\s*(.*)$/.exec(line) ?? [];
    if (isOurs && word !== "") part?.set(word.replaceAll("_", "-"), value.replace(/^(["'])(.*)\1$/, "$2"));
  }
  return part;
}

/**
 * The password in a file of libpq's: `host:port:database:user:password`, where `*` is anything. As libpq does, one that
 * others may read is passed over.
 */
async function passwordIn(
  file: string,
  { host = "localhost", port = "5432", name, user = "" }: NamedDatabase,
): Promise<{ readonly password: string | null; readonly note: string | null }> {
  const text = await textOf(file);
  if (text === null) return { password: null, note: `whose passfile ${file} cannot be read` };
  if (((await stat(file)).mode & 0o077) !== 0 && process.platform !== "win32")
    return { password: null, note: `whose passfile ${file} others may read, so that it is passed over` };
  for (const line of text.split(/\r?\n/).filter((each) => !each.startsWith("#"))) {
    const fields = [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field = ""]) => field);
    const wanted = [host.startsWith("/") ? "localhost" : host, port, name, user];
    const fits = wanted.every((value, i) => fields[i] === "*" || plain(fields[i] ?? "") === value);
    if (fields.length > 4 && fits) return { password: plain(fields[4] ?? ""), note: null };
  }
  return { password: null, note: null };
}

const plain = (field: string): string => field.replace(/\\(.)/g, "$1");

async function textOf(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}
