import { interleaved, ms, ratio, timed } from "../reads/measure";
import { recordSides } from "../record";
import { NEVER, type Side } from "./side";

/** Rows that are paged through. */
export const RECORDS = 1_000_000;
const PAGE = 100;

/** The first page of a long result, and pages far down in it, beside the statements that the driver needs for them. */
export async function measurePages({ kind, engine, raw, rounds }: Side): Promise<void> {
  const of = `${RECORDS.toLocaleString("en")} rows`;
  const open = async (order: string): Promise<string> => {
    const answer = await engine.run({ source: `Record.objects.order_by(${order})` }, NEVER);
    const id = answer.kind === "read" ? answer.statements.at(-1)?.result?.id : undefined;
    if (id === undefined) throw new Error("no rows");
    return id;
  };
  const first = await interleaved(rounds, {
    engine: () => timed(() => open('"id"')),
    driver: () => timed(() => raw.query("SELECT * FROM app_record ORDER BY id LIMIT 200")),
  });
  recordSides({ bench: "servers", what: `first page on ${kind.name}`, of, target: "≤ 50 ms" }, first);
  console.log(
    `  first page of ${of}   ours ${ms(first.engine)}, the driver ${ms(first.driver)}: ${ratio(first.engine, first.driver)}`,
  );
  for (const [order, by, clause] of [
    ['"id"', "the key", (key: number) => `WHERE id > ${key} ORDER BY id`],
    ['"-count"', "an indexed column", (key: number) => `WHERE count < ${RECORDS - key} ORDER BY count DESC, id DESC`],
  ] as const) {
    const id = await open(order);
    let place = RECORDS / 2;
    await engine.handlers.page({ id, start: place, count: PAGE }, NEVER);
    const deep = await interleaved(rounds, {
      engine: () =>
        timed(() => {
          place += PAGE;
          return engine.handlers.page({ id, start: place, count: PAGE }, NEVER);
        }),
      driver: () => timed(() => raw.query(`SELECT * FROM app_record ${clause(place)} LIMIT ${PAGE}`)),
      "by offset": () => timed(() => raw.query(`SELECT * FROM app_record ${clause(0)} LIMIT ${PAGE} OFFSET ${place}`)),
    });
    const { engine: ours, driver, "by offset": offset } = deep;
    const what = `next page in the middle, ordered by ${by}, on ${kind.name}`;
    recordSides({ bench: "servers", what, of, target: "≤ 10 ms" }, { engine: ours, driver });
    console.log(
      `  next page at row ${place.toLocaleString("en")} by ${by}   ours ${ms(ours)}, the driver by key ${ms(driver)}: ${ratio(ours, driver)}; the driver by OFFSET ${ms(offset)}`,
    );
  }
}
