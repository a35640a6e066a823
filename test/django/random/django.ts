import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Json } from "../../../src/protocol/json";
import type { Expectation } from "../case";

/** What is asked of Django about one project: see `ask.py`. */
export interface Question {
  readonly useTz: boolean;
  readonly timeZone: string;
  readonly now: string;
  readonly setup: readonly string[];
  readonly scripts: readonly (readonly string[])[];
}

export type Tables = Readonly<Record<string, readonly Readonly<Record<string, Json>>[]>>;

export interface ScriptAnswer {
  readonly answers: readonly Pick<Expectation, "value" | "error">[];
  /** All tables, where the script changed them. */
  readonly tables?: Tables;
}

export interface Answer {
  readonly django: string;
  readonly scripts: readonly ScriptAnswer[];
}

/** The Python that has Django; null where none has. Debian's own stands where another `python3` comes first. */
export function findPython(): string | null {
  const found = ["/usr/bin/python3", "python3"].find(
    (python) => spawnSync(python, ["-c", "import django"], { env: pythonEnvironment() }).status === 0,
  );
  return found ?? null;
}

/** The Django whose answers the cases hold. */
export const LATEST: readonly [number, number] = [5, 2];

/** The version of its Django, `[5, 2]`. */
export function versionOf(python: string): readonly [number, number] {
  const run = spawnSync(python, ["-c", "import django; print(*django.VERSION[:2])"], {
    encoding: "utf8",
    env: pythonEnvironment(),
  });
  const [major = 0, minor = 0] = run.stdout.trim().split(" ").map(Number);
  return [major, minor];
}

function pythonEnvironment(): NodeJS.ProcessEnv {
  const named = process.env.QUERYSET_EXPLORER_DJANGO;
  return named === undefined ? process.env : { ...process.env, PYTHONPATH: named };
}

/** Django's answers about the project in `folder`, whose database it makes there (`start.sqlite3`). Throws where it fails. */
export function askDjango(python: string, folder: string, question: Question): Answer {
  const run = spawnSync(python, [join(import.meta.dirname, "ask.py"), folder], {
    input: JSON.stringify(question),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: pythonEnvironment(),
  });
  if (run.status !== 0) throw new Error(`Django failed: ${run.stderr}`);
  const [head, ...rest] = run.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  const { django, failed } = head as { django: string; failed: readonly unknown[] };
  if (failed.length > 0) throw new Error(`The setup failed: ${JSON.stringify(failed)}`);
  const scripts = rest as (Omit<ScriptAnswer, "answers"> & {
    answers: { value?: Json; error?: { class: string; message: string } }[];
  })[];
  return { django, scripts };
}
