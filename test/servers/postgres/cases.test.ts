import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { momentOf } from "../../../src/engine/clock";
import { observeJson } from "../../../src/preview/observe";
import { rehearse } from "../../../src/preview/rehearsal";
import { toResult } from "../../../src/preview/report";
import { type Case, casesOf } from "../../django/case";
import { type Opened, openApp, openModels } from "../../django/open";
import { serverFaults } from "../compare";
import { DIFFERENT } from "./different";
import { type PostgresServer, PROGRAMS, startPostgres } from "./server";
import { copyRows, sequences } from "./stored";
import { type ServerTables, serverTables } from "./tables";

const django = join(import.meta.dirname, "../../django");

interface App extends Opened {
  readonly tables: ServerTables;
  readonly sequences: string;
  readonly client: pg.Client;
}

describe.skipIf(PROGRAMS === null)("Django's answers on PostgreSQL", () => {
  let server: PostgresServer | null = null;
  const apps = new Map<string, Promise<App>>();

  beforeAll(async () => {
    server = await startPostgres();
  });

  afterAll(async () => {
    for (const opened of apps.values()) {
      const app = await opened.catch(() => null);
      await app?.backend.close();
      await app?.client.end();
    }
    await server?.stop();
  });

  for (const kind of ["read", "write"] as const) {
    for (const [group, cases] of casesOf(kind)) {
      describe(`${kind} ${group}`, () => {
        for (const one of cases.filter(({ id }) => DIFFERENT[id] === undefined))
          it(`${one.id} ${one.statements.at(-1)}`, () => answers(one));
      });
    }
  }

  async function answers(one: Case): Promise<void> {
    const app = await open(one);
    const { backend, host, tables, client } = app;
    await client.query(app.sequences);
    const script = {
      source: `${one.statements.join("\n")}\n`,
      now: momentOf(one.settings.NOW, host.project.settings),
      seed: 1,
      keepGoing: true,
    };
    const { statements } = await rehearse(
      { host, backend, signal: null, observe: observeJson },
      { kind: "script", script },
    );
    const results = statements.map((statement) => toResult(statement, host.registry));
    expect(results.length).toBe(one.expect.length);
    const zone = one.settings.USE_TZ ? null : one.settings.TIME_ZONE;
    const faults = one.expect.flatMap((want, i) =>
      serverFaults(want, results[i] as (typeof results)[number], tables, zone),
    );
    expect(faults).toEqual([]);
  }

  function open(one: Case): Promise<App> {
    const known = apps.get(one.database) ?? make(one, `app${apps.size}`);
    apps.set(one.database, known);
    return known;
  }

  async function make(one: Case, name: string): Promise<App> {
    if (!server) throw new Error("the server did not start");
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
});
