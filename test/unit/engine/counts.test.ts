import { describe, expect, it } from "vitest";
import { musicWorkspace, openEngine } from "./music";

/** Enough bytes for the file to be a large one, in rows of which few are enough. */
const large = `
  CREATE TABLE heavy (id integer PRIMARY KEY, filler blob);
  INSERT INTO heavy (filler) VALUES (zeroblob(70000000));
  CREATE TABLE many (id integer PRIMARY KEY);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000) INSERT INTO many SELECT i FROM n;
  DELETE FROM many WHERE id % 3 = 0;
  CREATE VIEW slow AS SELECT a.id FROM many a, many b;
`;

describe("row counts for a view", () => {
  it("are exact in a small database", async () => {
    const engine = await openEngine(musicWorkspace());
    expect(await engine.estimate(["music.Album", "music.Nothing"])).toEqual({ "music.Album": { rows: 5 } });
  });

  it("are estimated where counting takes long, and exact on demand", async () => {
    const engine = await openEngine(musicWorkspace({ sql: large }));
    const models = (await engine.refresh())?.project.models ?? [];
    const labelOf = (table: string): string => models.find((model) => model.table === table)?.label ?? "";
    const [heavy, many, slow] = [labelOf("heavy"), labelOf("many"), labelOf("slow")];
    expect(await engine.estimate([heavy, many, slow, "music.Album"])).toEqual({
      [heavy]: { rows: 1 },
      [many]: { rows: 119_999, estimated: true },
      [slow]: { rows: null, estimated: true },
      "music.Album": { rows: 5 },
    });
    expect(await engine.count([many])).toEqual({ [many]: 80_000 });
  });

  it("stop when nobody wants them any more", async () => {
    const engine = await openEngine(musicWorkspace());
    await expect(engine.estimate(["music.Album"], AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
  });
});
