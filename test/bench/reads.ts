import { Engine } from "../../src/engine/engine";
import { cancelTimes } from "./reads/cancel";
import { compileTimes } from "./reads/compile";
import { timed } from "./reads/measure";
import { fillMany, MANY, pageTimes } from "./reads/pages";
import { inWorkspace } from "./reads/project";
import { rowTimes } from "./reads/rows";

const ROUNDS = Number(process.env.QUERYSET_BENCH_ROUNDS ?? 5);
const ONLY = process.env.QUERYSET_BENCH_ONLY ?? "";

/** Reads: SQL for querysets, many rows at once, pages of a very large table, and how soon a query is cancelled. */
export async function benchReads(): Promise<void> {
  console.log(`reads: medians of ${ROUNDS} rounds in which each side has its turn`);
  if ("compile".includes(ONLY)) await compileTimes();
  if ("rows".includes(ONLY)) await rowTimes(ROUNDS);
  if (!["pages", "cancel"].some((part) => part.includes(ONLY))) return;
  let made = 0;
  const start = performance.now();
  await inWorkspace(
    (database) => {
      fillMany(database);
      made = performance.now() - start;
    },
    async ({ folder, database, storage }) => {
      console.log(`a table of ${MANY.toLocaleString("en")} rows, made in ${(made / 1000).toFixed(0)} s`);
      if ("pages".includes(ONLY)) {
        const engine = new Engine("");
        const opened = await timed(() => engine.open({ workspace: folder, storage }));
        console.log(`opened in ${opened.toFixed(0)} ms`);
        await pageTimes(engine, database, ROUNDS);
        await engine.close();
      }
      if ("cancel".includes(ONLY)) await cancelTimes({ workspace: folder, storage }, ROUNDS);
    },
  );
}
