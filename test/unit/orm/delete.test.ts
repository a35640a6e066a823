import { describe, expect, it } from "vitest";
import { rehearsed } from "./run";

const MODELS = `
class Artist(models.Model):
    name = models.CharField(max_length=20)

class Album(models.Model):
    artist = models.ForeignKey(Artist, on_delete=models.CASCADE)
    title = models.CharField(max_length=20)

class Song(models.Model):
    album = models.ForeignKey(Album, on_delete=models.CASCADE)
    title = models.CharField(max_length=20)

class Review(models.Model):
    album = models.ForeignKey(Album, on_delete=models.SET_NULL, null=True)
    text = models.CharField(max_length=20)

class Prize(models.Model):
    artist = models.ForeignKey(Artist, on_delete=models.PROTECT)
    name = models.CharField(max_length=20)
`;
const SQL = `
CREATE TABLE app_artist (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar(20) NOT NULL);
CREATE TABLE app_album (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(20) NOT NULL,
  artist_id bigint NOT NULL REFERENCES app_artist (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE app_song (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(20) NOT NULL,
  album_id bigint NOT NULL REFERENCES app_album (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE app_review (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, text varchar(20) NOT NULL,
  album_id bigint NULL REFERENCES app_album (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE app_prize (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar(20) NOT NULL,
  artist_id bigint NOT NULL REFERENCES app_artist (id) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO app_artist VALUES (1, 'Joni'), (2, 'Nina');
INSERT INTO app_album VALUES (1, 'Blue', 1), (2, 'Hejira', 1), (3, 'Pastel Blues', 2);
INSERT INTO app_song VALUES (1, 'Carey', 1), (2, 'Coyote', 2), (3, 'Sinnerman', 3);
INSERT INTO app_review VALUES (1, 'fine', 1);
INSERT INTO app_prize VALUES (1, 'Prize', 2);`;

const run = (source: string) => rehearsed(MODELS, SQL, source);

describe("deleting a queryset", () => {
  it("reads keys alone, counts as Django does and names each effect's cause", async () => {
    const { values, sql, effects } = await run(`Artist.objects.filter(name="Joni").delete()`);
    expect(values).toEqual([[5n, { "app.Song": 2n, "app.Album": 2n, "app.Artist": 1n }]]);
    const reads = sql.filter((text) => text.startsWith("SELECT"));
    expect(reads.filter((text) => /"(title|text)"/.test(text))).toEqual([]);
    expect(effects.map(({ action, model, cause, count }) => [action, model, cause, count])).toEqual([
      ["delete", "app.Artist", "statement", 1],
      ["update", "app.Review", "SET_NULL", 1],
      ["delete", "app.Song", "cascade", 2],
      ["delete", "app.Album", "cascade", 2],
    ]);
    expect(effects[2]?.rows[0]).toMatchObject({ before: { id: 1, title: "Carey", album_id: 1 }, after: null });
  });

  it("sends the signals of every row, of which only the keys were read", async () => {
    const { signals } = await run(`Album.objects.filter(id=1).delete()`);
    expect(signals.map(({ signal, pk }) => `${signal} ${String(pk)}`)).toEqual([
      "pre_delete 1",
      "pre_delete 1",
      "post_delete 1",
      "post_delete 1",
    ]);
  });

  it("hands receivers whole rows, and runs what they do", async () => {
    const { effects, errors } = await run(
      `def heard(sender, instance, **kwargs):\n    Artist.objects.filter(id=1).update(name=instance.title)\npre_delete.connect(heard, sender=Song)\nAlbum.objects.filter(id=2).delete()`,
    );
    expect(errors.filter(Boolean)).toEqual([]);
    const update = effects.find(({ action }) => action === "update");
    expect(update).toMatchObject({ model: "app.Artist", cause: "signal heard" });
    expect(update?.rows[0]?.after).toMatchObject({ name: "Coyote" });
  });

  it("names the protected rows", async () => {
    const { errors, effects } = await run(`Artist.objects.all().delete()`);
    expect(errors[0]).toMatchObject({ type: "ProtectedError" });
    expect(errors[0]?.message).toContain(
      "Cannot delete some instances of model 'Artist' because they are referenced through protected foreign keys: 'Prize.artist'.",
    );
    expect(errors[0]?.message).toContain("<Prize: Prize object (1)>");
    expect(effects).toEqual([]);
  });
});

describe("effects of writes that are gathered together", () => {
  it("are those of the rows, each once, whatever was rolled back in between", async () => {
    const { effects, errors } = await run(
      `for i in range(3):\n    Artist.objects.create(name=f"New {i}")\nfor a in Album.objects.all():\n    a.title = a.title + "!"\n    a.save()\ntry:\n    with transaction.atomic():\n        Artist.objects.create(name="lost")\n        Album.objects.update(title="lost")\n        raise ValueError("no")\nexcept ValueError:\n    Artist.objects.create(name="kept")`,
    );
    expect(errors.filter(Boolean)).toEqual([]);
    const rows = effects.flatMap(({ action, rows }) =>
      rows.map(({ after }) => `${action} ${String(after?.name ?? after?.title)}`),
    );
    expect(rows.sort()).toEqual([
      "insert New 0",
      "insert New 1",
      "insert New 2",
      "insert kept",
      "update Blue!",
      "update Hejira!",
      "update Pastel Blues!",
    ]);
  });

  it("leave out a row that a foreign key refused in the middle of a loop", async () => {
    const { effects, errors } = await run(
      `for n in [1, 99, 2]:\n    try:\n        Song.objects.create(title=f"Song {n}", album_id=n)\n    except IntegrityError as error:\n        print(error)`,
    );
    expect(errors).toEqual([null]);
    expect(effects.flatMap(({ rows }) => rows.map(({ after }) => after?.album_id))).toEqual([1, 2]);
  });
});
