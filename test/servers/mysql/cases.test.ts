import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { openDatabase } from "../../../src/database/open";
import { type Case, casesOf, type Expectation } from "../../django/case";
import type { Opened } from "../../django/open";
import { answers, fixtureOf, hostOf } from "./caseRunner";
import { MYSQL_SERVERS, type MysqlServer } from "./server";
import { loadTimeZone } from "./timeZones";

const here = import.meta.dirname;

for (const { name, start, isMissing } of MYSQL_SERVERS)
  describe.skipIf(isMissing)(`cases on ${name}`, () => {
    const kind = name.toLowerCase();
    const own = readAnswers(kind);
    let server: MysqlServer | null = null;
    const hosts = new Map<string, Promise<Opened>>();
    const databases = new Map<string, Promise<void>>();

    beforeAll(async () => {
      server = await start();
      const admin = await server.admin();
      await loadTimeZone(admin, "America/Chicago", 1);
      await admin.end();
    });

    afterAll(async () => {
      for (const opened of hosts.values()) await (await opened).backend.close();
      await server?.stop();
    });

    for (const group of ["read", "write"] as const) {
      describe(`${group} cases`, () => {
        for (const cases of casesOf(group).values())
          for (const one of cases)
            it(`${one.id} ${one.statements.at(-1)}`, async () => {
              const opened = await open(one);
              if (group === "write") await resetKeys(one);
              await answers(one, opened, own.get(one.id));
            });
      });
    }

    function open(one: Case): Promise<Opened> {
      const key = `${one.database} ${JSON.stringify({ ...one.settings, NOW: "" })}`;
      const known = hosts.get(key) ?? connect(one);
      hosts.set(key, known);
      return known;
    }

    async function connect(one: Case): Promise<Opened> {
      const { app, state } = fixtureOf(one);
      const database = `${app}_${state}`;
      const loaded = databases.get(database) ?? load(database, join(here, "fixtures", `${app}.${state}.${kind}.sql`));
      databases.set(database, loaded);
      await loaded;
      return hostOf(one, await openDatabase({ url: running().url(database), workspace: here }));
    }

    async function load(database: string, file: string): Promise<void> {
      await running().createDatabase(database);
      const admin = await running().admin(database);
      await admin.query("SET foreign_key_checks = 0, time_zone = '+00:00'");
      await admin.query(readFileSync(file, "utf8"));
      await admin.end();
    }

    /** A rehearsal that was rolled back has used up keys: the next one is to get those that Django's answers name. */
    async function resetKeys(one: Case): Promise<void> {
      const { app, state } = fixtureOf(one);
      const database = `${app}_${state}`;
      const admin = await running().admin(database);
      // MySQL else answers from statistics of long ago; MariaDB knows no such thing.
      if (name === "MySQL") await admin.query("SET information_schema_stats_expiry = 0");
      const [rows] = await admin.query("SHOW TABLE STATUS WHERE Auto_increment IS NOT NULL");
      for (const row of rows as { Name: string; Auto_increment: number }[])
        if (row.Auto_increment > 1) await admin.query(`ALTER TABLE \`${row.Name}\` AUTO_INCREMENT = 1`);
      await admin.end();
    }

    function running(): MysqlServer {
      if (server === null) throw new Error("The server did not start.");
      return server;
    }
  });

/** Django's answers on that server where they are others than on SQLite. */
function readAnswers(kind: string): ReadonlyMap<string, readonly Expectation[]> {
  const file = join(here, "answers", `${kind}.json`);
  return new Map(existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, "utf8"))) : []);
}
