import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach } from "vitest";
import { Engine } from "../../../src/engine/engine";
import type { OpenRequest, RunAnswer } from "../../../src/protocol/engine";
import type { Effect, PreviewView, StatementResult } from "../../../src/protocol/results";
import { WASM } from "../database/engines";
import { temporaryFolder } from "../database/temporary";

const django = join(import.meta.dirname, "../../django");

/** A workspace with the music application, its settings and, unless it is left out, a copy of its database. */
export interface MusicWorkspace {
  readonly folder: string;
  readonly database: string;
  readonly storage: string;
}

/** Makes a music workspace that lives as long as one test. `sql` is run on its database first, `models` added to its models. */
export function musicWorkspace(
  options: { readonly sql?: string; readonly models?: string; readonly database?: boolean } = {},
): MusicWorkspace {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "music"));
  writeFileSync(join(folder, "manage.py"), 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n');
  writeFileSync(join(folder, "music/__init__.py"), "");
  const models = readFileSync(join(django, "models/music/models.py"), "utf8");
  writeFileSync(join(folder, "music/models.py"), `${models}\n\n${options.models ?? ""}`);
  const database = join(folder, "db.sqlite3");
  const named = 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}\n';
  writeFileSync(
    join(folder, "settings.py"),
    `from pathlib import Path\n\nBASE_DIR = Path(__file__).resolve().parent\nINSTALLED_APPS = ["music"]\nUSE_TZ = True\nTIME_ZONE = "UTC"\n${named}`,
  );
  if (options.database !== false) {
    copyFileSync(join(django, "fixtures/music/base.sqlite3"), database);
    if (options.sql !== undefined) write(database, options.sql);
  }
  return { folder, database, storage: temporaryFolder() };
}

/** Writes as another program would. */
export function write(database: string, sql: string): void {
  const connection = new DatabaseSync(database);
  connection.exec(sql);
  connection.close();
}

/** Every row of every table, as text: equal for equal contents. */
export function dump(database: string): Record<string, string[]> {
  const connection = new DatabaseSync(database, { readOnly: true });
  try {
    const tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    const rowsOf = (name: string): string[] => {
      const query = connection.prepare(`SELECT * FROM "${name}" ORDER BY 1`);
      query.setReadBigInts(true);
      return query.all().map((row) => JSON.stringify(row, (_key, v: unknown) => (typeof v === "bigint" ? `${v}n` : v)));
    };
    // What AUTOINCREMENT remembers is not a row that anybody wrote.
    const names = tables.map((table) => String(table.name)).filter((name) => name !== "sqlite_sequence");
    return Object.fromEntries(names.map((name) => [name, rowsOf(name)]));
  } finally {
    connection.close();
  }
}

/** The bytes of a file, for comparing. */
export function bytesOf(path: string): string {
  return readFileSync(path).toString("base64");
}

const open: Engine[] = [];

afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
});

/** An engine that nothing is open in yet; closed after the test. */
export function newEngine(): Engine {
  const engine = new Engine(WASM.path);
  open.push(engine);
  return engine;
}

/** An engine over a workspace. */
export async function openEngine(workspace: MusicWorkspace, more: Partial<OpenRequest> = {}): Promise<Engine> {
  const engine = newEngine();
  await engine.open({ workspace: workspace.folder, storage: workspace.storage, ...more });
  return engine;
}

/** A signal that never aborts. */
export const NEVER: AbortSignal = new AbortController().signal;

/** Runs a script. */
export function run(engine: Engine, source: string): Promise<RunAnswer> {
  return engine.run({ source }, NEVER);
}

/** The preview of a script that writes; throws where the answer is none. */
export async function preview(engine: Engine, source: string): Promise<PreviewView> {
  return previewOf(await run(engine, source));
}

/** The preview in an answer; throws where there is none. */
export function previewOf(answer: RunAnswer): PreviewView {
  if (answer.kind !== "preview") throw new Error(`no preview but ${JSON.stringify(answer.kind)}: ${errorsOf(answer)}`);
  return answer.preview;
}

function errorsOf(answer: Exclude<RunAnswer, { kind: "preview" }>): string {
  return answer.statements.map((statement) => statement.error?.message ?? "").join("; ");
}

/** The statements of an answer that is no preview. */
export function statementsOf(answer: RunAnswer): readonly StatementResult[] {
  return answer.kind === "preview" ? answer.preview.statements : answer.statements;
}

/** Previews a script and applies it; throws where that is refused. */
export async function applied(
  engine: Engine,
  source: string,
): Promise<{ readonly id: string; readonly summary: string }> {
  return applyView(engine, await preview(engine, source));
}

/** Applies a preview; throws where that is refused. */
export async function applyView(
  engine: Engine,
  view: PreviewView,
): Promise<{ readonly id: string; readonly summary: string }> {
  const answer = await engine.apply(view.id, NEVER);
  if (answer.kind !== "applied") throw new Error(`${answer.kind}: ${answer.message}`);
  return { id: answer.entry.id, summary: answer.summary };
}

/** Undoes an entry, or the last one, and applies that. */
export async function undone(
  engine: Engine,
  entry?: string,
): Promise<{ readonly id: string; readonly summary: string }> {
  return applyView(engine, previewOf(await engine.undo(entry, NEVER)));
}

/** Effects in short: `update music.Album statement 2`. */
export function short(effects: readonly Effect[]): string[] {
  return effects.map(({ action, model, cause, count }) => `${action} ${model} ${cause} ${count}`);
}

/** One value that a script reads, in its normal form. */
export async function readValue(engine: Engine, source: string): Promise<unknown> {
  const [statement] = statementsOf(await run(engine, source)).slice(-1);
  if (statement?.error) throw new Error(`${statement.error.type}: ${statement.error.message}`);
  return statement?.value;
}
