import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Case, Expectation } from "../../django/case";

/** A case to which Django 5.2 answers otherwise on PostgreSQL 15 than on SQLite, with why, and what it answered there. */
interface Different {
  readonly id: string;
  readonly reason: string;
  readonly statements: readonly Pick<Expectation, "statement" | "value" | "error" | "changes">[];
}

const different = new Map(
  (JSON.parse(readFileSync(join(import.meta.dirname, "answers.json"), "utf8")) as Different[]).map((one) => [
    one.id,
    one,
  ]),
);

/** What Django answers to a case on PostgreSQL; signals are left out where the answers differ, as they hold the keys. */
export function answersOf(one: Case): readonly Expectation[] {
  const own = different.get(one.id);
  if (!own) return one.expect;
  return one.expect.map(({ ordered, type }, i): Expectation => {
    const { statement, value, error, changes } = own.statements[i] ?? { statement: "" };
    return {
      statement,
      ...(error ? { error } : { ...(type !== undefined && { type }), ...(value !== undefined && { value }) }),
      ...(ordered !== undefined && { ordered }),
      changes: changes ?? {},
    };
  });
}
