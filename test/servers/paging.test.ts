import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../../src/database/backend";
import { momentOf } from "../../src/engine/clock";
import { normal } from "../../src/orm/normal";
import type { DjangoOrm } from "../../src/orm/orm";
import { type Observed, observeTable, type TableValue } from "../../src/preview/observe";
import { runReadOnly } from "../../src/preview/rehearsal";
import type { ScriptHost } from "../../src/preview/script";
import type { Json } from "../../src/protocol/json";
import type { Value } from "../../src/python/objects";
import { openModels } from "../django/open";
import { type AnyServer, KINDS } from "./anyServer";

const ROWS = 1_000;

const MODELS = `
from django.db import models

class Sample(models.Model):
    name = models.CharField(max_length=40, null=True)
    big = models.BigIntegerField()
    price = models.DecimalField(max_digits=30, decimal_places=10, null=True)
    at = models.DateTimeField(null=True)
    ratio = models.FloatField(null=True)
    small = models.FloatField()
    size = models.CharField(max_length=10)
    note = models.TextField()
`;

/** Names that differ in case and accents only, numbers past 2^53, and every NULL. */
const TABLES = {
  postgresql: [
    `CREATE TYPE size AS ENUM ('small', 'large', 'huge')`,
    `CREATE TABLE app_sample (id bigint PRIMARY KEY, name varchar(40), big bigint NOT NULL, price numeric(30, 10),
      at timestamptz, ratio double precision, small real NOT NULL, size size NOT NULL, note text NOT NULL)`,
    `INSERT INTO app_sample SELECT n * 3,
      CASE WHEN n % 11 = 0 THEN NULL ELSE (ARRAY['abc', 'Abc', 'äbc', 'ab c', 'a-bc', 'ABC', 'z'])[1 + n % 7] END,
      9007199254740992 + n * 7919 % 97, CASE WHEN n % 7 = 0 THEN NULL ELSE (n * 7919 % 89)::numeric / 7 END,
      CASE WHEN n % 5 = 0 THEN NULL ELSE TIMESTAMPTZ '2024-01-01 00:00:00.000001+00' + (n * 7919 % 83) * INTERVAL '1 microsecond' END,
      CASE WHEN n % 9 = 0 THEN NULL WHEN n % 9 = 1 THEN 'NaN' WHEN n % 9 = 2 THEN '-Infinity' ELSE 0.1 + (n * 7919 % 17) / 3.0 END,
      0.1 + n % 13, (ARRAY['small', 'large', 'huge'])[1 + n % 3]::size, repeat('x', 1100) || n * 7919 % 31
      FROM generate_series(1, ${ROWS}) AS n`,
    "CREATE INDEX ON app_sample (big); CREATE INDEX ON app_sample (price, id); ANALYZE app_sample",
    "GRANT ALL ON app_sample TO queryset",
  ],
  mysql: [
    `CREATE TABLE app_sample (id bigint PRIMARY KEY, name varchar(40) COLLATE utf8mb4_unicode_ci, big bigint NOT NULL,
      price decimal(30, 10), at datetime(6), ratio double, small float NOT NULL,
      size ENUM('small', 'large', 'huge') NOT NULL, note longtext NOT NULL, KEY (big), KEY (price)) CHARACTER SET utf8mb4`,
    `INSERT INTO app_sample WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${ROWS})
      SELECT n * 3, IF(n % 11 = 0, NULL, ELT(1 + n % 7, 'abc', 'Abc', 'äbc', 'ab c', 'a-bc', 'ABC', 'z')),
      9007199254740992 + n * 7919 % 97, IF(n % 7 = 0, NULL, (n * 7919 % 89) / 7),
      IF(n % 5 = 0, NULL, TIMESTAMPADD(MICROSECOND, n * 7919 % 83, '2024-01-01 00:00:00.000001')),
      IF(n % 9 = 0, NULL, 0.1e0 + (n * 7919 % 17) / 3e0), 0.1 + n % 13, ELT(1 + n % 3, 'small', 'large', 'huge'),
      CONCAT(REPEAT('x', 1100), n * 7919 % 31) FROM s`,
    "ANALYZE TABLE app_sample",
  ],
};

/** Orders, and whether their pages are found by key; what is found by number on MySQL is said by its reason. */
const ORDERS: readonly { readonly order: string; readonly by: Readonly<Record<"postgresql" | "mysql", string>> }[] = [
  ...['"id"', '"-id"', "", '"name"', '"-name"', '"big"', '"-big"', '"price"', '"-price"', '"at"', '"-at", "big"'].map(
    (order) => ({ order, by: { postgresql: "key", mysql: "key" } }),
  ),
  ...['"ratio"', '"-ratio"', '"small", "-price"', 'F("name").asc(nulls_last=True), "-big"', 'Lower("name").desc()'].map(
    (order) => ({ order, by: { postgresql: "key", mysql: "key" } }),
  ),
  // Sorted by their place in the declaration, and compared as text.
  { order: '"size"', by: { postgresql: "key", mysql: "offset" } },
  // Sorted by their first 1,024 bytes.
  { order: '"-note"', by: { postgresql: "key", mysql: "offset" } },
];

for (const kind of KINDS)
  describe.skipIf(kind.isMissing)(`pages of a result on ${kind.name}`, () => {
    let server: AnyServer | null = null;
    let opened: { readonly backend: Backend; readonly host: ScriptHost } | null = null;

    beforeAll(async () => {
      server = await kind.start();
      await server.createDatabase("paging");
      await server.sql("paging", TABLES[kind.engine]);
      const settings = { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "BigAutoField" };
      opened = await openModels({ app: "app", models: MODELS, settings, url: server.url("paging") });
    });

    afterAll(async () => {
      await opened?.backend.close();
      await server?.stop();
    });

    /** Runs a queryset, and pages its rows as the engine does: each page in a session of its own. */
    async function paged(source: string): Promise<{ readonly by: string; readonly text: TextOf }> {
      if (opened === null) throw new Error("the database did not open");
      const { backend, host } = opened;
      const now = momentOf("2024-06-01T00:00:00", host.project.settings);
      const found: { readonly table: TableValue | null; readonly orm: DjangoOrm }[] = [];
      const observe = async (value: Value | undefined, orm: DjangoOrm): Promise<Observed> => {
        const seen = await observeTable(value, orm);
        found.push({ table: seen.table, orm });
        return seen;
      };
      const script = { source: `${source}\n`, now, seed: 1, keepGoing: false };
      const run = await runReadOnly({ backend, host, signal: null, observe }, script);
      expect(run?.flatMap(({ error }) => (error === null ? [] : [String(error)]))).toEqual([]);
      const [{ table, orm } = { table: null, orm: null }] = found;
      const rows = table?.more?.rows;
      if (rows === undefined || orm === null) throw new Error("There are no pages.");
      const text: TextOf = (start, count) =>
        backend.read(async (session) => {
          const values = await rows.page(session, start, count);
          return Promise.all(values.map(async (value) => textOf(await normal(value, orm))));
        });
      return { by: rows.access.by, text };
    }

    it.each(ORDERS)("in the order ($order) hold each row once, from either end", async ({ order, by }) => {
      const columns = `"id", "name", "big", "price", "at", "ratio", "small", "size"`;
      const pages = await paged(`Sample.objects.order_by(${order}).values_list(${columns})`);
      expect(pages.by).toBe(by[kind.engine]);
      const { text } = pages;
      const all = await text(0, ROWS + 1);
      expect(new Set(all).size).toBe(ROWS);
      const forwards: string[] = [];
      for (let start = 0; start < ROWS; start += 90) forwards.push(...(await text(start, 90)));
      expect(forwards).toEqual(all);
      const backwards: string[] = [];
      for (let start = ROWS - 50; start >= 0; start -= 50) backwards.unshift(...(await text(start, 50)));
      expect(backwards).toEqual(all);
      expect(await text(ROWS - 3, 10)).toEqual(all.slice(-3));
    });

    it.each([
      {
        source: 'Sample.objects.order_by().values_list("big", "size").distinct()',
        plain: "SELECT DISTINCT big, size FROM app_sample ORDER BY 1, 2",
      },
      {
        source: 'Sample.objects.order_by("size").values_list("size", "big").distinct()',
        plain: "SELECT DISTINCT size, big FROM app_sample ORDER BY 1, 2",
      },
      {
        source: 'Sample.objects.order_by().values_list("big", "size").annotate(n=Count("id"))',
        plain: "SELECT big, size, COUNT(id) FROM app_sample GROUP BY 1, 2 ORDER BY 1, 2",
      },
      {
        source:
          'Sample.objects.filter(big__gt=9007199254741000).values_list("big", "size").union(Sample.objects.values_list("big", "size"))',
        plain: "SELECT big, size FROM app_sample UNION SELECT big, size FROM app_sample ORDER BY 1, 2",
      },
    ])("of rows that have no key hold each of them once: $source", async ({ source, plain }) => {
      const { by, text } = await paged(source);
      expect(by).toBe("offset");
      const [wanted = []] = (await server?.rows("paging", [plain])) ?? [];
      const pages: string[] = [];
      for (let start = 0; start < wanted.length; start += 40) pages.push(...(await text(start, 40)));
      const valuesOf = (row: Readonly<Record<string, unknown>>): string => Object.values(row).map(String).join();
      const got = pages.map((row) =>
        (JSON.parse(row.replace(/"?(\d{15,})n?"?/g, '"$1"').replace(/(\d)n"/g, '$1"')) as unknown[]).map(String).join(),
      );
      expect(new Set(got).size).toBe(wanted.length);
      // Only there two statements could have them in another order.
      if (kind.engine === "postgresql") expect(got).toEqual(wanted.map(valuesOf));
    });

    it("of an order go by what the server says of it, rows of one place by their key", async () => {
      if (server === null) throw new Error("the server did not start");
      for (const [order, clause] of [
        ['"name"', "name"],
        ['"-price"', "price DESC"],
        ['"-at", "big"', "at DESC, big"],
      ]) {
        const ways = [`${clause}, id`, `${clause}, id DESC`].map((by) => `SELECT id FROM app_sample ORDER BY ${by}`);
        const wanted = (await server.rows("paging", ways)).map((rows) => rows.map(({ id }) => String(id)).join());
        const { text } = await paged(`Sample.objects.order_by(${order}).values_list("id", flat=True)`);
        const got: string[] = [];
        for (let start = 0; start < ROWS; start += 250) got.push(...(await text(start, 250)));
        expect(wanted).toContain(got.join());
      }
    });

    it("begin behind the row before them, whatever was deleted meanwhile", async () => {
      const { text } = await paged('Sample.objects.order_by("id").values_list("id", flat=True)');
      expect((await text(0, 100)).at(-1)).toBe("300");
      await server?.sql("paging", ["DELETE FROM app_sample WHERE id < 100"]);
      expect((await text(100, 100))[0]).toBe("303");
    });
  });

type TextOf = (start: number, count: number) => Promise<string[]>;

function textOf(value: Json): string {
  if (typeof value === "bigint") return String(value);
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));
}
