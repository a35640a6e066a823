import { isMapping, readYaml, type Yaml } from "./yaml";

/** A database server that a compose file runs, as somebody on this machine reaches it. */
export interface ComposeDatabase {
  /** The service's name. */
  readonly service: string;
  readonly scheme: "postgresql" | "mysql" | "mariadb";
  readonly host: string;
  /** Null where the port is not published: nothing outside of the containers reaches it. */
  readonly port: string | null;
  readonly user: string;
  readonly password: string | null;
  readonly database: string;
}

/** The names under which docker compose finds its files. */
export const COMPOSE_FILE = /(^|\/)(docker-)?compose(\.[\w-]+)?\.ya?ml$/;

const IMAGES = [
  {
    scheme: "postgresql",
    image: /(^|\/)(postgres|postgresql|postgis|timescaledb|pgvector|supabase-postgres)(-\w+)?(:|@|$)/i,
    port: "5432",
  },
  { scheme: "mariadb", image: /(^|\/)mariadb(-\w+)?(:|@|$)/i, port: "3306" },
  { scheme: "mysql", image: /(^|\/)(mysql|mysql-server|percona|percona-server)(:|@|$)/i, port: "3306" },
] as const;

/**
 * The PostgreSQL, MySQL and MariaDB services of a compose file. `${NAME}` is taken from `variables` (the `.env` beside it);
 * `read` gives the text of an `env_file`, by its path as the compose file names it.
 */
export function composeDatabases(
  text: string,
  variables: ReadonlyMap<string, string>,
  read: (path: string) => ReadonlyMap<string, string> = () => new Map(),
): ComposeDatabase[] {
  const file = readYaml(text);
  const services = isMapping(file) ? file.services : null;
  if (!isMapping(services)) return [];
  const filled = (value: Yaml | undefined): string => (typeof value === "string" ? interpolated(value, variables) : "");
  return Object.entries(services).flatMap(([service, options]) => {
    if (!isMapping(options)) return [];
    const image = filled(options.image);
    const kind = IMAGES.find((each) => each.image.test(image));
    if (kind === undefined) return [];
    const environment = environmentOf(options, filled, read);
    const [host, port] = publishedPort(options.ports, kind.port, filled);
    const [user, password, database] =
      kind.scheme === "postgresql" ? postgresPerson(environment) : mysqlPerson(environment);
    return [{ service, scheme: kind.scheme, host, port, user, password, database }];
  });
}

function environmentOf(
  options: { readonly [key: string]: Yaml },
  filled: (value: Yaml | undefined) => string,
  read: (path: string) => ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const file of asList(options.env_file)) {
    const path = filled(isMapping(file) ? file.path : file);
    if (path !== "") for (const [name, value] of read(path)) values.set(name, value);
  }
  const { environment } = options;
  if (isMapping(environment)) for (const [name, value] of Object.entries(environment)) values.set(name, filled(value));
  for (const item of Array.isArray(environment) ? (environment as readonly Yaml[]) : []) {
    const [, name = "", value] = /^([^=]+)=(.*)$/s.exec(filled(item)) ?? [];
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

/** Where the server's own port comes out on this machine: `"5433:5432"`, `127.0.0.1:5433:5432`, `{target, published}`. */
function publishedPort(
  ports: Yaml | undefined,
  own: string,
  filled: (value: Yaml | undefined) => string,
): [host: string, port: string | null] {
  for (const item of asList(ports)) {
    if (isMapping(item)) {
      if (filled(item.target) === own && filled(item.published) !== "")
        return [hostOf(filled(item.host_ip)), filled(item.published)];
      continue;
    }
    const match = /^(?:(\[[^\]]*\]|[^:]*):)?(\d+):(\d+)(?:\/tcp)?$/.exec(filled(item));
    if (match?.[3] === own) return [hostOf(match[1] ?? ""), match[2] ?? null];
  }
  return ["localhost", null];
}

function hostOf(ip: string): string {
  return ip === "" || ip === "0.0.0.0" || ip === "[::]" ? "localhost" : ip;
}

type Person = [user: string, password: string | null, database: string];

/** As Debian's image of PostgreSQL and Bitnami's name them. */
function postgresPerson(environment: ReadonlyMap<string, string>): Person {
  const user = first(environment, "POSTGRES_USER", "POSTGRESQL_USERNAME") ?? "postgres";
  const database = first(environment, "POSTGRES_DB", "POSTGRESQL_DATABASE") ?? user;
  return [user, first(environment, "POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD"), database];
}

function mysqlPerson(environment: ReadonlyMap<string, string>): Person {
  const database = first(environment, "MARIADB_DATABASE", "MYSQL_DATABASE") ?? "";
  const user = first(environment, "MARIADB_USER", "MYSQL_USER");
  if (user !== null) return [user, first(environment, "MARIADB_PASSWORD", "MYSQL_PASSWORD"), database];
  return ["root", first(environment, "MARIADB_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD"), database];
}

function first(environment: ReadonlyMap<string, string>, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = environment.get(name);
    if (value !== undefined && value !== "") return value;
  }
  return null;
}

/** `$NAME`, `${NAME}`, `${NAME:-else}`, `${NAME-else}`, `${NAME:?message}`; `$$` is a dollar sign. */
function interpolated(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:(\$)|(\w+)|\{(\w+)(?::?([-?+])([^}]*))?\})/g,
    (_, dollar?: string, bare?: string, name?: string, how?: string, rest?: string) => {
      if (dollar !== undefined) return "$";
      const value = variables.get(bare ?? name ?? "") ?? "";
      if (how === "+") return value === "" ? "" : (rest ?? "");
      return value === "" && how === "-" ? (rest ?? "") : value;
    },
  );
}

function asList(value: Yaml | undefined): readonly Yaml[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly Yaml[]) : [value];
}
