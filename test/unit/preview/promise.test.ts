import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holds, type Seen } from "./worlds/promise";
import { randomWorld, SCRIPTS, type World } from "./worlds/world";

const SEED = Number(process.env.QUERYSET_EXPLORER_SEED ?? 61);
/** For a long run: `QUERYSET_EXPLORER_WORLDS=5000 QUERYSET_EXPLORER_SEED=7`. */
const WORLDS = Number(process.env.QUERYSET_EXPLORER_WORLDS ?? 250);

describe("random databases, rows and scripts", () => {
  it(
    `change as shown, are refused when touched, undone and done again: ${WORLDS} worlds, ${SCRIPTS} scripts each, seed ${SEED}`,
    async () => {
      const seen: Seen = { previews: 0, applied: 0, undone: 0, redone: 0, refused: 0, kept: 0 };
      const worlds = fc.gen().map(randomWorld);
      await fc.assert(
        fc.asyncProperty(worlds, (world) => holds(world, seen)),
        // What is drawn for one world shrinks badly, and all of it is in the message.
        { seed: SEED, numRuns: WORLDS, endOnFailure: true, reporter: throwFailure },
      );
      console.log(`${WORLDS} worlds, seed ${SEED}:`, seen);
      // Worlds in which nothing can be written would prove nothing.
      expect(seen.applied).toBeGreaterThan(WORLDS);
      expect(seen.refused).toBeGreaterThan(WORLDS / 4);
      expect(seen.kept).toBeGreaterThan(WORLDS / 4);
      expect(seen.redone).toBeGreaterThan(WORLDS / 2);
    },
    WORLDS * 2000,
  );
});

/** Tells of a failure with the world in it, without fast-check's own form of that. */
function throwFailure(run: fc.RunDetails<[World]>): void {
  if (!run.failed) return;
  const { errorInstance: error, seed, counterexamplePath: path } = run;
  throw new Error(`seed ${seed}, world ${path}: ${error instanceof Error ? error.message : String(error)}`);
}
