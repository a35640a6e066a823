import { describe, expect, it } from "vitest";
import { rehearsed } from "./run";

const MODELS = `
class Album(models.Model):
    title = models.CharField(max_length=20, unique=True)
    year = models.PositiveIntegerField(null=True)
    artist = models.CharField(max_length=20)

    class Meta:
        unique_together = [("artist", "year")]

class Song(models.Model):
    album = models.ForeignKey(Album, on_delete=models.DO_NOTHING)
    title = models.CharField(max_length=20)
`;
const SQL = `
CREATE TABLE app_album (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(20) NOT NULL UNIQUE,
  year integer unsigned NULL CHECK ("year" >= 0), artist varchar(20) NOT NULL, UNIQUE (artist, year));
CREATE TABLE app_song (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(20) NOT NULL,
  album_id bigint NOT NULL REFERENCES app_album (id) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO app_album VALUES (3, 'Blue', 1971, 'Joni'), (4, 'Hejira', 1976, 'Joni');
INSERT INTO app_song VALUES (1, 'Carey', 3);`;

async function failure(source: string) {
  const { errors, effects } = await rehearsed(MODELS, SQL, source);
  const error = errors.at(-1);
  // A failure leaves nothing behind.
  expect(effects).toEqual([]);
  return error && { ...error, at: source.split("\n")[error.line - 1]?.slice(error.column, error.endColumn) };
}

describe("a refused write", () => {
  it.each([
    [
      `Album.objects.create(artist="X", title="Blue")`,
      "UNIQUE constraint failed: app_album.title",
      "Album.title is already taken by the row with id 3: 'Blue'.",
      `title="Blue"`,
    ],
    [
      `Album.objects.filter(id=4).update(artist="X", title="Blue")`,
      "UNIQUE constraint failed: app_album.title",
      "Album.title is already taken by the row with id 3: 'Blue'.",
      `title="Blue"`,
    ],
    [
      `Album.objects.create(title="New", artist="Joni", year=1976)`,
      "UNIQUE constraint failed: app_album.artist, app_album.year",
      "Album.artist and Album.year together are already taken by the row with id 4: 'Joni', 1976.",
      `artist="Joni"`,
    ],
    [
      `Album.objects.bulk_create([Album(title="A", artist="A"), Album(title="B", artist="B"), Album(title="A", artist="C")])`,
      "UNIQUE constraint failed: app_album.title",
      "Two of the rows have the same Album.title: 'A'.",
      undefined,
    ],
    [
      `Album.objects.bulk_create([Album(title="A", artist="A"), Album(title="Blue", artist="B")])`,
      "UNIQUE constraint failed: app_album.title",
      "Album.title is already taken by the row with id 3: 'Blue'.",
      undefined,
    ],
    [
      `Album.objects.create(title=None, artist="X")`,
      "NOT NULL constraint failed: app_album.title",
      "Album.title has no value, and may not be without one.",
      "title=None",
    ],
    [
      `Album.objects.create(title="T", artist="X", year=-3)`,
      "CHECK constraint failed: year",
      "Album.year is -3, which its check does not allow.",
      "year=-3",
    ],
    [
      `Song.objects.create(title="S", album_id=99)`,
      "FOREIGN KEY constraint failed",
      "Song.album points at Album 99, which does not exist.",
      "album_id=99",
    ],
    [
      `Song.objects.filter(id=1).update(album=99)`,
      "FOREIGN KEY constraint failed",
      "Song.album points at Album 99, which does not exist.",
      "album=99",
    ],
    [
      `Song.objects.bulk_create([Song(title="a", album_id=3), Song(title="b", album_id=98)])`,
      "FOREIGN KEY constraint failed",
      "Song.album points at Album 98, which does not exist.",
      undefined,
    ],
    [
      `Album.objects.filter(id=3).delete()`,
      "FOREIGN KEY constraint failed",
      "Song with id 1 would still point at Album 3 by Song.album, which would no longer exist.",
      undefined,
    ],
    [
      `Album.objects.create(title="T", artist="X", year=2**70)`,
      "Python int too large to convert to SQLite INTEGER",
      "Album.year cannot hold 1180591620717411303424: it is past 64 bits.",
      "year=2**70",
    ],
    [
      `Album.objects.create(title="T", artist="X", year="old")`,
      "Field 'year' expected a number but got 'old'.",
      "Album.year is a PositiveIntegerField, and 'old' is no value for it.",
      `year="old"`,
    ],
  ])("%s", async (source, message, hint, at) => {
    const error = await failure(source);
    expect(error).toMatchObject({ message, hint });
    if (at !== undefined) expect(error?.at).toBe(at);
  });

  it("of a row saved later is told without a place of its own", async () => {
    const error = await failure(`album = Album(title="Blue", artist="X")\nalbum.save()`);
    expect(error).toMatchObject({ line: 2, hint: "Album.title is already taken by the row with id 3: 'Blue'." });
  });
});
