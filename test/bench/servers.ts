import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../src/database/open";
import { Engine } from "../../src/engine/engine";
import { settingsText } from "../django/open";
import { type AnyKind, type AnyServer, KINDS } from "../servers/anyServer";
import { interleaved, median, ms, ratio, timed } from "./reads/measure";
import { record } from "./record";

const ROUNDS = Number(process.env.QUERYSET_BENCH_ROUNDS ?? 3);
const ROWS = 100_000;
const TABLES = 2000;
const NEVER = new AbortController().signal;
const MODELS = `from django.db import models

class Widget(models.Model):
    name = models.CharField(max_length=20)
    count = models.IntegerField()
`;

/** Servers: an update of many rows and the first page beside the raw driver, introspection, cancelling. */
export async function benchServers(): Promise<void> {
  if (KINDS.every(({ name }) => name !== "MySQL")) console.log("MySQL: not on this machine, not measured");
  for (const kind of KINDS) {
    if (kind.isMissing) {
      console.log(`${kind.name}: not on this machine, not measured`);
      continue;
    }
    const server = await kind.start();
    const folder = mkdtempSync(join(tmpdir(), "queryset-bench-"));
    try {
      await measure(kind, server, folder);
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

async function measure(kind: AnyKind, server: AnyServer, folder: string): Promise<void> {
  for (const name of ["app", "storage"]) mkdirSync(join(folder, name));
  const files = { "manage.py": "", "app/__init__.py": "", "app/models.py": MODELS };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const project = { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "AutoField" };
  writeFileSync(join(folder, "settings.py"), settingsText(project, "app"));
  await server.createDatabase("rows");
  const isPostgres = kind.engine === "postgresql";
  const grant = isPostgres ? ["GRANT ALL ON ALL TABLES IN SCHEMA public TO queryset"] : [];
  const numbers = isPostgres
    ? `SELECT i, 'widget ' || i, i FROM generate_series(1, ${ROWS}) AS i`
    : `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) SELECT i, CONCAT('widget ', i), i FROM n`;
  await server.sql("rows", [
    "CREATE TABLE app_widget (id integer PRIMARY KEY, name varchar(20) NOT NULL, count integer NOT NULL)",
    ...(isPostgres
      ? []
      : [
          `SET SESSION ${kind.name === "MariaDB" ? "max_recursive_iterations" : "cte_max_recursion_depth"} = ${ROWS + 1}`,
        ]),
    `INSERT INTO app_widget ${numbers}`,
    ...grant,
  ]);
  const raw = await server.client("rows");
  const engine = new Engine("");
  await engine.open({ workspace: folder, storage: join(folder, "storage"), database: server.url("rows") });
  const keep = (what: string, by: string, milliseconds: number, of: string): void =>
    record({ bench: "servers", what: `${what} on ${kind.name}`, of, by, milliseconds });
  try {
    const page = await interleaved(ROUNDS, {
      engine: () => timed(() => engine.run({ source: 'Widget.objects.order_by("id")' }, NEVER)),
      driver: () => timed(() => raw.query("SELECT * FROM app_widget ORDER BY id LIMIT 100")),
    });
    const write = await interleaved(ROUNDS, {
      engine: () =>
        timed(async () => {
          const answer = await engine.run({ source: "Widget.objects.update(count=F('count') + 1)" }, NEVER);
          if (answer.kind !== "preview") throw new Error(`no preview but ${answer.kind}`);
          const applied = await engine.handlers.apply({ preview: answer.preview.id, confirmed: { many: true } }, NEVER);
          if (applied.kind !== "applied") throw new Error(`not applied but ${applied.kind}`);
        }),
      driver: () => timed(() => raw.query("UPDATE app_widget SET count = count + 1")),
    });
    for (const by of ["engine", "driver"] as const) {
      keep("first page", by, page[by], `${ROWS.toLocaleString("en")} rows`);
      keep("update, previewed and applied", by, write[by], `${ROWS.toLocaleString("en")} rows`);
    }
    const cancelled = await cancel(server, isPostgres);
    keep("cancel", "engine", cancelled, "a statement that sleeps");
    const introspected = await introspection(server, grant);
    keep("introspection", "engine", introspected, `${TABLES.toLocaleString("en")} tables`);
    await server.kill();
    const told = await timed(() => engine.run({ source: "Widget.objects.count()" }, NEVER).catch(() => undefined));
    keep("told that the server is gone", "engine", told, "a server that was killed");
    console.log(`${kind.name}: medians of ${ROUNDS} rounds
  first page of ${ROWS} rows     ours ${ms(page.engine)}, the driver ${ms(page.driver)}: ${ratio(page.engine, page.driver)}
  update of ${ROWS} rows, previewed and applied ${ms(write.engine)}, the driver's statement ${ms(write.driver)}: ${ratio(write.engine, write.driver)}
  cancel ${ms(cancelled)} (≤ 200 ms)   introspection of ${TABLES} tables ${ms(introspected)} (≤ 2 s)   a dead server told after ${ms(told)} (≤ 5 s)`);
  } finally {
    await engine.close();
    await raw.end().catch(() => undefined);
  }
}

async function cancel(server: AnyServer, isPostgres: boolean): Promise<number> {
  const backend = await openDatabase({ url: server.url("rows"), workspace: "/" });
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const controller = new AbortController();
    const sleep = isPostgres ? "SELECT pg_sleep(30)" : "SELECT SLEEP(30)";
    const work = backend.read((session) => session.all(sleep), controller.signal).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    controller.abort();
    found.push(await timed(() => work));
  }
  await backend.close();
  return median(found);
}

async function introspection(server: AnyServer, grant: readonly string[]): Promise<number> {
  await server.createDatabase("tables");
  const tables = Array.from(
    { length: TABLES },
    (_, i) => `CREATE TABLE t${i} (id integer PRIMARY KEY, a varchar(20) NOT NULL, b integer, c integer UNIQUE)`,
  );
  await server.sql("tables", [...tables, ...grant]);
  const backend = await openDatabase({ url: server.url("tables"), workspace: "/" });
  const took = await timed(() => backend.introspect());
  await backend.close();
  return took;
}
