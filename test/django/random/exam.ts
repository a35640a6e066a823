import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StatementResult } from "../../../src/protocol/results";
import { faultsOf } from "../compare";
import { type Opened, openApp, openModels, type ServerAppToOpen } from "../open";
import {
  type Answer,
  askDjango,
  askDjangoOnServer,
  type Question,
  type ScriptAnswer,
  type ServerAnswer,
} from "./django";

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
  const question = prepare(folder, exam);
  const answer = askDjango(python, folder, question);
  const database = join(folder, "start.sqlite3");
  return { answer, opened: await openApp({ ...appOf(exam), database, backend }) };
}

/** The same with an empty database of a server, which Django's settings and our address name. */
export async function sitOnServer(
  python: string,
  folder: string,
  exam: Exam,
  { settings, url }: { readonly settings: Required<Question>["database"]; readonly url: string },
): Promise<{ answer: ServerAnswer; opened: Opened }> {
  const answer = askDjangoOnServer(python, folder, { ...prepare(folder, exam), database: settings });
  return { answer, opened: await openModels({ ...appOf(exam), url }) };
}

/** Writes the project that Django is asked about, and says what it is asked. */
function prepare(folder: string, { models, useTz, setup, scripts }: Exam): Question {
  mkdirSync(join(folder, "app"), { recursive: true });
  writeFileSync(join(folder, "app", "__init__.py"), "");
  writeFileSync(join(folder, "app", "models.py"), models);
  return { useTz, timeZone: zoneOf(useTz), now: NOW, setup, scripts };
}

function appOf({ models, useTz }: Exam): Omit<ServerAppToOpen, "url"> {
  const settings = { USE_TZ: useTz, TIME_ZONE: zoneOf(useTz), DEFAULT_AUTO_FIELD: "AutoField" };
  return { app: "app", models, settings };
}

function zoneOf(useTz: boolean): string {
  return useTz ? "Europe/Berlin" : "UTC";
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
