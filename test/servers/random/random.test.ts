import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../../src/database/backend";
import { momentOf } from "../../../src/engine/clock";
import { observeJson } from "../../../src/preview/observe";
import { rehearse } from "../../../src/preview/rehearsal";
import { toResult } from "../../../src/preview/report";
import { runScript } from "../../../src/preview/script";
import type { Opened } from "../../django/open";
import { findPython, type ServerAnswer } from "../../django/random/django";
import { type Exam, NOW, sitOnServer } from "../../django/random/exam";
import { pageFaults } from "../../django/random/pages";
import { seed, temporaryFolder } from "../../django/random/run";
import { readingSamples, writingSamples } from "../../django/random/samples";
import { MODELS, SETUP, STATEMENTS } from "../../django/random/statements";
import { type AnyServer, KINDS } from "../anyServer";
import { PASSWORD } from "../postgres/server";
import { differences, isRefusedLink } from "./differences";

/** Projects for each server a run; each is asked this much. For more: `QUERYSET_EXPLORER_PROJECTS=50`. */
const PROJECTS = Number(process.env.QUERYSET_EXPLORER_PROJECTS ?? 2);
const QUERYSETS = 60;
const SCRIPTS = 25;
const TIMEOUT = 180_000;

/** Django answers in a transaction here, where rows may be locked; a statement that only reads has none. */
const statements = STATEMENTS.filter((source) => !source.includes("select_for_update"));

const folder = temporaryFolder("Servers");

for (const { name, isMissing, engine, driver, start } of KINDS) {
  const python = findPython(driver);
  describe.skipIf(isMissing || python === null)(`what Django answers on ${name}, seed ${seed}`, () => {
    let server: AnyServer | null = null;
    let count = 0;

    beforeAll(async () => {
      server = await start();
    });

    afterAll(async () => {
      await server?.stop();
    });

    for (const [i, one] of readingSamples(QUERYSETS, PROJECTS).entries())
      it(`project ${i + 1}: ${QUERYSETS} querysets, at once and in pages`, { timeout: TIMEOUT }, async () => {
        await withProject(one, async (opened, answer) => {
          const isOrdered = (n: number): boolean => one.statements[n]?.ordered ?? true;
          expect(await readingFaults(opened, one, answer, isOrdered)).toEqual([]);
          const { byKey, faults } = await pageFaults(
            opened,
            one.statements.map(({ source }) => source),
            false,
          );
          expect(faults).toEqual([]);
          expect(byKey).toBeGreaterThan(0);
        });
      });

    it(`${statements.length} statements`, { timeout: TIMEOUT }, async () => {
      const scripts = statements.map((source) => [source]);
      // Where Django says no order, ours is as good as its own.
      const isOrdered = (n: number): boolean => /order_by|dates\(|datetimes\(/.test(statements[n] ?? "");
      const exam = { useTz: false, models: MODELS, setup: SETUP, scripts };
      const faults = await withProject(exam, (opened, answer) => readingFaults(opened, exam, answer, isOrdered));
      expect(faults).toEqual([]);
    });

    for (const [i, one] of writingSamples(SCRIPTS, PROJECTS).entries())
      it(`project ${i + 1}: ${SCRIPTS} scripts that write`, { timeout: TIMEOUT }, async () => {
        const faults: string[] = [];
        await withProject(one, async (opened, answer, database) => {
          for (const [n, lines] of one.scripts.entries()) {
            await server?.sql(database, answer.reset);
            faults.push(...(await scriptFaults(opened, lines, answer, n)));
          }
        });
        expect(faults).toEqual([]);
      });

    async function readingFaults(
      { backend, host }: Opened,
      exam: Exam,
      answer: ServerAnswer,
      isOrdered: (n: number) => boolean,
    ): Promise<string[]> {
      const sources = exam.scripts.map(([source = ""]) => source);
      const script = { source: `${sources.join("\n")}\n`, now: momentOf(NOW, host.project.settings), seed: 1 };
      const run = await rehearse(
        { backend, host, signal: null, observe: observeJson },
        { kind: "script", script: { ...script, keepGoing: true } },
      );
      expect(run.statements.length).toBe(sources.length);
      return run.statements.flatMap((each, n) =>
        differences(
          sources[n] ?? "",
          isOrdered(n),
          answer.scripts[n]?.answers[0],
          toResult(each, host.registry),
          engine,
        ),
      );
    }

    async function scriptFaults(
      { backend, host }: Opened,
      lines: readonly string[],
      answer: ServerAnswer,
      n: number,
    ): Promise<string[]> {
      const source = `${lines.join("\n")}\n`;
      const given = { source, now: momentOf(NOW, host.project.settings), seed: 1, keepGoing: true };
      return backend.transaction(async (transaction) => {
        const before = await rowsOf(transaction, answer);
        const run = await runScript(host, given, transaction, true, null, observeJson);
        const want = answer.scripts[n];
        const results = run.statements.map((each) => toResult(each, host.registry));
        const faults = results.flatMap((each, i) => differences(each.source, true, want?.answers[i], each, engine));
        if (results.some((each, i) => isRefusedLink(each.source, want?.answers[i], each))) return faults;
        const after = await rowsOf(transaction, answer);
        for (const [table, rows] of Object.entries(want?.tables ?? before)) {
          const [theirs, ours] = [[...rows].sort().join("\n   "), after[table]?.join("\n   ")];
          if (theirs !== ours) faults.push(`table ${table}\n   Django:\n   ${theirs}\n   here:\n   ${ours}`);
        }
        return faults.map((fault) => `${fault}\n   in: ${lines.join("; ")}`);
      });
    }

    /** Makes a project's database, asks Django about it and opens it. */
    async function withProject<T>(
      exam: Exam,
      work: (opened: Opened, answer: ServerAnswer, database: string) => Promise<T>,
    ): Promise<T> {
      if (server === null || python === null) throw new Error("the server did not start");
      const database = `random${count++}`;
      await server.createDatabase(database);
      const url = server.url(database);
      const settings = {
        ENGINE: `django.db.backends.${engine}`,
        NAME: database,
        USER: "queryset",
        PASSWORD,
        HOST: "127.0.0.1",
        PORT: new URL(url).port,
        ...(engine === "mysql" && { OPTIONS: { charset: "utf8mb4" } }),
      };
      const { answer, opened } = await sitOnServer(python, join(folder(), name, database), exam, { settings, url });
      try {
        return await work(opened, answer, database);
      } finally {
        await opened.backend.close();
      }
    }
  });
}

/** Every row of a project's tables as one text. */
async function rowsOf(session: Session, { tables }: ServerAnswer): Promise<Record<string, readonly string[]>> {
  const all: Record<string, readonly string[]> = {};
  for (const [table, read] of Object.entries(tables))
    all[table] = (await session.all(read)).map(({ r }) => String(r)).sort();
  return all;
}
