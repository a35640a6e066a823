import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Case, Expectation } from "../../django/case";
import { faultsOf } from "../../django/compare";
import { openModels } from "../../django/open";
import { type CaseServer, describeCases } from "../caseRunner";
import { MYSQL_SERVERS, type MysqlServer } from "./server";
import { storedForm } from "./storedForm";
import { loadTimeZone } from "./timeZones";

const here = import.meta.dirname;
const django = join(here, "../../django");

for (const { name, start, isMissing } of MYSQL_SERVERS)
  describeCases(name, isMissing, async (): Promise<CaseServer> => {
    const kind = name.toLowerCase();
    const own = readAnswers(kind);
    const server = await start();
    const admin = await server.admin();
    await loadTimeZone(admin, "America/Chicago", 1);
    await admin.end();
    const loaded = new Map<string, Promise<void>>();
    return {
      keyOf: (one) => `${one.database} ${JSON.stringify({ ...one.settings, NOW: "" })}`,
      async open(one) {
        const app = one.models.split("/").at(-1) ?? "";
        // The server's messages name the database.
        const database = `${app}_${stateOf(one)}`;
        const file = join(here, "fixtures", `${app}.${stateOf(one)}.${kind}.sql`);
        const loading = loaded.get(database) ?? load(server, database, file);
        loaded.set(database, loading);
        await loading;
        const models = readFileSync(join(django, one.models, "models.py"), "utf8");
        const opened = await openModels({ app, models, settings: one.settings, url: server.url(database) });
        const stored = storedForm(opened.host.registry);
        return {
          ...opened,
          reset: () => resetKeys(server, name, database),
          wanted: ({ id, expect }) => own.get(id) ?? expect,
          faults: (_one, want, got) => faultsOf(want, got, stored),
          close: () => opened.backend.close(),
        };
      },
      stop: () => server.stop(),
    };
  });

/** The state of a case's tables: `base`. */
function stateOf({ database }: Case): string {
  return /([^/]+)\.\w+$/.exec(database)?.[1] ?? "";
}

async function load(server: MysqlServer, database: string, file: string): Promise<void> {
  await server.createDatabase(database);
  const admin = await server.admin(database);
  await admin.query("SET foreign_key_checks = 0, time_zone = '+00:00'");
  await admin.query(readFileSync(file, "utf8"));
  await admin.end();
}

async function resetKeys(server: MysqlServer, name: string, database: string): Promise<void> {
  const admin = await server.admin(database);
  // MySQL else answers from statistics of long ago; MariaDB knows no such thing.
  if (name === "MySQL") await admin.query("SET information_schema_stats_expiry = 0");
  const [rows] = await admin.query("SHOW TABLE STATUS WHERE Auto_increment IS NOT NULL");
  for (const row of rows as { Name: string; Auto_increment: number }[])
    if (row.Auto_increment > 1) await admin.query(`ALTER TABLE \`${row.Name}\` AUTO_INCREMENT = 1`);
  await admin.end();
}

/** Django's answers on that server where they are others than on SQLite. */
function readAnswers(kind: string): ReadonlyMap<string, readonly Expectation[]> {
  const file = join(here, "answers", `${kind}.json`);
  return new Map(existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, "utf8"))) : []);
}
