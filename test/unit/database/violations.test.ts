import { describe, expect, it } from "vitest";
import type { RowChange, Transaction } from "../../../src/database/backend";
import { ENGINES } from "./engines";

const SCHEMA = `PRAGMA foreign_keys = OFF;
  CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE UNIQUE);
  CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INT REFERENCES p DEFERRABLE INITIALLY DEFERRED,
    code TEXT REFERENCES p (code) DEFERRABLE INITIALLY DEFERRED);
  CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b));
  CREATE TABLE cc (x INT, y INT, FOREIGN KEY (x, y) REFERENCES pair DEFERRABLE INITIALLY DEFERRED);
  INSERT INTO p VALUES (1, 'one'), (2, 'two'), (3, NULL);
  INSERT INTO c VALUES (1, 1, 'ONE'), (2, 2, NULL), (3, 99, NULL);
  INSERT INTO pair VALUES (1, 2), (3, 4);
  INSERT INTO cc VALUES (1, 2), (3, 4), (NULL, 4);`;

type Open = (typeof ENGINES)[number]["open"];

async function outcome(open: Open, statements: readonly string[]): Promise<{ found: unknown; commits: boolean }> {
  const backend = await open(SCHEMA);
  const answer = await backend.transaction(async (transaction: Transaction) => {
    const changes: RowChange[] = [];
    for (const sql of statements) changes.push(...(await transaction.write(sql)).changes);
    const found = await transaction.violations(changes);
    const commits = await transaction.commit().then(
      () => true,
      () => false,
    );
    return { found, commits };
  });
  await backend.close();
  return answer;
}

describe.each(ENGINES)("foreign keys on $name", ({ name, open }) => {
  it.each([
    [["INSERT INTO c VALUES (4, 7, NULL)"], [{ table: "c", columns: ["p_id"], key: { id: 4n }, references: "p" }]],
    [["UPDATE c SET p_id = 50 WHERE id = 1"], [{ table: "c", columns: ["p_id"], key: { id: 1n }, references: "p" }]],
    [["DELETE FROM p WHERE id = 2"], [{ table: "c", columns: ["p_id"], key: { id: 2n }, references: "p" }]],
    [["UPDATE p SET id = 20 WHERE id = 2"], [{ table: "c", columns: ["p_id"], key: { id: 2n }, references: "p" }]],
    [["UPDATE p SET code = 'uno' WHERE id = 1"], [{ table: "c", columns: ["code"], key: { id: 1n }, references: "p" }]],
    [["DELETE FROM pair WHERE a = 3"], [{ table: "cc", columns: ["x", "y"], key: { rowid: 2n }, references: "pair" }]],
    [
      ["UPDATE cc SET y = 9 WHERE x = 1"],
      [{ table: "cc", columns: ["x", "y"], key: { rowid: 1n }, references: "pair" }],
    ],
    [
      ["UPDATE pair SET b = 5 WHERE a = 1"],
      [{ table: "cc", columns: ["x", "y"], key: { rowid: 1n }, references: "pair" }],
    ],
  ])("%s breaks one", async (statements, found) => {
    expect(await outcome(open, statements)).toEqual({ found, commits: false });
  });

  it.each([
    [["DELETE FROM p WHERE id = 3"]],
    [["UPDATE p SET code = 'One' WHERE id = 1"]],
    [["DELETE FROM p WHERE id = 2", "INSERT INTO p VALUES (2, 'zwei')"]],
    [["DELETE FROM p WHERE id = 2", "DELETE FROM c WHERE id = 2"]],
    [["INSERT INTO c VALUES (4, 7, NULL)", "INSERT INTO p VALUES (7, NULL)"]],
    [["INSERT INTO c VALUES (4, NULL, NULL)"]],
    [["UPDATE cc SET x = NULL WHERE x = 1"]],
    [["UPDATE c SET code = NULL WHERE id = 3"]],
  ])("%s breaks none", async (statements) => {
    expect(await outcome(open, statements)).toEqual({ found: [], commits: name === "sqlite" });
  });

  it("checks many rows in batches", async () => {
    const many =
      "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 3999) INSERT INTO c SELECT i, i, NULL FROM n";
    const { found } = await outcome(open, [many]);
    expect(found).toHaveLength(3000);
  });
});
