import { DatabaseSync } from "node:sqlite";
import { momentNow } from "../../../src/engine/clock";
import { NOTHING } from "../../../src/preview/observe";
import { runReadOnly } from "../../../src/preview/rehearsal";
import { openApp } from "../../django/open";
import { findPython, pythonEnvironment } from "../../django/random/django";
import { recordSides } from "../record";
import { APP, fill, MODELS } from "../writes/scenarios";
import { Django } from "../writes/sides";
import { interleaved, ms, ratio } from "./measure";
import { inWorkspace } from "./project";

const ROWS = 100_000;

const READS = [
  {
    name: "values_list",
    statement: 'x = list(Song.objects.values_list("id", "title", "plays", "rating"))',
    sql: "SELECT id, title, plays, rating FROM music_song",
    target: "≤ 1.5",
  },
  {
    name: "values_list, flat",
    statement: 'x = list(Song.objects.values_list("title", flat=True))',
    sql: "SELECT title FROM music_song",
    target: "≤ 1.5",
  },
  {
    name: "model instances",
    statement: "x = list(Song.objects.all())",
    sql: "SELECT id, album_id, title, plays, rating, released FROM music_song",
    target: undefined,
  },
] as const;

/** Many rows at once, beside the driver alone and Django. */
export async function rowTimes(rounds: number): Promise<void> {
  await inWorkspace(
    (database) => fill(database, 1000, ROWS),
    async ({ folder, database }) => {
      const settings = { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "AutoField" };
      const { backend, host } = await openApp({ app: APP, models: MODELS, settings, database, backend: "native" });
      const raw = new DatabaseSync(database, { readOnly: true });
      const python = process.env.QUERYSET_BENCH_DJANGO === "no" ? null : findPython();
      const django = python === null ? null : new Django(python, `${folder}/django`, pythonEnvironment());
      const context = { host, backend, signal: null, observe: async () => NOTHING };
      try {
        for (const { name, statement, sql, target } of READS) {
          const times = await interleaved(rounds, {
            raw: () => {
              const start = performance.now();
              raw.prepare(sql).all();
              return performance.now() - start;
            },
            ours: async () => {
              const script = { source: statement, now: momentNow(), seed: 1, keepGoing: false };
              const [run] = (await runReadOnly(context, script)) ?? [];
              if (!run || run.error) throw new Error(run?.error?.message ?? "it writes");
              return run.milliseconds;
            },
            django: django && (async () => (await django.time({ ...SCENARIO, name, statement }, database)).statement),
          });
          recordSides(
            {
              bench: "reads",
              what: name,
              of: `${ROWS.toLocaleString("en")} rows`,
              ...(target && { target: `${target} × driver` }),
            },
            { engine: times.ours, driver: times.raw, Django: times.django },
          );
          console.log(`${name}, ${ROWS.toLocaleString("en")} rows
  ours ${ms(times.ours)}   driver ${ms(times.raw)}   Django ${ms(times.django)}
  ours ÷ driver  ${ratio(times.ours, times.raw, target)}   ours ÷ Django  ${ratio(times.ours, times.django, "< 1")}`);
        }
      } finally {
        django?.close();
        raw.close();
        await backend.close();
      }
    },
  );
}

const SCENARIO = { albums: 0, songs: 0, before: [] as readonly string[] };
