import { momentNow } from "../../../src/engine/clock";
import { Manager } from "../../../src/orm/manager";
import type { DjangoOrm } from "../../../src/orm/orm";
import { QuerySet } from "../../../src/orm/queryset";
import { NOTHING } from "../../../src/preview/observe";
import { runReadOnly } from "../../../src/preview/rehearsal";
import { openApp } from "../../django/open";
import { recordSides } from "../record";
import { APP, fill, MODELS } from "../writes/scenarios";
import { median, ms } from "./measure";
import { inWorkspace } from "./project";

const QUERYSETS = [
  "Song.objects.all()",
  'Song.objects.filter(title="x")',
  'Song.objects.filter(title__icontains="x", plays__gt=3)',
  'Song.objects.exclude(album__title="x")',
  'Song.objects.filter(album__artist="x").order_by("-plays", "title")',
  'Song.objects.select_related("album")',
  'Song.objects.values_list("id", "title", "album__title")',
  'Album.objects.annotate(n=Count("songs")).filter(n__gt=3)',
  "Album.objects.filter(songs__plays__gt=3).distinct()",
  'Song.objects.filter(Q(plays=1) | Q(title__startswith="x") & ~Q(rating=None))',
  'Song.objects.annotate(double=F("plays") * 2).filter(double__gt=F("plays") + 3)',
  'Album.objects.annotate(best=Subquery(Song.objects.filter(album=OuterRef("pk")).order_by("-plays").values("title")[:1]))',
  'Album.objects.filter(Exists(Song.objects.filter(album=OuterRef("pk"), plays__gt=9)))',
  'Song.objects.values("album").annotate(total=Sum("plays")).order_by("-total")',
  "Song.objects.filter(released__year=1969, rating__range=(1, 5))",
  'Song.objects.annotate(kind=Case(When(plays__gt=9, then=Value("hit")), default=Value("song")))',
  "Song.objects.filter(album__in=Album.objects.filter(year__lt=1970))",
  'Song.objects.annotate(place=Window(RowNumber(), partition_by="album", order_by="-plays"))',
  'Song.objects.only("title").order_by("title")[:20]',
  'Song.objects.values_list("pk").union(Song.objects.filter(plays=1).values_list("pk"))',
];
const TIMES = 300;

/** What it takes to turn a queryset into SQL: the SQL alone, and all of it from the text on. */
export async function compileTimes(): Promise<void> {
  await inWorkspace(
    (database) => fill(database, 1, 1),
    async ({ database }) => {
      const settings = { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "AutoField" };
      const { backend, host } = await openApp({ app: APP, models: MODELS, settings, database, backend: "native" });
      const sql: number[] = [];
      const whole: number[] = [];
      const observe = async (value: unknown, orm: DjangoOrm) => {
        const queryset = value instanceof Manager ? await value.queryset(orm.interpreter) : value;
        if (!(queryset instanceof QuerySet)) throw new Error("not a queryset");
        const each: number[] = [];
        for (let n = 0; n < TIMES; n++) {
          const start = performance.now();
          queryset.plan();
          each.push(performance.now() - start);
        }
        sql.push(median(each));
        return NOTHING;
      };
      const built = async (value: unknown) => {
        if (value instanceof QuerySet) value.plan();
        return NOTHING;
      };
      const scriptOf = (source: string) => ({ source, now: momentNow(), seed: 1, keepGoing: false });
      try {
        for (const source of QUERYSETS) {
          const [run] = (await runReadOnly({ host, backend, signal: null, observe }, scriptOf(source))) ?? [];
          if (run?.error) throw new Error(`${source}: ${run.error.message}`);
          const lines = scriptOf(Array.from({ length: TIMES }, () => source).join("\n"));
          const runs = (await runReadOnly({ host, backend, signal: null, observe: built }, lines)) ?? [];
          whole.push(median(runs.map(({ milliseconds }) => milliseconds)));
        }
      } finally {
        await backend.close();
      }
      const range = (times: readonly number[]) => `${ms(Math.min(...times))}–${ms(Math.max(...times))}`;
      recordSides({ bench: "reads", what: "a queryset to SQL", target: "< 200 µs" }, { engine: median(sql) });
      console.log(`compiling, ${QUERYSETS.length} querysets, each ${TIMES} times
  to SQL            ${ms(median(sql))} (< 200 µs)   ${range(sql)}
  evaluated, to SQL ${ms(median(whole))} (< 200 µs)   ${range(whole)}`);
    },
  );
}
