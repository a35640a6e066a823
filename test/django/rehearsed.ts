import { momentOf } from "../../src/engine/clock";
import { observeJson } from "../../src/preview/observe";
import { rehearse } from "../../src/preview/rehearsal";
import { toResult } from "../../src/preview/report";
import type { StatementResult } from "../../src/protocol/results";
import type { Case } from "./case";
import type { Opened } from "./open";

/** What each statement of a case answers, rehearsed on an open database. */
export async function resultsOf(
  one: Case,
  { backend, host }: Pick<Opened, "backend" | "host">,
): Promise<readonly StatementResult[]> {
  const script = {
    source: `${one.statements.join("\n")}\n`,
    now: momentOf(one.settings.NOW, host.project.settings),
    seed: 1,
    keepGoing: true,
  };
  const { statements } = await rehearse(
    { host, backend, signal: null, observe: observeJson },
    { kind: "script", script },
  );
  return statements.map((statement) => toResult(statement, host.registry));
}
