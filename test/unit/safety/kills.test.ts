import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../database/temporary";
import { bundled } from "../engine/bundle";
import { type Kind, killAtCall, type Moment, type Tally, Victim } from "./kills";

const built = bundled({ engine: "src/engine/main.ts" });

/** Kills in all: as many as are promised in continuous integration, fewer where somebody waits for them. */
const KILLS = Math.max(100, Number(process.env.QUERYSET_EXPLORER_KILLS ?? (process.env.CI ? 1000 : 100)));
/** Kills of one workspace: its journal grows with each, and is read at each start. */
const ROUND = 50;

/** Of ten rounds; a WAL and a file that is replaced whole go other ways than a rollback journal. */
const KINDS: readonly Kind[] = ["rollback journal", "wal", "rollback journal", "sql.js", "rollback journal"];

/** Microseconds into a step: inside statements, syncs and COMMIT. */
const DELAYS = [20, 60, 120, 250, 500, 900, 1500, 2500, 4000, 7000];

/** Moments before an apply is sure to be whole, and those around that and behind it. */
interface Moments {
  readonly before: readonly Moment[];
  readonly around: readonly Moment[];
}

/**
 * Every step by itself, of many alike in a row the first two and the last; moments inside of those that take their time;
 * and many inside of the one that decides, the COMMIT or the rename.
 */
function momentsOf(steps: readonly string[]): Moments {
  const at = (i: number, ...delays: readonly number[]): Moment[] => delays.map((delay) => ({ at: i + 1, delay }));
  const isNew = (i: number): boolean =>
    steps[i] !== steps[i - 2] || steps[i] !== steps[i - 1] || steps[i] !== steps[i + 1];
  const decides = steps.findLastIndex((step) => /COMMIT|renameSync/.test(step));
  const own = (i: number, step: string): Moment[] => [
    ...at(i, 0),
    ...(/statement|sync|changeset/i.test(step) ? at(i, DELAYS[i % 6] ?? 0) : []),
  ];
  return {
    before: steps.flatMap((step, i) => (i < decides && isNew(i) ? own(i, step) : [])),
    around: steps.flatMap((step, i) => (i === decides ? at(i, 0, ...DELAYS) : i > decides ? own(i, step) : [])),
  };
}

async function round(kind: Kind, turn: number, kills: number, tally: Tally, cache: string): Promise<number> {
  const victim = new Victim(built.path("engine"), kind, cache);
  const { before, around } = momentsOf(await victim.steps());
  for (let i = 0; i < kills; i++) {
    // Two of three before. A stride spreads the first rounds over the whole apply.
    const moments = i % 3 === 2 ? around : before;
    const moment = moments[((turn * ROUND + i) * 37) % moments.length];
    if (moment) await victim.kill(moment, tally);
  }
  await victim.end();
  return before.length + around.length;
}

describe("an engine killed at every step of an apply", () => {
  it(
    `leaves all of it or nothing, tells which, loses no row and can undo: ${KILLS} kills`,
    async () => {
      const tally: Tally = { kills: 0, whole: 0, nothing: 0, undone: 0, survived: 0 };
      const cache = join(temporaryFolder(), "cache");
      const rounds = Array.from({ length: Math.ceil(KILLS / ROUND) }, (_, i) => i);
      const steps = new Map<Kind, number>();
      const lane = async (): Promise<void> => {
        for (let i = rounds.shift(); i !== undefined; i = rounds.shift()) {
          const kind = KINDS[i % KINDS.length] ?? "rollback journal";
          const from = Math.floor(i / KINDS.length) * ROUND;
          steps.set(kind, await round(kind, from, Math.min(ROUND, KILLS - i * ROUND), tally, cache));
        }
      };
      await Promise.all([lane(), lane()]);
      console.log(tally, Object.fromEntries(steps));
      expect(tally.kills).toBe(KILLS);
      expect(tally.whole + tally.nothing).toBe(KILLS);
      // Before the commit and behind it, or this tests nothing; a busy machine comes to the COMMIT later, and is killed before it.
      expect(tally.whole).toBeGreaterThan(KILLS / 50);
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
            await victim.kill({ at: 0, delay: 0 }, tally, ({ pid, gone }) => killAtCall(pid, call, nth, gone));
        }
        await victim.end();
        console.log(kind, tally);
        expect(tally.whole).toBeGreaterThan(0);
        expect(tally.nothing).toBeGreaterThan(0);
      },
      60_000 + CALLS * 60_000,
    );
  });
