import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../database/temporary";
import { bundled } from "../engine/bundle";
import { DECIDING, type Kind, killAtCall, type Moment, type Tally, Victim } from "./kills";

const built = bundled({ engine: "src/engine/main.ts" });

/** Kills in all: as many as are promised in continuous integration, fewer where somebody waits for them. */
const KILLS = Math.max(100, Number(process.env.QUERYSET_EXPLORER_KILLS ?? (process.env.CI ? 1000 : 100)));
/** Kills of one workspace: its journal grows with each, and is read at each start. */
const ROUND = 50;

/** Of ten rounds; a WAL and a file that is replaced whole go other ways than a rollback journal. */
const KINDS: readonly Kind[] = ["rollback journal", "wal", "rollback journal", "sql.js", "rollback journal"];

/** Microseconds into a step: inside statements, syncs and COMMIT. */
const DELAYS = [20, 60, 120, 250, 500, 900, 1500, 2500, 4000, 7000];

/** Moments before the step that decides (the COMMIT, or the rename of a whole file), inside of it, and behind it. */
interface Moments {
  readonly before: readonly Moment[];
  readonly inside: readonly Moment[];
  readonly behind: readonly Moment[];
}

/** What the kills are of, again and again: each of the three has its share, on however busy a machine. */
const TURNS = ["before", "inside", "before", "behind", "before", "inside"] as const;

type Visits = Record<keyof Moments, number>;

/**
 * Every step by itself, of many alike in a row the first two and the last; moments inside of those that take their time;
 * and many inside of the one that decides.
 */
function momentsOf(steps: readonly string[]): Moments {
  const last = steps.findLastIndex((step) => DECIDING.test(step));
  const decides = steps.filter((step) => DECIDING.test(step)).length;
  const isNew = (i: number): boolean =>
    steps[i] !== steps[i - 2] || steps[i] !== steps[i - 1] || steps[i] !== steps[i + 1];
  const at = (i: number, behind: boolean, ...delays: readonly number[]): Moment[] =>
    delays.map((delay) => ({ at: behind ? i - last : i + 1, behind, delay, decides }));
  const own = (i: number, behind: boolean): Moment[] => [
    ...at(i, behind, 0),
    ...(/statement|sync|changeset/i.test(steps[i] ?? "") ? at(i, behind, DELAYS[i % 6] ?? 0) : []),
  ];
  const before = steps.flatMap((_, i) => (i < last && isNew(i) ? own(i, false) : []));
  const behind = steps.flatMap((_, i) => (i > last ? own(i, true) : []));
  return {
    // Some time into a step may be past those that follow it.
    before: before.map((moment) => (moment.delay > 0 ? moment : { ...moment, leaves: "nothing" })),
    inside: at(last, true, 0, ...DELAYS),
    behind: behind.map((moment) => ({ ...moment, leaves: "all" })),
  };
}

async function round(kind: Kind, kills: number, visits: Visits, tally: Tally, cache: string): Promise<number> {
  const victim = new Victim(built.path("engine"), kind, cache);
  const moments = momentsOf(await victim.steps());
  for (let i = 0; i < kills; i++) {
    const which = TURNS[i % TURNS.length] ?? "before";
    const list = moments[which];
    // A stride spreads the first ones over the whole apply.
    const moment = list[(visits[which]++ * 37) % list.length];
    if (moment) await victim.kill(moment, tally);
  }
  await victim.end();
  return moments.before.length + moments.inside.length + moments.behind.length;
}

describe("an engine killed at every step of an apply", () => {
  it(
    `leaves all of it or nothing, tells which, loses no row and can undo: ${KILLS} kills`,
    async () => {
      const tally: Tally = { kills: 0, whole: 0, nothing: 0, undone: 0, survived: 0 };
      const cache = join(temporaryFolder(), "cache");
      const rounds = Array.from({ length: Math.ceil(KILLS / ROUND) }, (_, i) => i);
      const steps = new Map<Kind, number>();
      const visits = new Map(KINDS.map((kind): [Kind, Visits] => [kind, { before: 0, inside: 0, behind: 0 }]));
      const lane = async (): Promise<void> => {
        for (let i = rounds.shift(); i !== undefined; i = rounds.shift()) {
          const kind = KINDS[i % KINDS.length] ?? "rollback journal";
          const own = visits.get(kind) ?? { before: 0, inside: 0, behind: 0 };
          steps.set(kind, await round(kind, Math.min(ROUND, KILLS - i * ROUND), own, tally, cache));
        }
      };
      await Promise.all([lane(), lane()]);
      console.log(tally, Object.fromEntries(steps));
      expect(tally.kills).toBe(KILLS);
      expect(tally.whole + tally.nothing).toBe(KILLS);
      // Before the commit and behind it, or this tests nothing.
      expect(tally.whole).toBeGreaterThan(KILLS / 8);
      expect(tally.nothing).toBeGreaterThan(KILLS / 4);
      expect(tally.undone).toBeGreaterThan(0);
    },
    60_000 + KILLS * 3000,
  );
});

/** Most calls of a kind that are tried; none by itself, as not every machine has strace and lets it look at others. */
const CALLS = Number(process.env.QUERYSET_EXPLORER_SYSCALLS ?? 0);

if (CALLS > 0)
  describe("an engine killed at every system call of an apply that changes a file", () => {
    it.each(["rollback journal", "wal", "sql.js"] as const)(
      "leaves all of it or nothing: %s",
      async (kind) => {
        const tally: Tally = { kills: 0, whole: 0, nothing: 0, undone: 0, survived: 0 };
        const victim = new Victim(built.path("engine"), kind, join(temporaryFolder(), "cache"));
        for (const call of ["pwrite64", "fdatasync", "fsync", "unlink", "rename", "write"]) {
          const { survived } = tally;
          // Until there is no such call any more.
          for (let nth = 1; nth <= CALLS && tally.survived === survived; nth++)
            await victim.kill({ at: 0, behind: false, delay: 0, decides: 0 }, tally, ({ pid, gone }) =>
              killAtCall(pid, call, nth, gone),
            );
        }
        await victim.end();
        console.log(kind, tally);
        expect(tally.whole).toBeGreaterThan(0);
        expect(tally.nothing).toBeGreaterThan(0);
      },
      60_000 + CALLS * 60_000,
    );
  });
