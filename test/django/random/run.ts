import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";

/**
 * The seed of this run's random cases. Without a name it is always the same one, so that a change fails for what it
 * changes; `QUERYSET_EXPLORER_SEED=random` looks further.
 */
export const seed =
  process.env.QUERYSET_EXPLORER_SEED === "random"
    ? Math.floor(Math.random() * 2 ** 31)
    : Number(process.env.QUERYSET_EXPLORER_SEED ?? 20261126);

/** Random projects a run. */
export const projects = Number(process.env.QUERYSET_EXPLORER_PROJECTS ?? 20);

/** A temporary folder for the tests of a file; `what` names them beside their seed. A difference can be looked at in it. */
export function temporaryFolder(what: string): () => string {
  let folder: string | null = null;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "queryset-random-"));
    console.log(`${what} against Django: QUERYSET_EXPLORER_SEED=${seed}`);
  });
  afterAll(() => {
    if (folder === null) return;
    if (process.env.QUERYSET_EXPLORER_KEEP) console.log(`Kept in ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    if (folder === null) throw new Error("the folder is made before the tests");
    return folder;
  };
}
