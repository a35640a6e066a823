import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
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
  /** An empty database of a server, as Django's settings name it. */
  readonly database?: Readonly<Record<string, Json>>;
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

/** The answers of Django on a server; tables hold each row as one text. */
export interface ServerAnswer {
  readonly scripts: readonly (Pick<ScriptAnswer, "answers"> & {
    readonly tables?: Readonly<Record<string, readonly string[]>>;
  })[];
  /** Of each table, the statement that reads its rows so. */
  readonly tables: Readonly<Record<string, string>>;
  /** What puts the next keys back to where every script finds them. */
  readonly reset: readonly string[];
}

/** The Django whose answers the cases hold; older ones answer some questions otherwise. */
const CURRENT = [5, 2] as const;

/** Where the test command puts a Django newer than the machine's own: see `scripts/test/django.mjs`. */
const OWN = join(process.cwd(), "node_modules/.cache/queryset-explorer/django");

/** The environment in which Python finds that Django. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const named = process.env.QUERYSET_EXPLORER_DJANGO ?? (existsSync(OWN) ? OWN : undefined);
  return named === undefined ? process.env : { ...process.env, PYTHONPATH: named };
}

/** A Python with a Django that is current, and with that module; null where there is none. */
export function findPython(module = "sys"): string | null {
  const check = `import django, sys, ${module}; sys.exit(django.VERSION < (${CURRENT.join(", ")}))`;
  const has = (python: string): boolean => spawnSync(python, ["-c", check], { env: pythonEnvironment() }).status === 0;
  return ["/usr/bin/python3", "python3"].find(has) ?? null;
}

/** Django's answers about the project in `folder`, whose database it makes there (`start.sqlite3`). Throws where it fails. */
export function askDjango(python: string, folder: string, question: Question): Answer {
  const { head, rest } = ask(python, folder, question);
  return { django: head.django, scripts: rest as ScriptAnswer[] };
}

/** The same on a server, in its database. */
export function askDjangoOnServer(python: string, folder: string, question: Required<Question>): ServerAnswer {
  const { head, rest } = ask(python, folder, question);
  return { scripts: rest as ServerAnswer["scripts"][number][], tables: head.tables ?? {}, reset: head.reset ?? [] };
}

interface Head extends Partial<Pick<ServerAnswer, "tables" | "reset">> {
  readonly django: string;
  readonly failed: readonly unknown[];
}

function ask(
  python: string,
  folder: string,
  question: Question,
): { readonly head: Head; readonly rest: readonly unknown[] } {
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
    .map((line) => JSON.parse(exact(line), (_key, value: unknown) => integer(value)) as unknown);
  const told = head as Head;
  if (told.failed.length > 0) throw new Error(`The setup failed: ${JSON.stringify(told.failed)}`);
  return { head: told, rest };
}

/** Integers past 2^53 as text that no string has, so that JSON keeps them. */
function exact(line: string): string {
  return line.replace(/("(?:[^"\\]|\\.)*")|(?<![\d.])(-?\d{16,})(?![\d.eE])/g, (all, text?: string) =>
    text === undefined ? `"\\u0000${all}"` : all,
  );
}

function integer(value: unknown): unknown {
  return typeof value === "string" && value.startsWith("\u0000") ? BigInt(value.slice(1)) : value;
}
