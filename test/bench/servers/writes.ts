import type { RunAnswer } from "../../../src/protocol/engine";
import { median, ms, ratio, timed } from "../reads/measure";
import { recordSides } from "../record";
import { NEVER, type Side } from "./side";

export const ROWS = 100_000;
/** Rows of one statement of the driver's, as Django's `batch_size` would have it. */
const BATCH = 1_000;

/** Inserts and updates of many rows, previewed and then applied, beside the bare statements of the driver. */
export async function measureWrites({ kind, engine, raw, rounds }: Side): Promise<void> {
  const of = `${ROWS.toLocaleString("en")} rows`;
  const insert = `Widget.objects.bulk_create([Widget(name="new", count=i) for i in range(${ROWS})])`;
  const jobs = [
    {
      name: "insert",
      source: insert,
      statements: Array.from({ length: ROWS / BATCH }, (_, batch) => {
        const values = Array.from({ length: BATCH }, (_row, i) => `('new', ${batch * BATCH + i})`);
        return `INSERT INTO app_widget (name, count) VALUES ${values.join(", ")}`;
      }),
      undo: "DELETE FROM app_widget WHERE name = 'new'",
    },
    {
      name: "update",
      source: "Widget.objects.update(count=F('count') + 1)",
      statements: ["UPDATE app_widget SET count = count + 1"],
      undo: null,
    },
  ];
  for (const { name, source, statements, undo } of jobs) {
    const times: Record<"preview" | "apply" | "driver", number[]> = { preview: [], apply: [], driver: [] };
    for (let round = -1; round < rounds; round++) {
      let answer: RunAnswer | null = null;
      const previewed = await timed(async () => {
        answer = await engine.run({ source }, NEVER);
      });
      const preview = idOf(answer);
      const applied = await timed(async () => {
        const done = await engine.handlers.apply({ preview, confirmed: { many: true } }, NEVER);
        if (done.kind !== "applied") throw new Error(`not applied but ${done.kind}`);
      });
      if (undo !== null) await raw.query(undo);
      const bare = await timed(async () => {
        await raw.query("BEGIN");
        for (const statement of statements) await raw.query(statement);
        await raw.query("COMMIT");
      });
      if (undo !== null) await raw.query(undo);
      if (round < 0) continue;
      times.preview.push(previewed);
      times.apply.push(applied);
      times.driver.push(bare);
    }
    const [preview, apply, driver] = [median(times.preview), median(times.apply), median(times.driver)];
    const what = (step: string): string => `${name}, ${step}, on ${kind.name}`;
    recordSides({ bench: "servers", what: what("preview"), of, target: "≤ 4 × driver" }, { engine: preview, driver });
    recordSides({ bench: "servers", what: what("apply"), of, target: "≤ 6 × driver" }, { engine: apply, driver });
    console.log(
      `  ${name} of ${of}   preview ${ms(preview)}, apply ${ms(apply)}, the driver's statements ${ms(driver)}: ${ratio(preview, driver, "≤ 4")} and ${ratio(apply, driver, "≤ 6")}`,
    );
  }
}

function idOf(answer: RunAnswer | null): string {
  if (answer?.kind === "failed") throw new Error(answer.statements.map(({ error }) => error?.message ?? "").join());
  if (answer?.kind !== "preview") throw new Error(`no preview but ${answer?.kind}`);
  return answer.preview.id;
}
