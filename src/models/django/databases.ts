import type { SettingsInfo, SourcePlace } from "../../protocol/models";
import { type Constant, type Evaluated, Thing } from "./constant";
import { PathValue } from "./paths";

/** A database the settings name. `name` of a SQLite file is a path: relative to the workspace, or absolute. */
export interface DatabaseSetting {
  readonly alias: string;
  /** `sqlite3`, `postgresql`, `mysql`: the last part of ENGINE. */
  readonly engine: string;
  readonly name: string;
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: string;
  /** The texts among its OPTIONS; `ssl.ca` for one inside another. */
  readonly options?: Readonly<Record<string, string>>;
  readonly place: SourcePlace;
}

export type UnknownSetting = SettingsInfo["unknown"][number];

/** The entries of DATABASES; those that cannot be known are added to `unknown`. */
export function readDatabases(
  value: Evaluated,
  root: string,
  place: SourcePlace,
  unknown: UnknownSetting[],
): DatabaseSetting[] {
  if (!(value instanceof Map)) {
    unknown.push({ name: "DATABASES", reason: "it is worked out when Django runs", place });
    return [];
  }
  return [...value].flatMap(([alias, options]) => {
    if (typeof alias !== "string") return [];
    const entry = options instanceof Map ? databaseOf(alias, options, root, place) : null;
    if (entry !== null) return [entry];
    // An empty entry is Django's own way to say that there is none.
    if (!(options instanceof Map) || options.size > 0) {
      unknown.push({
        name: `DATABASES["${alias}"]`,
        reason: "its ENGINE or NAME is worked out when Django runs",
        place,
      });
    }
    return [];
  });
}

function databaseOf(
  alias: string,
  options: ReadonlyMap<Constant, Constant>,
  root: string,
  place: SourcePlace,
): DatabaseSetting | null {
  const text = (name: string) => textOf(options.get(name));
  const engine = engineOf(text("ENGINE"));
  const given = options.get("NAME");
  const isPlain = typeof given === "string" && engine === "sqlite3" && !/^([/\\]|[A-Za-z]:|:memory:|file:)/.test(given);
  const extra = textsIn(options.get("OPTIONS"));
  // The drivers' own files may say what NAME leaves out.
  const elsewhere = extra.service !== undefined || extra.read_default_file !== undefined ? "" : undefined;
  const name = isPlain && root !== "" ? `${root}/${given}` : (text("NAME") ?? elsewhere);
  if (engine === undefined || name === undefined) return null;
  const more = { user: text("USER"), password: text("PASSWORD"), host: text("HOST"), port: text("PORT") };
  const known = Object.fromEntries(Object.entries(more).filter(([, item]) => item !== undefined && item !== ""));
  return { alias, engine, name, ...known, ...(Object.keys(extra).length > 0 && { options: extra }), place };
}

/** The texts of a mapping and of the mappings in it, by their names with a dot between. */
function textsIn(value: Constant | undefined, before = ""): Record<string, string> {
  if (!(value instanceof Map)) return {};
  const found: Record<string, string> = {};
  for (const [name, item] of value as ReadonlyMap<Constant, Constant>) {
    if (typeof name !== "string") continue;
    const text = textOf(item);
    if (text !== undefined) found[`${before}${name}`] = text;
    else Object.assign(found, textsIn(item, `${before}${name}.`));
  }
  return found;
}

/** The backend's last name, by what it wraps where it is a package's: `django_prometheus.db.backends.postgresql`. */
function engineOf(engine: string | undefined): string | undefined {
  const last = engine?.split(".").at(-1);
  if (engine === undefined || last === undefined) return undefined;
  if (/postg|psycopg|psql/.test(last)) return "postgresql";
  if (/spatialite|sqlite/.test(last)) return "sqlite3";
  return /mysql|mariadb/.test(last) ? "mysql" : last;
}

function textOf(value: Constant | undefined): string | undefined {
  if (value instanceof PathValue) return value.path;
  if (value instanceof Thing) return undefined;
  if (typeof value === "bigint") return String(value);
  return typeof value === "string" ? value : undefined;
}
