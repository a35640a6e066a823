import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { Engine } from "../../../../src/engine/engine";
import type { OpenRequest, OpenResult } from "../../../../src/protocol/engine";
import type { Json } from "../../../../src/protocol/json";
import type { PreviewView } from "../../../../src/protocol/results";
import { WASM } from "../../database/engines";
import { temporaryFolder } from "../../database/temporary";
import { NEVER, previewOf, statementsOf } from "../music";

const django = join(import.meta.dirname, "../../../django");

/** Text of one of the model sets that are compared with Django's. */
export function modelsText(app: string): string {
  return readFileSync(join(django, "models", app, "models.py"), "utf8");
}

/** A Django project of one app, without a database; it lives as long as one test. */
export interface Project {
  readonly folder: string;
  readonly storage: string;
}

/** Makes a project with these models. */
export function projectOf(app: string, models: string, settings = "USE_TZ = True"): Project {
  const folder = temporaryFolder();
  const installed = `["django.contrib.contenttypes", "django.contrib.auth", "${app}"]`;
  put(folder, "manage.py", 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n');
  put(folder, "settings.py", `INSTALLED_APPS = ${installed}\n${settings}\n`);
  put(folder, `${app}/__init__.py`, "");
  put(folder, `${app}/models.py`, models);
  return { folder, storage: temporaryFolder() };
}

/** Writes a file of a project. */
export function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Opens a project's scratch database; it is closed when the test is over. */
export async function openScratch(project: Project, more: Partial<OpenRequest> = {}): Promise<Engine> {
  return (await opening(project, more)).engine;
}

/** The same, with what the engine says of it. */
export async function opening(
  project: Project,
  more: Partial<OpenRequest> = {},
): Promise<{ readonly engine: Engine; readonly opened: OpenResult }> {
  const engine = new Engine(WASM.path);
  onTestFinished(() => engine.close());
  const request = { workspace: project.folder, storage: project.storage, database: "scratch", ...more };
  return { engine, opened: await engine.open(request) };
}

/** The preview of sample rows. */
export async function sample(engine: Engine, counts: Readonly<Record<string, number>>, seed = 1): Promise<PreviewView> {
  const wanted = Object.entries(counts).map(([model, rows]) => ({ model, rows }));
  return previewOf(await engine.handlers.sample({ counts: wanted, seed }, NEVER));
}

/** Applies a preview; throws where that is refused. */
export async function apply(engine: Engine, { id }: PreviewView): Promise<void> {
  const answer = await engine.apply(id, NEVER);
  if (answer.kind !== "applied") throw new Error(answer.message);
}

/** The value of an expression, which only reads; throws what it fails with. */
export async function evaluated(engine: Engine, source: string): Promise<Json | undefined> {
  const last = statementsOf(await engine.run({ source }, NEVER)).at(-1);
  if (last?.error) throw new Error(last.error.message);
  return last?.value;
}
