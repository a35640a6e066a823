import { describe, expect, it } from "vitest";
import { openSqlite } from "../../../src/database/sqlite/open";
import { type DatabaseModelOptions, modelsFromDatabase } from "../../../src/models/database/models";
import type { FieldInfo, ModelInfo } from "../../../src/protocol/models";
import { makeDatabase } from "../database/temporary";

async function models(sql: string, options: DatabaseModelOptions = {}): Promise<Record<string, ModelInfo>> {
  const backend = await openSqlite(makeDatabase(sql));
  const schema = await backend.introspect();
  await backend.close();
  return Object.fromEntries(modelsFromDatabase(schema, options).map((model) => [model.label, model]));
}

function field(model: ModelInfo | undefined, name: string): FieldInfo | undefined {
  return model?.fields.find((candidate) => candidate.name === name);
}

const SHOP = `
  CREATE TABLE Artist (ArtistId INTEGER NOT NULL, Name NVARCHAR(120), CONSTRAINT PK_Artist PRIMARY KEY (ArtistId));
  CREATE TABLE Album (AlbumId INTEGER NOT NULL PRIMARY KEY, Title NVARCHAR(160) NOT NULL,
    ArtistId INTEGER NOT NULL REFERENCES Artist (ArtistId) ON DELETE NO ACTION);
  CREATE TABLE MediaType (MediaTypeId INTEGER NOT NULL PRIMARY KEY, Name NVARCHAR(120));
  CREATE TABLE Track (TrackId INTEGER NOT NULL PRIMARY KEY, AlbumId INTEGER REFERENCES Album (AlbumId) ON DELETE SET NULL,
    MediaTypeId INTEGER NOT NULL REFERENCES MediaType, UnitPrice NUMERIC(10,2) NOT NULL, Bytes INTEGER, HTTPUrl TEXT);
  CREATE TABLE Playlist (PlaylistId INTEGER NOT NULL PRIMARY KEY);
  CREATE TABLE PlaylistTrack (PlaylistId INTEGER NOT NULL REFERENCES Playlist, TrackId INTEGER NOT NULL REFERENCES Track,
    PRIMARY KEY (PlaylistId, TrackId));
  CREATE TABLE Employee (EmployeeId INTEGER PRIMARY KEY, ReportsTo INTEGER REFERENCES Employee, BirthDate DATETIME)`;

describe("models of a database", () => {
  it("names models and fields as inspectdb does, with snake-case fields", async () => {
    const found = await models(SHOP);
    expect(Object.keys(found)).toEqual([
      "main.Album",
      "main.Artist",
      "main.Employee",
      "main.Mediatype",
      "main.Playlist",
      "main.Playlisttrack",
      "main.Track",
    ]);
    const track = found["main.Track"];
    expect(track?.fields.map((each) => [each.name, each.attname, each.column, each.type])).toEqual([
      ["track_id", "track_id", "TrackId", "AutoField"],
      ["album", "album_id", "AlbumId", "ForeignKey"],
      ["media_type", "media_type_id", "MediaTypeId", "ForeignKey"],
      ["unit_price", "unit_price", "UnitPrice", "DecimalField"],
      ["bytes", "bytes", "Bytes", "IntegerField"],
      ["http_url", "http_url", "HTTPUrl", "TextField"],
    ]);
    expect(track).toMatchObject({ table: "Track", primaryKey: "track_id", origin: "database", app: "main" });
    expect(field(track, "album")).toMatchObject({
      null: true,
      relation: { kind: "fk", model: "main.Album", onDelete: "SET_NULL", toField: "album_id" },
    });
    expect(field(track, "unit_price")).toMatchObject({ maxDigits: 10, decimalPlaces: 2, null: false });
    expect(field(found["main.Album"], "title")).toMatchObject({ type: "CharField", maxLength: 160 });
    expect(field(found["main.Album"], "artist")?.relation).toMatchObject({
      model: "main.Artist",
      onDelete: "DO_NOTHING",
    });
    expect(field(found["main.Employee"], "reports_to")).toMatchObject({
      attname: "reports_to_id",
      column: "ReportsTo",
    });
  });

  it("gives a composite key its own field, and a table without a key its rowid", async () => {
    const found = await models(`${SHOP}; CREATE TABLE log (line TEXT); CREATE VIEW v AS SELECT line FROM log;
      CREATE TABLE shadowed (rowid TEXT)`);
    expect(found["main.Playlisttrack"]).toMatchObject({ primaryKey: "pk" });
    expect(field(found["main.Playlisttrack"], "pk")).toMatchObject({
      type: "CompositePrimaryKey",
      compositeOf: ["playlist", "track"],
      column: null,
    });
    expect(found["main.Log"]).toMatchObject({ primaryKey: "rowid" });
    expect(found["main.Log"]?.fields[0]).toMatchObject({
      name: "rowid",
      column: "rowid",
      type: "AutoField",
      primaryKey: true,
    });
    expect(found["main.V"]).toMatchObject({ isView: true, readOnly: expect.any(String), primaryKey: null });
    expect(found["main.Shadowed"]?.fields[0]).toMatchObject({ name: "rowid_0", column: "_rowid_" });
  });

  it.each([
    ["varchar(30)", "CharField", { maxLength: 30 }],
    ["VARYING CHARACTER (20)", "CharField", { maxLength: 20 }],
    ["decimal", "DecimalField", {}],
    ["DECIMAL(7)", "DecimalField", { maxDigits: 7, decimalPlaces: 0 }],
    ["bool", "BooleanField", {}],
    ["tinyint(1)", "BooleanField", {}],
    ["tinyint", "SmallIntegerField", {}],
    ["integer unsigned", "PositiveIntegerField", {}],
    ["INT(11)", "IntegerField", {}],
    ["UNSIGNED BIG INT", "PositiveBigIntegerField", {}],
    ["BIGINT", "BigIntegerField", {}],
    ["double precision", "FloatField", {}],
    ["real", "FloatField", {}],
    ["datetime", "DateTimeField", {}],
    ["timestamp with time zone", "DateTimeField", {}],
    ["date", "DateField", {}],
    ["time", "TimeField", {}],
    ["blob", "BinaryField", {}],
    ["", "TextField", {}],
    ["whatever", "TextField", {}],
  ])("takes a column of type %j for a %s", async (type, expected, more) => {
    const found = await models(`CREATE TABLE t (id INTEGER PRIMARY KEY, c ${type})`);
    const column = field(found["main.T"], "c");
    expect(column).toMatchObject({ type: expected, ...more });
  });

  it("survives hostile names and names that clash", async () => {
    const found =
      await models(`CREATE TABLE "2020 sales" (id INTEGER PRIMARY KEY, "class" TEXT, "a b" TEXT, "a-b" TEXT, "_x_" TEXT, "9lives" TEXT,
      "pk" TEXT, "a__b" TEXT, "Größe" TEXT); CREATE TABLE "2020_Sales" (id INTEGER PRIMARY KEY); CREATE TABLE "🎸" (id INTEGER PRIMARY KEY)`);
    expect(Object.keys(found).sort()).toEqual(["main.Table", "main.Table2020Sales", "main.Table2020Sales_0"]);
    expect(found["main.Table2020Sales"]?.fields.map((each) => each.name)).toEqual([
      "id",
      "class_field",
      "a_b",
      "a_b_0",
      "field_x_field",
      "number_9lives",
      "pk_field",
      "a_b_1",
      "größe",
    ]);
  });

  it("keeps reverse names apart", async () => {
    const found = await models(`CREATE TABLE city (id INTEGER PRIMARY KEY, flight TEXT);
      CREATE TABLE flight (id INTEGER PRIMARY KEY, origin_id INT REFERENCES city, target_id INT UNIQUE REFERENCES city);
      CREATE TABLE hotel (id INTEGER PRIMARY KEY, city INT, city_id INT REFERENCES city)`);
    expect(field(found["main.Flight"], "origin")?.relation?.relatedName).toBe("flight_origin_set");
    expect(field(found["main.Flight"], "target")).toMatchObject({
      type: "OneToOneField",
      unique: true,
      relation: { kind: "o2o", relatedName: "flight_target_set" },
    });
    expect(found["main.Hotel"]?.fields.map((each) => each.name)).toEqual(["id", "city", "city_0"]);
    expect(field(found["main.Hotel"], "city_0")?.relation?.relatedName).toBeUndefined();
  });

  it("takes apps and models from Django's content types, and join tables for many-to-many fields", async () => {
    const found = await models(
      `CREATE TABLE library_book (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(120) NOT NULL,
         extra text NOT NULL CHECK ((JSON_VALID("extra") OR "extra" IS NULL)), tags text CHECK (json_valid("tags")));
       CREATE TABLE library_subject (id integer NOT NULL PRIMARY KEY AUTOINCREMENT);
       CREATE TABLE library_book_subjects (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
         book_id bigint NOT NULL REFERENCES library_book (id) DEFERRABLE INITIALLY DEFERRED,
         subject_id bigint NOT NULL REFERENCES library_subject (id) DEFERRABLE INITIALLY DEFERRED);
       CREATE UNIQUE INDEX pair ON library_book_subjects (book_id, subject_id);
       CREATE TABLE django_migrations (id integer NOT NULL PRIMARY KEY AUTOINCREMENT)`,
      {
        contentTypes: [
          { app: "library", model: "book" },
          { app: "library", model: "subject" },
        ],
      },
    );
    expect(Object.keys(found).sort()).toEqual([
      "library.Book",
      "library.Book_subjects",
      "library.Subject",
      "main.DjangoMigrations",
    ]);
    expect(field(found["library.Book"], "tags")?.type).toBe("JSONField");
    expect(field(found["library.Book"], "extra")?.type).toBe("JSONField");
    expect(field(found["library.Book"], "subjects")).toMatchObject({
      type: "ManyToManyField",
      column: null,
      relation: {
        kind: "m2m",
        model: "library.Subject",
        through: "library.Book_subjects",
        throughFields: ["book", "subject"],
      },
    });
    expect(found["library.Book_subjects"]?.autoCreated).toBe(true);
  });
});
