import { describe, expect, it } from "vitest";
import { holdsSecret, RecentStatements } from "../../../src/host/recent/recent";
import { memento } from "./memento";

const statement = (source: string, database = "db.sqlite3") => ({
  source,
  database,
  time: "2026-01-01T10:00:00.000Z",
  outcome: "read" as const,
});

describe("recent statements", () => {
  it("are listed newest first, each once for a database", async () => {
    const recent = new RecentStatements(memento());
    for (const source of ["a", "b", " a\n"]) await recent.add(statement(source));
    await recent.add(statement("a", "other"));
    expect(recent.all.map(({ source, database }) => `${source} ${database}`)).toEqual([
      "a other",
      "a db.sqlite3",
      "b db.sqlite3",
    ]);
  });

  it("are no more than a hundred, and no long ones", async () => {
    const recent = new RecentStatements(memento());
    for (let i = 0; i < 120; i++) await recent.add(statement(`Album.objects.get(pk=${i})`));
    await recent.add(statement("x".repeat(5000)));
    await recent.add(statement("  "));
    expect(recent.all.length).toBe(100);
    expect(recent.all[0]?.source).toBe("Album.objects.get(pk=119)");
  });

  it("are forgotten one by one, or all", async () => {
    const recent = new RecentStatements(memento());
    await recent.add(statement("a"));
    await recent.add(statement("b"));
    await recent.forget(statement("b"));
    expect(recent.all.map(({ source }) => source)).toEqual(["a"]);
    await recent.clear();
    expect(recent.all).toEqual([]);
  });

  it.each([
    ['User.objects.create(username="a", password="hunter2")', true],
    ['user.set_password("hunter2")', true],
    ["User.objects.filter(api_key='x')", true],
    ["Account.objects.create(**{'secret': 'x'})", true],
    ['Album.objects.filter(title="Passwords")', false],
    ["Album.objects.all()", false],
  ])("that hold a secret are not remembered: %s", async (source, isSecret) => {
    expect(holdsSecret(source)).toBe(isSecret);
    const recent = new RecentStatements(memento());
    await recent.add(statement(source));
    expect(recent.all.length).toBe(isSecret ? 0 : 1);
  });
});
