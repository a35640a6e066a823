import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { momentOf } from "../../../src/engine/clock";
import { observeJson } from "../../../src/preview/observe";
import { rehearse } from "../../../src/preview/rehearsal";
import { toResult } from "../../../src/preview/report";
import { type Case, casesOf } from "../../django/case";
import { serverFaults } from "../compare";
import { type App, openCase } from "./caseDatabase";
import { answersOf } from "./different";
import { type PostgresServer, PROGRAMS, startPostgres } from "./server";

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
        for (const one of cases) it(`${one.id} ${one.statements.at(-1)}`, () => answers(one));
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
    const faults = answersOf(one).flatMap((want, i) =>
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
    return openCase(server, one, name);
  }
});
