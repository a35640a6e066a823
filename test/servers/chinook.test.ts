import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../../src/database/backend";
import { openDatabase } from "../../src/database/open";
import { momentOf } from "../../src/engine/clock";
import { readProject } from "../../src/models/django/project";
import { mergeModels } from "../../src/models/merge";
import { sqliteFunctions } from "../../src/orm/dialects/sqliteFunctions";
import { Registry } from "../../src/orm/registry";
import { observeJson } from "../../src/preview/observe";
import { rehearse } from "../../src/preview/rehearsal";
import { toResult } from "../../src/preview/report";
import type { ScriptHost } from "../../src/preview/script";
import type { Json } from "../../src/protocol/json";
import type { ProjectInfo } from "../../src/protocol/models";
import { same } from "../django/compare";
import { type AnyServer, KINDS } from "./anyServer";

const CHINOOK = join(import.meta.dirname, "../../../shared/data/chinook");

/** Reads that say the same wherever the rows are: every order is told to its end, and no text depends on a collation. */
const STATEMENTS = [
  "Artist.objects.count()",
  'Track.objects.filter(album__artist__name="AC/DC").count()',
  'list(Track.objects.filter(milliseconds__gt=5000000).order_by("track_id").values_list("name", "milliseconds"))',
  'Invoice.objects.aggregate(n=Count("invoice_id"), most=Max("total"), all=Sum("total"))',
  'list(Invoice.objects.filter(invoice_date__year=2021).order_by("invoice_id").values_list("invoice_id", "total", "invoice_date")[:5])',
  'list(Genre.objects.annotate(n=Count("track")).order_by("-n", "genre_id").values_list("name", "n"))',
  'list(Customer.objects.filter(company__isnull=False).order_by("customer_id").values_list("company", flat=True))',
  'list(Employee.objects.filter(reports_to__first_name="Nancy").order_by("employee_id").values_list("last_name", flat=True))',
  'list(Playlist.objects.filter(pk__lte=6).order_by("pk").values_list("name", flat=True))',
  'list(Track.objects.filter(name__icontains="love").order_by("-unit_price", "track_id").values_list("track_id", flat=True)[:20])',
  'list(Invoice.objects.annotate(month=TruncMonth("invoice_date")).values("month").annotate(sum=Sum("total")).order_by("month")[:6])',
  'list(Track.objects.filter(Exists(InvoiceLine.objects.filter(track=OuterRef("pk"), quantity__gte=1))).order_by("-pk").values_list("pk", flat=True)[:5])',
  'Track.objects.filter(album__title__startswith="Let There Be").update(unit_price=F("unit_price") + 1)',
  'InvoiceLine.objects.filter(invoice__customer__country="Brazil").delete()[0]',
];

/** The data as a kind of server takes it, without the head that makes a database of its own. */
function dataFor(engine: "postgresql" | "mysql"): readonly string[] {
  if (engine === "mysql")
    return [readFileSync(join(CHINOOK, "Chinook_MySql.sql"), "utf8").replace(/^[\s\S]*?USE `Chinook`;/, "")];
  return [
    readFileSync(join(CHINOOK, "Chinook_PostgreSql.sql"), "utf8").replace(/^[\s\S]*?\\c chinook;/, ""),
    "GRANT ALL ON ALL TABLES IN SCHEMA public TO queryset",
  ];
}

for (const kind of KINDS)
  describe.skipIf(kind.isMissing || !existsSync(CHINOOK))(
    `Chinook (which lies beside the project) on ${kind.name}`,
    () => {
      let server: AnyServer | null = null;
      let folder: string | null = null;
      const opened: { readonly backend: Backend; readonly host: ScriptHost }[] = [];

      beforeAll(async () => {
        server = await kind.start();
        await server.createDatabase("chinook");
        await server.sql("chinook", dataFor(kind.engine));
        folder = mkdtempSync(join(tmpdir(), "queryset-chinook-"));
        cpSync(join(CHINOOK, "Chinook_Sqlite.sqlite"), join(folder, "chinook.sqlite"));
        for (const url of [join(folder, "chinook.sqlite"), server.url("chinook")]) {
          const backend = await openDatabase({ url, workspace: folder, functions: sqliteFunctions() });
          const { databases: _none, ...project } = await readProject(
            { name: "chinook", list: async () => [], read: async () => "" },
            "",
          );
          const merged: ProjectInfo = {
            ...project,
            models: mergeModels(project, await backend.introspect(), { contentTypes: [] }),
          };
          const registry = new Registry(merged);
          opened.push({ backend, host: { project: merged, registry, dialect: backend.dialect, sources: () => null } });
        }
      });

      afterAll(async () => {
        for (const { backend } of opened) await backend.close();
        await server?.stop();
        if (folder !== null) rmSync(folder, { recursive: true, force: true });
      });

      it.each(STATEMENTS)("answers %s as in SQLite", async (source) => {
        const answers: {
          readonly value: Json;
          readonly effects: readonly (readonly [string, number])[];
          readonly error: string;
        }[] = [];
        for (const { backend, host } of opened) {
          const script = {
            source: `${source}\n`,
            now: momentOf("2024-06-01T00:00:00", host.project.settings),
            seed: 1,
            keepGoing: false,
          };
          const run = await rehearse({ backend, host, signal: null, observe: observeJson }, { kind: "script", script });
          const results = run.statements.map((statement) => toResult(statement, host.registry));
          answers.push({
            value: plain(results.at(-1)?.value ?? null),
            effects: results.flatMap(({ effects }) =>
              effects.map(({ action, count }): [string, number] => [action, count]),
            ),
            error: results.flatMap(({ error }) => error?.message ?? []).join(),
          });
        }
        const [sqlite, own] = answers;
        expect(own?.error).toBe("");
        expect(own?.effects).toEqual(sqlite?.effects);
        expect(
          same(own?.value ?? null, sqlite?.value ?? null),
          `${JSON.stringify(own?.value, big)} for ${JSON.stringify(sqlite?.value, big)}`,
        ).toBe(true);
      });
    },
  );

const big = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);

/** Decimals without the noughts that only one of the two writes. */
function plain(value: Json): Json {
  if (typeof value === "string") return /^-?\d+\.\d+$/.test(value) ? String(Number(value)) : value;
  if (Array.isArray(value)) return value.map((item: Json) => plain(item));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item as Json)]));
}
