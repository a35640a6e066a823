import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Engine } from "../../../src/engine/engine";
import type { PreviewView } from "../../../src/protocol/results";
import { settingsText } from "../../django/open";
import { findPython } from "../../django/random/django";
import { type Exam, sitOnServer } from "../../django/random/exam";
import { seed, temporaryFolder } from "../../django/random/run";
import { writingSamples } from "../../django/random/samples";
import { type AnyServer, KINDS } from "../anyServer";
import { PASSWORD } from "../postgres/server";
import { differences, NOTE, type State, stateOf, told } from "./dumps";
import { changeTouched, changeUntouched, type Place } from "./foreign";

/** Random projects for each server; for more: `QUERYSET_EXPLORER_PROJECTS=50`. */
const PROJECTS = Number(process.env.QUERYSET_EXPLORER_PROJECTS ?? 1);
const SCRIPTS = 30;
const NEVER = new AbortController().signal;

const folder = temporaryFolder("Promises on servers");

for (const kind of KINDS) {
  const python = findPython(kind.driver);
  describe.skipIf(kind.isMissing || python === null)(`what a preview promises on ${kind.name}, seed ${seed}`, () => {
    let server: AnyServer | null = null;
    const seen = { previews: 0, applied: 0, undone: 0, redone: 0, refused: 0, kept: 0 };

    beforeAll(async () => {
      server = await kind.start();
    });

    afterAll(async () => {
      await server?.stop();
    });

    for (const [n, one] of writingSamples(SCRIPTS, PROJECTS).entries())
      it(`project ${n + 1}: ${SCRIPTS} scripts change what was shown, are refused when touched, undone and done again`, {
        timeout: 300_000,
      }, async () => {
        await holds(one, `promise${n}`);
      });

    it("was put to the test", () => {
      console.log(`${kind.name}:`, seen);
      expect(seen.applied).toBeGreaterThan(PROJECTS * 4);
      expect(seen.redone).toBeGreaterThan(PROJECTS * 4);
      expect(seen.refused).toBeGreaterThan(PROJECTS);
      expect(seen.kept).toBeGreaterThan(PROJECTS * 2);
    });

    async function holds(exam: Exam, database: string): Promise<void> {
      if (server === null || python === null) throw new Error("the server did not start");
      const place: Place = { server, kind, database };
      await server.createDatabase(database);
      const workspace = join(folder(), kind.name, database);
      const settings = {
        ENGINE: `django.db.backends.${kind.engine}`,
        NAME: database,
        USER: "queryset",
        PASSWORD,
        HOST: "127.0.0.1",
        PORT: new URL(server.url(database)).port,
      };
      const made = await sitOnServer(
        python,
        workspace,
        { ...exam, scripts: [] },
        { settings, url: server.url(database) },
      );
      await made.opened.backend.close();
      const tables = Object.keys(made.answer.tables);
      await server.sql(
        database,
        tables.map((table) => `ALTER TABLE ${table} ADD ${NOTE} varchar(40)`),
      );
      writeFileSync(join(workspace, "manage.py"), "");
      const zone = exam.useTz ? "Europe/Berlin" : "UTC";
      const project = { USE_TZ: exam.useTz, TIME_ZONE: zone, DEFAULT_AUTO_FIELD: "AutoField" };
      writeFileSync(join(workspace, "settings.py"), settingsText(project, "app"));
      mkdirSync(join(workspace, "..", `${database}-storage`), { recursive: true });
      const engine = new Engine("");
      const current = () => stateOf(place.server, kind, database, tables);
      // Keys that a rehearsal used up are handed out again, so that an apply has those that were shown.
      const resetKeys = () => place.server.sql(database, made.answer.reset);
      try {
        await engine.open({
          workspace,
          storage: join(workspace, "..", `${database}-storage`),
          database: server.url(database),
        });
        for (const [i, lines] of exam.scripts.entries()) {
          const what = `script ${i + 1}:\n${lines.join("\n")}\n`;
          await resetKeys();
          const before = await current();
          const view = await previewed(engine, lines, resetKeys);
          same(await current(), before, `${what}a rehearsal changed the tables`);
          if (view === null) continue;
          seen.previews++;
          if (i % 3 === 0) await refuses(engine, place, view, before, i, what);
          else {
            const theirs = i % 3 === 1 ? await changeUntouched(place, view, before, i) : null;
            await resetKeys();
            await applies(engine, view, current, theirs, what);
          }
        }
      } finally {
        await engine.close();
      }

      async function refuses(engine_: Engine, at: Place, view: PreviewView, state: State, i: number, what: string) {
        if (!(await changeTouched(at, view, state, i))) return;
        const theirs = await current();
        await resetKeys();
        const answer = await engine_.handlers.apply({ preview: view.id, confirmed: { many: true } }, NEVER);
        if (answer.kind === "applied") throw new Error(`${what}applied over another's change`);
        same(await current(), theirs, `${what}a refused apply wrote`);
        seen.refused++;
      }
    }

    async function applies(
      engine: Engine,
      view: PreviewView,
      current: () => Promise<State>,
      theirs: string | null,
      what: string,
    ): Promise<void> {
      const before = await current();
      if (!(await apply(engine, view, `${what}the apply`, theirs))) return;
      if (theirs !== null) seen.kept++;
      seen.applied++;
      const after = await current();
      expect(told(view.effects), `${what}the effects`).toEqual(differences(before, after));
      const undo = await undoing(engine, `${what}the undo`);
      if (undo === null) return;
      same(await current(), after, `${what}the rehearsal of an undo changed the tables`);
      await apply(engine, undo, `${what}the undo`);
      const undone = await current();
      expect(told(undo.effects), `${what}the effects of the undo`).toEqual(differences(after, undone));
      same(undone, before, `${what}an undo did not restore every row`);
      seen.undone++;
      const redo = await undoing(engine, `${what}the redo`);
      if (redo === null) return;
      await apply(engine, redo, `${what}the redo`);
      same(await current(), after, `${what}an undo of the undo is not the redo`);
      seen.redone++;
    }
  });
}

/** The preview of as many of the statements as run together; null where none of them writes. */
async function previewed(
  engine: Engine,
  script: readonly string[],
  before: () => Promise<void>,
): Promise<PreviewView | null> {
  for (const lines of [script, ...script.map((line) => [line])]) {
    await before();
    const answer = await engine.run({ source: lines.join("\n") }, NEVER);
    if (answer.kind === "preview") return answer.preview;
  }
  return null;
}

/** False where a row that is written but stays as it is was the one that another program changed. */
async function apply(engine: Engine, view: PreviewView, what: string, theirs: string | null = null): Promise<boolean> {
  const answer = await engine.handlers.apply({ preview: view.id, confirmed: { many: true } }, NEVER);
  if (answer.kind === "conflict" && answer.differing === 1) {
    const [row] = answer.differences;
    if (row?.shown === null && row.table === theirs && row.now?.action === "update") return false;
  }
  if (answer.kind !== "applied")
    throw new Error(
      `${what} gives ${answer.kind}: ${JSON.stringify(answer, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value))}`,
    );
  return true;
}

/** A preview of undoing the last entry; null where nothing is left to do. */
async function undoing(engine: Engine, what: string): Promise<PreviewView | null> {
  const [entry] = await engine.history();
  const answer = await engine.handlers.undo({ ...(entry && { entry: entry.id }) }, NEVER);
  if (answer.kind !== "preview") throw new Error(`${what} gives ${answer.kind}`);
  return answer.preview.effects.length === 0 ? null : answer.preview;
}

function same(found: State, wanted: State, what: string): void {
  const lines = differences(wanted, found);
  if (lines.length > 0) throw new Error(`${what}:\n${lines.join("\n")}`);
}
