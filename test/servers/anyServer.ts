import { MYSQL_SERVERS } from "./mysql/server";
import { loadTimeZone } from "./mysql/timeZones";
import { PROGRAMS, startPostgres } from "./postgres/server";

/** A running server of any kind, for tests that hold on each of them. */
export interface AnyServer {
  /** The address of a database as the person `queryset`. */
  url(database: string): string;
  /** Makes an empty database that `queryset` may do everything in. */
  createDatabase(name: string): Promise<void>;
  /** Runs statements of an administrator's, one after another, on one connection. */
  sql(database: string, statements: readonly string[]): Promise<void>;
  /** The rows of some SELECTs of an administrator's, in UTC. */
  rows(
    database: string,
    selects: readonly string[],
  ): Promise<readonly (readonly Readonly<Record<string, unknown>>[])[]>;
  /** A connection of an administrator's. The caller ends it. */
  client(database: string): Promise<AnyClient>;
  /** Ends the process as a crash does; `start` brings it back over the same data. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface AnyClient {
  query(sql: string): Promise<unknown>;
  end(): Promise<void>;
}

/** A kind of server that tests run on, where it is there. */
export interface AnyKind {
  readonly name: "PostgreSQL" | "MariaDB" | "MySQL";
  readonly isMissing: boolean;
  /** Django's name of its backend. */
  readonly engine: "postgresql" | "mysql";
  /** The Python module that Django speaks to it with. */
  readonly driver: "psycopg2" | "MySQLdb";
  /** Starts one, with its time zones filled. Throws where it does not come up. */
  start(): Promise<AnyServer>;
}

/** PostgreSQL, MariaDB, and MySQL where it was fetched. */
export const KINDS: readonly AnyKind[] = [
  { name: "PostgreSQL", isMissing: PROGRAMS === null, engine: "postgresql", driver: "psycopg2", start: postgres },
  ...MYSQL_SERVERS.map(
    ({ name, isMissing, start }): AnyKind => ({
      name,
      isMissing,
      engine: "mysql",
      driver: "MySQLdb",
      start: async () => {
        const server = await start();
        const admin = await server.admin();
        // Django converts from one named zone to another.
        await loadTimeZone(admin, "UTC", 1);
        await loadTimeZone(admin, "Europe/Berlin", 2);
        await admin.end();
        return {
          url: (database) => server.url(database),
          createDatabase: (name_) => server.createDatabase(name_),
          sql: async (database, statements) => {
            const connection = await server.admin(database);
            try {
              for (const text of statements) await connection.query(text);
            } finally {
              await connection.end();
            }
          },
          rows: async (database, selects) => {
            const connection = await server.admin(database);
            try {
              const all: Record<string, unknown>[][] = [];
              for (const select of selects) all.push((await connection.query(select))[0] as Record<string, unknown>[]);
              return all;
            } finally {
              await connection.end();
            }
          },
          client: (database) => server.admin(database),
          kill: () => server.kill(),
          start: () => server.start(),
          stop: () => server.stop(),
        };
      },
    }),
  ),
];

async function postgres(): Promise<AnyServer> {
  const server = await startPostgres();
  return {
    url: (database) => server.url(database),
    createDatabase: (name) => server.createDatabase(name),
    sql: async (database, statements) => {
      const client = await server.client(database);
      try {
        for (const text of statements) await client.query(text);
      } finally {
        await client.end();
      }
    },
    rows: async (database, selects) => {
      const client = await server.client(database);
      try {
        await client.query("SET TimeZone = 'UTC'");
        const all: Record<string, unknown>[][] = [];
        for (const select of selects) all.push((await client.query(select)).rows);
        return all;
      } finally {
        await client.end();
      }
    },
    client: (database) => server.client(database),
    kill: () => server.kill(),
    start: () => server.start(),
    stop: () => server.stop(),
  };
}
