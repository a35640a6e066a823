import { Engine } from "../../../../src/engine/engine";
import type { PreviewView } from "../../../../src/protocol/results";
import { WASM } from "../../database/engines";
import { fingerprint } from "../../database/temporary";
import { assertSame, changedRows, differences, type State, stateOf, told } from "./dumps";
import { changeTouched, changeUntouched } from "./foreign";
import { tableOf } from "./tables";
import { type Project, project, type Script, type World } from "./world";

const NEVER = new AbortController().signal;

/** What was seen in all runs, so that a test can say that it saw enough. */
export interface Seen {
  previews: number;
  applied: number;
  undone: number;
  redone: number;
  refused: number;
  kept: number;
}

/** Runs a world's scripts and holds the whole promise against each. Throws what does not hold, with the world. */
export async function holds(world: World, seen: Seen): Promise<void> {
  const made = project(world);
  const engine = new Engine(WASM.path);
  let current: Script | null = null;
  try {
    await engine.open({
      workspace: made.folder,
      storage: made.storage,
      database: "db.sqlite3",
      backend: world.backend,
    });
    for (const script of world.scripts) {
      current = script;
      const view = await previewed(engine, made, script.lines);
      if (view === null) continue;
      seen.previews++;
      if (script.meanwhile !== "touched") await applies(engine, made, view, world, script, seen);
      // What points nowhere after it, as another program cares for no foreign keys, is no ground to go on from.
      else if (await refuses(engine, made, view, script, seen)) return;
    }
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const script = current ? `${current.meanwhile} ${current.choice}\n${current.lines.join("\n")}` : "open";
    throw new Error(`${what}\n\n${world.backend}, ${script}\n\n${world.text}\n${world.sql}`);
  } finally {
    await engine.close();
    made.remove();
  }
}

/** The preview of as many of the statements as run together; null where none of them writes. */
async function previewed(engine: Engine, made: Project, script: readonly string[]): Promise<PreviewView | null> {
  const untouched = fingerprint(made.database);
  for (const lines of [script, ...script.map((line) => [line])]) {
    const answer = await engine.run({ source: lines.join("\n") }, NEVER);
    equal(fingerprint(made.database), untouched, "a rehearsal changed the file");
    if (answer.kind === "preview") return answer.preview;
    const bug = answer.statements.find(({ error }) => error && /^(Bug|Error|TypeError: Cannot)/.test(error.type));
    if (bug) throw new Error(JSON.stringify(bug.error));
  }
  return null;
}

async function applies(
  engine: Engine,
  made: Project,
  view: PreviewView,
  world: World,
  script: Script,
  seen: Seen,
): Promise<void> {
  const { meanwhile, choice } = script;
  const theirs =
    meanwhile === "untouched" ? changeUntouched(made.database, view, stateOf(made.database), choice) : null;
  const before = stateOf(made.database);
  if (!(await apply(engine, view, "the apply", theirs))) return;
  if (theirs !== null) seen.kept++;
  seen.applied++;
  const after = stateOf(made.database);
  equal(
    unnumbered(told(view.effects, before, after)),
    unnumbered(differences(before, after)),
    "the effects are not what changed",
  );
  const undo = await undoing(engine, made, "the undo");
  if (undo === null) return;
  await apply(engine, undo, "the undo");
  const undone = stateOf(made.database);
  equal(told(undo.effects, after, undone), differences(after, undone), "the effects of the undo are not what changed");
  restored(before, undone, world, "an undo did not restore every row");
  seen.undone++;
  const redo = await undoing(engine, made, "the redo");
  if (redo === null) return;
  await apply(engine, redo, "the redo");
  restored(after, stateOf(made.database), world, "an undo of the undo is not the redo");
  seen.redone++;
}

/** A preview of undoing the last entry; null where nothing is left to do. */
async function undoing(engine: Engine, made: Project, what: string): Promise<PreviewView | null> {
  const untouched = fingerprint(made.database);
  const [entry] = await engine.history();
  const answer = await engine.handlers.undo({ ...(entry && { entry: entry.id }) }, NEVER);
  equal(fingerprint(made.database), untouched, `the rehearsal of ${what} changed the file`);
  if (answer.kind !== "preview") throw new Error(`${what} gives ${JSON.stringify(answer)}`);
  return answer.preview.effects.length === 0 ? null : answer.preview;
}

/** False where there is nothing that another program could change. */
async function refuses(
  engine: Engine,
  made: Project,
  view: PreviewView,
  { choice }: Script,
  seen: Seen,
): Promise<boolean> {
  if (!changeTouched(made.database, view, choice)) return false;
  const theirs = stateOf(made.database);
  const answer = await engine.handlers.apply({ preview: view.id, confirmed: { many: true } }, NEVER);
  if (answer.kind === "applied") throw new Error(`applied over another's change: ${answer.summary}`);
  assertSame(theirs, stateOf(made.database), "a refused apply wrote");
  seen.refused++;
  return true;
}

/**
 * True where it applied. A row that is written but stays as it is (`save()` of what is there) shows no change: where it is
 * the one of `theirs` that another program changed, it would be overwritten, and the apply is refused.
 */
async function apply(engine: Engine, view: PreviewView, what: string, theirs: string | null = null): Promise<boolean> {
  const answer = await engine.handlers.apply({ preview: view.id, confirmed: { many: true } }, NEVER);
  if (answer.kind === "conflict" && answer.differing === 1) {
    const [row] = answer.differences;
    if (row?.shown === null && row.table === theirs && row.now?.action === "update") return false;
  }
  if (answer.kind !== "applied") throw new Error(`${what} gives ${answer.kind}: ${answer.message}`);
  if (/read back differently/.test(answer.summary)) throw new Error(`${what}: ${answer.summary}`);
  return true;
}

/**
 * Every row is as it was. To put rows back fires the database's triggers, and what these write then (a line in a log, one
 * more in a counter) is no row of the person's: the undo's own preview has shown it. Nothing else may differ.
 */
function restored(wanted: State, found: State, { models }: World, what: string): void {
  const triggers = models.flatMap((model) => model.triggers.map(({ does }) => ({ does, table: tableOf(model.name) })));
  const wrong = changedRows(wanted, found).filter(({ action, table, columns }) => {
    if (/^log_/.test(table)) return false;
    if (action !== "update") return true;
    if (table === "counter") return !triggers.some(({ does }) => does === "counter");
    const isTriggered = triggers.some((trigger) => trigger.table === table && /stamp|normalise/.test(trigger.does));
    return !isTriggered || columns.some((column) => !["both", "note", "stamp"].includes(column));
  });
  if (wrong.length > 0) throw new Error(`${what}:\n${wrong.map(({ line }) => line).join("\n")}`);
}

/** The key of a log's new row is the database's to make up, and another program's row may have it by now. */
function unnumbered(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^insert log_plain \d+ /, "insert log_plain ")).sort();
}

function equal(a: unknown, b: unknown, what: string): void {
  const [left, right] = [JSON.stringify(a, null, 1), JSON.stringify(b, null, 1)];
  if (left !== right) throw new Error(`${what}\n${left}\nis not\n${right}`);
}
