import { describe, expect, it } from "vitest";
import { applied, dump, musicWorkspace, openEngine, undone } from "../engine/music";

const MODELS = `class Seat(models.Model):
    pk = models.CompositePrimaryKey("hall", "number")
    hall = models.CharField(max_length=5)
    number = models.IntegerField()
    taken = models.CharField(max_length=20)
`;
const SQL = `CREATE TABLE music_seat (hall varchar(5), number integer, taken varchar(20) NOT NULL, PRIMARY KEY (hall, number));
  INSERT INTO music_seat VALUES ('A', 1, 'ann'), (NULL, NULL, 'bob'), ('B', 1, 'cy'), ('B', NULL, 'dora')`;

describe.each(["native", "sqljs"] as const)("rows without a key among rows with one, on %s", (backend) => {
  it("are read back as what they are, and undone", async () => {
    const workspace = musicWorkspace({ models: MODELS, sql: SQL });
    const engine = await openEngine(workspace, { backend });
    const before = dump(workspace.database);
    const { summary } = await applied(engine, 'Seat.objects.all().update(taken="x")');
    expect(summary).toBe("4 rows updated");
    expect(dump(workspace.database)).not.toEqual(before);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
  });
});
