import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../../../src/database/backend";
import { openDatabase } from "../../../src/database/open";
import { Engine } from "../../../src/engine/engine";
import { Cancelled } from "../../../src/protocol/errors";
import { settingsText } from "../../django/open";
import { type StandIn, startStandIn, VERSION_FUNCTION } from "./cockroachStandIn";
import { type PostgresServer, PROGRAMS, startPostgres } from "./server";

const MODELS = `
from django.db import models

class Widget(models.Model):
    name = models.CharField(max_length=20)
    count = models.IntegerField(null=True)
`;
const NEVER = new AbortController().signal;
const WRITES = /^\s*(?:WITH\b.*)?\b(?:INSERT|UPDATE|DELETE|SAVEPOINT|COMMIT)\b|FOR UPDATE|READ WRITE/is;

describe.skipIf(PROGRAMS === null)("a stand-in for CockroachDB", () => {
  let server: PostgresServer | null = null;
  let standIn: StandIn | null = null;
  let folder: string | null = null;
  let engine: Engine | null = null;
  let backend: Backend | null = null;

  beforeAll(async () => {
    server = await startPostgres();
    await server.createDatabase("roach");
    await server.sql("roach", VERSION_FUNCTION);
    await server.sql(
      "roach",
      `CREATE TABLE app_widget (id bigint PRIMARY KEY, name varchar(20) NOT NULL, count integer);
       INSERT INTO app_widget SELECT i, 'widget ' || i, NULLIF(i % 10, 0) FROM generate_series(1, 500) AS n (i);
       GRANT ALL ON ALL TABLES IN SCHEMA public TO queryset`,
    );
    standIn = await startStandIn(server.port);
    const url = new URL(server.url("roach"));
    url.port = String(standIn.port);
    url.searchParams.set("sslmode", "disable");
    folder = mkdtempSync(join(tmpdir(), "queryset-roach-"));
    for (const name of ["app", "storage"]) mkdirSync(join(folder, name));
    const files = { "manage.py": "", "app/__init__.py": "", "app/models.py": MODELS };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const settings = { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "BigAutoField" };
    writeFileSync(join(folder, "settings.py"), settingsText(settings, "app"));
    backend = await openDatabase({ url: url.href, workspace: folder });
    engine = new Engine("");
    await engine.open({ workspace: folder, storage: join(folder, "storage"), database: url.href });
  });

  afterAll(async () => {
    await engine?.close();
    await backend?.close();
    await standIn?.close();
    await server?.stop();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  });

  const on = (): { readonly engine: Engine; readonly backend: Backend; readonly standIn: StandIn } => {
    if (engine === null || backend === null || standIn === null) throw new Error("it was not opened");
    return { engine, backend, standIn };
  };

  it("is opened for reading, with its tables", async () => {
    const { info } = on().backend;
    expect(info).toMatchObject({ kind: "postgres", readOnly: true });
    expect(on().backend.dialect).toBe("cockroachdb");
    const { tables } = await on().backend.introspect();
    expect(tables.map(({ name, primaryKey }) => [name, primaryKey])).toEqual([["app_widget", ["id"]]]);
  });

  it("gives rows, pages far down and counts, and is asked for nothing that it lacks", async () => {
    const read = async (source: string) => {
      const answer = await on().engine.run({ source }, NEVER);
      if (answer.kind !== "read") throw new Error(`not read but ${JSON.stringify(answer)}`);
      return answer.statements.at(-1);
    };
    expect((await read("Widget.objects.filter(name__iregex='^WIDGET 4..$').count()"))?.value).toEqual(100n);
    expect((await read("list(Widget.objects.filter(count__gt=3).values_list('pk', flat=True)[:2])"))?.value).toEqual([
      4n,
      5n,
    ]);
    const id = (await read("Widget.objects.order_by('-name')"))?.result?.id ?? "";
    const page = await on().engine.handlers.page({ id, start: 300, count: 2 }, NEVER);
    expect(page.rows).toHaveLength(2);
    expect((await read("print(Widget.objects.filter(pk=1).explain())"))?.error).toBeUndefined();
  });

  it("refuses every write before anything of it is sent, and says why", async () => {
    const { sent } = on().standIn;
    const before = sent.length;
    for (const source of [
      "Widget.objects.update(count=1)",
      "Widget.objects.create(id=1000, name='new')",
      "w = Widget.objects.get(pk=1)\nw.count = 2\nw.save()",
      "Widget.objects.filter(pk=1).delete()",
      "Widget.objects.bulk_create([Widget(id=1001, name='a')])",
    ])
      await expect(on().engine.run({ source }, NEVER)).rejects.toMatchObject({
        code: "ReadOnly",
        message: expect.stringMatching(/is only read.*CockroachDB lacks.*xmin.*pg_stat_xact_user_tables.*txid_status/),
        hint: expect.stringContaining("Copy Table to Scratch"),
      });
    await expect(on().backend.transaction(async () => undefined)).rejects.toMatchObject({ code: "ReadOnly" });
    expect(sent.slice(before).filter((sql) => WRITES.test(sql))).toEqual([]);
    expect(await server?.sql("roach", "SELECT count(*)::int AS n FROM app_widget")).toEqual([{ n: 500 }]);
  });

  it("does a read again that the server gave up on, and says so where that does not help", async () => {
    const count = () => on().backend.read((session) => session.all('SELECT count(*) AS n FROM "app_widget"'));
    on().standIn.failNext(2, /count\(\*\) AS n/);
    expect(await count()).toEqual([{ n: 500n }]);
    on().standIn.failNext(1000, /count\(\*\) AS n/);
    await expect(count()).rejects.toMatchObject({ code: "OperationalError", hint: expect.stringContaining("again") });
    on().standIn.failNext(0, /x/);
    let runs = 0;
    const whole = on().backend.read(async (session) => {
      await session.savepoint();
      if (++runs === 1) on().standIn.failNext(1, /FROM "app_widget"/);
      return session.all('SELECT count(*) AS n FROM "app_widget"');
    });
    expect(await whole).toEqual([{ n: 500n }]);
    expect(runs).toBe(2);
  });

  it("stops a read that is cancelled", async () => {
    const controller = new AbortController();
    const work = on().backend.read((session) => session.all("SELECT pg_sleep(30)"), controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 200));
    controller.abort();
    await expect(work).rejects.toBeInstanceOf(Cancelled);
    // Its connection is closed with it; the next read opens another.
    expect(await on().backend.read((session) => session.all("SELECT 1 AS n"))).toEqual([{ n: 1n }]);
  });
});
