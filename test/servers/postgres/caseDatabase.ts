import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type pg from "pg";
import type { Case } from "../../django/case";
import { type Opened, openApp, openModels } from "../../django/open";
import type { PostgresServer } from "./server";
import { copyRows, sequences } from "./stored";
import { type ServerTables, serverTables } from "./tables";

const django = join(import.meta.dirname, "../../django");

/** A case's models over its data on the server. */
export interface App extends Opened {
  readonly tables: ServerTables;
  /** Puts the sequences back to where the case begins. */
  readonly sequences: string;
  /** The superuser's own connection. The caller ends it. */
  readonly client: pg.Client;
}

/** Makes a database for the cases of one app, its tables and rows from those that Django made in SQLite, and opens it. */
export async function openCase(server: PostgresServer, one: Case, name: string): Promise<App> {
  const app = one.models.split("/").at(-1) ?? "";
  const file = join(django, one.database.replace(/\.sql$/, ".sqlite3"));
  const models = readFileSync(join(django, one.models, "models.py"), "utf8");
  const sqlite = await openApp({ app, models, settings: one.settings, database: file, backend: "native" });
  const source = new DatabaseSync(file, { readOnly: true });
  const indexes = source
    .prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE %'")
    .all() as { sql: string }[];
  const tables = serverTables(
    await sqlite.backend.introspect(),
    sqlite.host.registry,
    indexes.map(({ sql }) => sql),
  );
  await sqlite.backend.close();
  await server.createDatabase(name);
  const client = await server.client(name);
  for (const statement of tables.statements) await client.query(statement);
  await copyRows(source, client, tables, one.settings.USE_TZ ? "UTC" : one.settings.TIME_ZONE);
  const next = sequences(source, tables);
  source.close();
  await client.query(
    "GRANT ALL ON ALL TABLES IN SCHEMA public TO queryset; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO queryset",
  );
  const opened = await openModels({ app, models, settings: one.settings, url: server.url(name) });
  return { ...opened, tables, sequences: next, client };
}
