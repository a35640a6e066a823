import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../../src/engine/engine";
import type { ResultHandle } from "../../../src/protocol/results";
import type { CopyFormat, ExportFormat } from "../../../src/protocol/rows";
import { temporaryFolder } from "../database/temporary";
import { musicWorkspace, NEVER, openEngine, run, statementsOf } from "./music";

const MODELS = `
class Thing(models.Model):
    name = models.TextField(blank=True)
    price = models.DecimalField(max_digits=30, decimal_places=2, null=True)
    big = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)
    on = models.DateField(null=True)
    data = models.BinaryField(null=True)
    facts = models.JSONField(null=True)
    good = models.BooleanField(default=False)
    size = models.CharField(max_length=1, choices=[("S", "Small"), ("L", "Large")], null=True)
    album = models.ForeignKey("Album", on_delete=models.CASCADE, null=True)
    def __str__(self):
        return f"Thing {self.name} of {self.album.title}"

class Part(models.Model):
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE)
`;
const SQL = `CREATE TABLE music_thing (id integer PRIMARY KEY, name text NOT NULL, price decimal, big bigint, at datetime, "on" date,
    data blob, facts text, good bool NOT NULL, size varchar(1), album_id integer REFERENCES music_album (id));
  CREATE TABLE music_part (id integer PRIMARY KEY, thing_id integer NOT NULL REFERENCES music_thing (id));
  INSERT INTO music_thing VALUES
    (1, 'it''s, "a" | b' || char(10) || 'c', '1.50', 9223372036854775807, '2026-01-03 10:00:00.000001', '2026-01-03', X'00ff', '{"a": [1, 1.5]}', 1, 'S', 1),
    (2, '', NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL),
    (3, '<b>&' || char(1), '-0.01', 0, '2026-07-03 10:00:00', '1899-01-01', X'', '[]', 0, 'L', 2);
  INSERT INTO music_part VALUES (1, 1), (2, 3), (3, 1);`;

async function opened(source: string) {
  const workspace = musicWorkspace({ models: MODELS, sql: SQL });
  const engine = await openEngine(workspace);
  const [statement] = statementsOf(await run(engine, source)).slice(-1);
  if (statement?.error) throw new Error(statement.error.message);
  if (!statement?.result) throw new Error("no rows");
  return { engine, result: statement.result, workspace };
}

async function copied(source: string, format: CopyFormat, head = true): Promise<string> {
  const { engine, result } = await opened(source);
  const columns = result.columns.map((_, index) => index);
  const request = { id: result.id, rows: [{ start: 0, count: 100 }], columns, format, head };
  return (await engine.handlers.copyText(request, NEVER)).text;
}

async function exported(engine: Engine, result: ResultHandle, format: ExportFormat): Promise<Buffer> {
  const path = join(temporaryFolder(), `rows.${format}`);
  const columns = result.columns.map((_, index) => index);
  const { job } = await engine.handlers.exportStart({ id: result.id, columns, format, path }, NEVER);
  expect(existsSync(path)).toBe(false);
  while (!(await engine.handlers.exportStep({ job }, NEVER)).done);
  expect(existsSync(`${path}.part`)).toBe(false);
  return readFileSync(path);
}

describe("rows as text", () => {
  it("tell NULL from an empty text as CSV", async () => {
    expect(await copied("Thing.objects.values_list('id', 'name', 'price', 'big', 'good')", "csv")).toBe(
      'id,name,price,big,good\r\n1,"it\'s, ""a"" | b\nc",1.50,9223372036854775807,True\r\n2,"",,,False\r\n3,<b>&\u0001,-0.01,0,False\r\n',
    );
  });

  it("keep every digit as JSON, with bytes in base64", async () => {
    const text = await copied("Thing.objects.values('big', 'price', 'data', 'facts', 'at').filter(id=1)", "json");
    expect(text).toContain('"big": 9223372036854775807');
    expect(JSON.parse(text.replace("9223372036854775807", '"big"'))).toEqual([
      { big: "big", price: "1.50", data: "AP8=", facts: { a: [1, 1.5] }, at: "2026-01-03T10:00:00.000001+00:00" },
    ]);
  });

  it("are a table as Markdown", async () => {
    expect(await copied("Thing.objects.values('id', 'name', 'price').filter(id__lt=3)", "markdown")).toBe(
      '| id | name | price |\n| --- | --- | --- |\n| 1 | it\'s, "a" \\| b<br>c | 1.50 |\n| 2 |  | *NULL* |\n',
    );
  });

  it("make the same rows again as SQL", async () => {
    const { engine, result, workspace } = await opened("Thing.objects.all()");
    const columns = result.columns.map((_, index) => index);
    const request = { id: result.id, rows: [{ start: 0, count: 9 }], columns, format: "sql", head: true } as const;
    const { text } = await engine.handlers.copyText(request, NEVER);
    const script = `
      const { DatabaseSync } = require("node:sqlite");
      const db = new DatabaseSync(process.argv[1]);
      const rows = () => JSON.stringify(db.prepare("SELECT *, hex(data), typeof(price) FROM music_thing").all().map((row) => Object.values({ ...row, data: 0, big: String(row.big) })), (key, value) => value);
      const read = () => { const s = db.prepare("SELECT id, name, price, CAST(big AS TEXT), at, \\"on\\", hex(data), facts, good, size, album_id FROM music_thing"); return JSON.stringify(s.all()); };
      const before = read();
      db.exec("DELETE FROM music_part; DELETE FROM music_thing");
      db.exec(process.argv[2]);
      process.stdout.write(before === read() ? "same" : before + read());`;
    const out = execFileSync(process.execPath, ["--no-warnings", "-e", script, workspace.database, text]).toString();
    expect(out).toBe("same");
  });

  it("make the same rows again as Django's create()", async () => {
    const text = await copied("Thing.objects.all()", "django");
    const workspace = musicWorkspace({
      models: MODELS,
      sql: `${SQL} DELETE FROM music_part; DELETE FROM music_thing;`,
    });
    const engine = await openEngine(workspace);
    const answer = await run(engine, text);
    if (answer.kind !== "preview") throw new Error(JSON.stringify(answer));
    const after = answer.preview.effects.flatMap(({ rows }) => rows.map((row) => row.after));
    expect(after).toHaveLength(3);
    expect(after[0]).toMatchObject({ big: 9223372036854775807n, at: "2026-01-03 10:00:00.000001", data: "hex:00ff" });
    expect(after[1]).toMatchObject({ name: "", price: null });
  });

  it("are dicts as Python where they are no model's", async () => {
    expect(await copied("Thing.objects.values('id', 'on').filter(id=1)", "django")).toBe(
      "{'id': 1, 'on': datetime.date(2026, 1, 3)}\n",
    );
  });
});

describe("an export", () => {
  it("is a fixture that Django's loaddata takes", async () => {
    const { engine, result } = await opened("Thing.objects.all()");
    const all = JSON.parse((await exported(engine, result, "fixture")).toString()) as { fields: { album: number } }[];
    expect(all[0]).toMatchObject({ model: "music.thing", pk: 1, fields: { album: 1, size: "S", price: "1.50" } });
    const { engine: other, result: none } = await opened("Thing.objects.values('id')");
    const start = { id: none.id, columns: [0], format: "fixture", path: join(temporaryFolder(), "x") } as const;
    expect(() => other.handlers.exportStart(start, NEVER)).toThrow("rows of a model");
  });

  it("is an Excel workbook whose numbers are numbers, unless Excel would round them", async () => {
    const { engine, result } = await opened("Thing.objects.all()");
    const sheet = unzipped(await exported(engine, result, "xlsx")).get("xl/worksheets/sheet1.xml") ?? "";
    const rows = sheet.split("<row>").slice(1);
    expect(rows).toHaveLength(4);
    expect(rows[1]).toContain("<c><v>1.50</v></c>");
    expect(rows[1]).toContain(">9223372036854775807</t>");
    expect(rows[1]).toContain('<c s="2"><v>46025</v></c>');
    expect(rows[2]).toContain("<c/>");
    expect(rows[3]).toContain("&lt;b&gt;&amp;_x0001_");
    expect(rows[3]).toContain(">1899-01-01</t>");
  });

  it("that is stopped leaves the file that was there", async () => {
    const { engine, result } = await opened("Thing.objects.all()");
    const path = join(temporaryFolder(), "rows.csv");
    writeFileSync(path, "mine");
    const { job } = await engine.handlers.exportStart({ id: result.id, columns: [0], format: "csv", path }, NEVER);
    await engine.handlers.exportStop({ job }, NEVER);
    expect(readFileSync(path, "utf8")).toBe("mine");
    expect(existsSync(`${path}.part`)).toBe(false);
    await expect(engine.handlers.exportStep({ job }, NEVER)).rejects.toThrow("no longer under way");
  });

  it("of many rows is written in steps", async () => {
    const more =
      "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 4509) INSERT INTO music_part SELECT i, 1 FROM n;";
    const engine = await openEngine(musicWorkspace({ models: MODELS, sql: SQL + more }));
    const [statement] = statementsOf(await run(engine, "Part.objects.order_by('-id')"));
    if (statement?.result === undefined) throw new Error("no rows");
    const lines = (await exported(engine, statement.result, "ndjson")).toString().split("\n");
    expect(lines).toHaveLength(4504);
    expect(lines.slice(0, 1)).toEqual(['{"id": 4509, "thing_id": 1}']);
    expect(lines.slice(-3)).toEqual(['{"id": 2, "thing_id": 3}', '{"id": 1, "thing_id": 1}', ""]);
  });
});

describe("finding a text", () => {
  it("goes through the columns as they are shown, forwards and backwards, labels of choices included", async () => {
    const { engine, result } = await opened("Thing.objects.order_by('id')");
    const at = (name: string) => result.columns.findIndex((column) => column.name === name);
    const columns = [at("size"), at("name"), at("id")];
    const look = (text: string, row: number, position: number, backwards = false) =>
      engine.handlers.find({ id: result.id, text, columns, from: { row, position }, backwards }, NEVER);
    expect(await look("small", 0, -1)).toEqual({ found: { row: 0, position: 0 }, next: null });
    expect(await look("IT'S", 0, 0)).toEqual({ found: { row: 0, position: 1 }, next: null });
    expect(await look("3", 0, 0)).toEqual({ found: { row: 2, position: 2 }, next: null });
    expect(await look("3", 2, 2)).toEqual({ found: null, next: null });
    expect(await look("it's", 2, 0, true)).toEqual({ found: { row: 0, position: 1 }, next: null });
    expect(await look("small", 0, 0, true)).toEqual({ found: null, next: null });
  });
});

describe("the texts of related rows", () => {
  it("are read for a whole page, and what they lead to along with them", async () => {
    const { engine, result } = await opened("Part.objects.order_by('id')");
    const [labels] = await engine.handlers.labels({ id: result.id, start: 0, count: 100 }, NEVER);
    expect(labels?.column).toBe(1);
    expect(Object.keys(labels?.labels ?? {})).toEqual(["1", "3"]);
    expect(labels?.labels["3"]).toMatch(/^Thing <b>&/);
  });

  it("are none where there are no foreign keys, or their rows are gone", async () => {
    const { engine, result } = await opened("Album.objects.all()");
    expect(await engine.handlers.labels({ id: result.id, start: 0, count: 100 }, NEVER)).toEqual([]);
  });
});

describe("a moment", () => {
  it("is shown and found in the project's zone, and kept exactly", async () => {
    const workspace = musicWorkspace({ models: MODELS, sql: SQL });
    const settings = join(workspace.folder, "settings.py");
    writeFileSync(settings, readFileSync(settings, "utf8").replace('"UTC"', '"Europe/Berlin"'));
    const engine = await openEngine(workspace);
    const [statement] = statementsOf(await run(engine, "Thing.objects.order_by('id').values_list('at', flat=True)"));
    const id = statement?.result?.id ?? "";
    const page = await engine.handlers.page({ id, start: 0, count: 3 }, NEVER);
    expect(page.rows.map(([cell]) => cell?.text)).toEqual([
      "2026-01-03 11:00:00.000001+01:00",
      "",
      "2026-07-03 12:00:00+02:00",
    ]);
    const request = { id, text: "12:00:00+02", columns: [0], from: { row: 0, position: -1 } };
    expect((await engine.handlers.find(request, NEVER)).found).toEqual({ row: 2, position: 0 });
    expect((await engine.handlers.cell({ id, row: 0, column: 0 }, NEVER)).raw).toContain(
      "tzinfo=datetime.timezone.utc",
    );
  });
});

describe("a cell's detail", () => {
  it("has the bytes, and the value as Python writes it", async () => {
    const { engine, result } = await opened("Thing.objects.order_by('id')");
    const at = (name: string) => result.columns.findIndex((column) => column.name === name);
    const detail = (name: string) => engine.handlers.cell({ id: result.id, row: 0, column: at(name) }, NEVER);
    expect(await detail("data")).toMatchObject({ bytes: { base64: "AP8=", size: 2 } });
    expect(await detail("price")).toEqual({ text: "1.50", raw: "Decimal('1.50')" });
    expect((await detail("at")).raw).toContain("datetime.datetime(2026, 1, 3, 10, 0, 0, 1, tzinfo=");
  });

  it("that was not loaded is no NULL", async () => {
    const { result } = await opened("Thing.objects.only('name')");
    expect(result.columns.map(({ name }) => name)).toEqual(["id", "name"]);
  });
});

/** The files of a zip, by the directory at its end. */
function unzipped(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from("PK\u0005\u0006"));
  const files = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i++) {
    const [packed, length] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const name = zip.toString("utf8", at + 46, at + 46 + length);
    const start = zip.readUInt32LE(at + 42);
    const data = start + 30 + zip.readUInt16LE(start + 26);
    const text = inflateRawSync(zip.subarray(data, data + packed));
    expect(text.length).toBe(zip.readUInt32LE(at + 24));
    files.set(name, text.toString());
    at += 46 + length;
  }
  return files;
}
