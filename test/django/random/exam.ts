import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StatementResult } from "../../../src/protocol/results";
import { faultsOf } from "../compare";
import { type Opened, openApp } from "../open";
import { type Answer, askDjango, type ScriptAnswer } from "./django";

/** When everything in these tests happens, for Django and for us. */
export const NOW = "2024-06-01T09:30:00";

/** What is asked about one project of random models. */
export interface Exam {
  readonly useTz: boolean;
  /** Text of its `models.py`. */
  readonly models: string;
  readonly setup: readonly string[];
  readonly scripts: readonly (readonly string[])[];
}

/** Django's answers, and the same project open here: the database as the setup left it. The caller closes it. */
export async function sit(
  python: string,
  folder: string,
  exam: Exam,
  backend: "native" | "sqljs",
): Promise<{ answer: Answer; opened: Opened }> {
  mkdirSync(join(folder, "app"), { recursive: true });
  writeFileSync(join(folder, "app", "__init__.py"), "");
  writeFileSync(join(folder, "app", "models.py"), exam.models);
  const { useTz, setup, scripts } = exam;
  const timeZone = useTz ? "Europe/Berlin" : "UTC";
  const answer = askDjango(python, folder, { useTz, timeZone, now: NOW, setup, scripts });
  const settings = { USE_TZ: useTz, TIME_ZONE: timeZone, DEFAULT_AUTO_FIELD: "AutoField" };
  const database = join(folder, "start.sqlite3");
  return { answer, opened: await openApp({ app: "app", models: exam.models, settings, database, backend }) };
}

/** Where one statement's answer is not Django's. */
export function differences(
  source: string,
  ordered: boolean,
  answer: ScriptAnswer["answers"][number] | undefined,
  got: StatementResult,
): string[] {
  const { error, ...rest } = answer ?? {};
  const want = error ? { error: { ...error, message: withoutSets(error.message) } } : rest;
  const told = got.error ? { ...got, error: { ...got.error, message: withoutSets(got.error.message) } } : got;
  return faultsOf({ statement: source, ordered, ...want }, told).map(
    (fault) => `${source}\n   ${error ? `${error.class}: ${error.message}\n   ` : ""}${fault}`,
  );
}

/** Python shows a set in the order of its hashes: that is no wording. */
function withoutSets(message: string): string {
  return message.replace(/\{<.*>\}/, "{…}");
}
