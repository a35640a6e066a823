import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StatementResult } from "../../src/protocol/results";
import { type Case, casesOf, type Expectation } from "../django/case";
import type { Opened } from "../django/open";
import { resultsOf } from "../django/rehearsed";

/** What cases are asked of on a server. */
export interface CaseDatabase extends Opened {
  /** Puts the keys back to where the case begins: a rehearsal that was rolled back has used some up. */
  reset(): Promise<void>;
  /** What Django answers to a case on this server. */
  wanted(one: Case): readonly Expectation[];
  /** What is wrong with an answer. */
  faults(one: Case, want: Expectation, got: StatementResult): string[];
  close(): Promise<void>;
}

/** A server with the cases' tables. */
export interface CaseServer {
  /** Opens the database of a case, whose tables are as the cases begin. */
  open(one: Case, name: string): Promise<CaseDatabase>;
  /** What tells apart the databases of cases. */
  keyOf(one: Case): string;
  stop(): Promise<void>;
}

/** Asks a kind of server every case, in a rehearsal, and compares what it answers with what Django does. */
export function describeCases(name: string, isMissing: boolean, start: () => Promise<CaseServer>): void {
  describe.skipIf(isMissing)(`Django's answers on ${name}`, () => {
    let server: CaseServer | null = null;
    const opened = new Map<string, Promise<CaseDatabase>>();

    beforeAll(async () => {
      server = await start();
    });

    afterAll(async () => {
      for (const database of opened.values()) await (await database.catch(() => null))?.close();
      await server?.stop();
    });

    for (const kind of ["read", "write"] as const)
      for (const [group, cases] of casesOf(kind))
        describe(`${kind} ${group}`, () => {
          for (const one of cases) it(`${one.id} ${one.statements.at(-1)}`, () => answers(one, kind === "write"));
        });

    async function answers(one: Case, writes: boolean): Promise<void> {
      const database = await open(one);
      if (writes) await database.reset();
      const results = await resultsOf(one, database);
      const wanted = database.wanted(one);
      expect(results.length).toBe(wanted.length);
      const faults = wanted.flatMap((want, i) => {
        const got = results[i];
        return got === undefined ? ["no result"] : database.faults(one, want, got);
      });
      expect(faults).toEqual([]);
    }

    function open(one: Case): Promise<CaseDatabase> {
      if (server === null) throw new Error("the server did not start");
      const key = server.keyOf(one);
      const known = opened.get(key) ?? server.open(one, `cases${opened.size}`);
      opened.set(key, known);
      return known;
    }
  });
}
