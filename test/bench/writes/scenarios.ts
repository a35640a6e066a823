import type { DatabaseSync } from "node:sqlite";

/** One write, as we and Django run it, on a database made for it. */
export interface Scenario {
  readonly name: string;
  /** Rows in the database before it. */
  readonly albums: number;
  readonly songs: number;
  /** Statements that only lead up to it, and the one that is measured. */
  readonly before: readonly string[];
  readonly statement: string;
  /** The same by hand: a prepared statement in a loop. Called inside a transaction. */
  readonly raw?: (database: DatabaseSync) => void;
  /** Times as fast as Django it should be, and times as long as by hand it may take. */
  readonly target?: { readonly django: number; readonly raw?: number };
  readonly writes?: false;
  /** Songs have reviews, which fall with them: Django must load every song then. */
  readonly reviews?: true;
}

const SONGS = 100_000;

export const APP = "music";

export const MODELS = `from django.db import models


class Album(models.Model):
    title = models.CharField(max_length=100)
    artist = models.CharField(max_length=100)
    year = models.IntegerField(null=True)


class Song(models.Model):
    album = models.ForeignKey(Album, on_delete=models.CASCADE, related_name="songs", null=True)
    title = models.CharField(max_length=100)
    plays = models.IntegerField(default=0)
    rating = models.FloatField(null=True)
    released = models.DateField(null=True)
`;

export const REVIEWS = `

class Review(models.Model):
    song = models.ForeignKey(Song, on_delete=models.CASCADE)
`;

/** The tables as Django's migrations make them. */
export const SCHEMA = `
CREATE TABLE "music_album" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(100) NOT NULL,
  "artist" varchar(100) NOT NULL, "year" integer NULL);
CREATE TABLE "music_song" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(100) NOT NULL,
  "plays" integer NOT NULL, "rating" real NULL, "released" date NULL,
  "album_id" bigint NULL REFERENCES "music_album" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX "music_song_album_id_62fd9a4c" ON "music_song" ("album_id");`;

const REVIEW_SCHEMA = `
CREATE TABLE "music_review" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "song_id" bigint NOT NULL REFERENCES "music_song" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX "music_review_song_id_1a2b3c4d" ON "music_review" ("song_id");`;

/** Fills the tables: song `n` is on album `n` modulo the albums. */
export function fill(database: DatabaseSync, albums: number, songs: number, reviews = false): void {
  database.exec(reviews ? SCHEMA + REVIEW_SCHEMA : SCHEMA);
  database.exec("BEGIN");
  const album = database.prepare(`INSERT INTO music_album (title, artist, year) VALUES (?, ?, ?)`);
  for (let n = 0; n < albums; n++) album.run(`Album ${n}`, `Artist ${n % 50}`, BigInt(1950 + (n % 70)));
  const song = database.prepare(
    `INSERT INTO music_song (title, plays, rating, released, album_id) VALUES (?, ?, ?, ?, ?)`,
  );
  for (let n = 0; n < songs; n++)
    song.run(`Song ${n}`, BigInt(n), n / 8, "1969-09-26", albums > 0 ? BigInt((n % albums) + 1) : null);
  database.exec("COMMIT");
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "bulk_create",
    albums: 1000,
    songs: 0,
    before: [
      `songs = [Song(title=f"Song {i}", plays=i, rating=i / 8, album_id=i % 1000 + 1) for i in range(${SONGS})]`,
    ],
    statement: "made = Song.objects.bulk_create(songs)",
    raw: (database) => {
      const insert = database.prepare(
        `INSERT INTO music_song (album_id, title, plays, rating, released) VALUES (?, ?, ?, ?, ?)`,
      );
      for (let n = 0; n < SONGS; n++) insert.run(BigInt((n % 1000) + 1), `Song ${n}`, BigInt(n), n / 8, null);
    },
    target: { django: 10, raw: 1.3 },
  },
  {
    name: "bulk_update",
    albums: 1000,
    songs: SONGS,
    before: [
      "songs = list(Song.objects.all())",
      `for song in songs:\n    song.plays += 1\n    song.title = song.title + " (live)"`,
    ],
    statement: `count = Song.objects.bulk_update(songs, ["plays", "title"])`,
    raw: (database) => {
      const update = database.prepare(`UPDATE music_song SET plays = ?, title = ? WHERE id = ?`);
      for (let n = 0; n < SONGS; n++) update.run(BigInt(n + 1), `Song ${n} (live)`, BigInt(n + 1));
    },
    target: { django: 50, raw: 1.3 },
  },
  {
    name: "cascade delete",
    albums: 1000,
    songs: SONGS,
    before: [],
    statement: "deleted = Album.objects.all().delete()",
    target: { django: 5 },
  },
  {
    name: "cascade delete, three levels",
    albums: 1000,
    songs: SONGS,
    before: [],
    statement: "deleted = Album.objects.all().delete()",
    target: { django: 5 },
    reviews: true,
  },
  {
    name: "update F() + 1",
    albums: 1000,
    songs: SONGS,
    before: [],
    statement: `count = Song.objects.update(plays=F("plays") + 1)`,
  },
  {
    name: "save() × 10,000",
    albums: 10_000,
    songs: 0,
    before: [],
    statement: "for album in Album.objects.all():\n    album.save()",
    target: { django: 1 },
  },
  {
    name: "+= 1, save() × 10,000",
    albums: 10_000,
    songs: 0,
    before: [],
    statement: "for album in Album.objects.all():\n    album.year += 1\n    album.save()",
    target: { django: 1 },
  },
  {
    name: "create() × 10,000",
    albums: 1000,
    songs: 0,
    before: [],
    statement: `for i in range(10000):\n    Song.objects.create(title=f"Song {i}", plays=i, album_id=i % 1000 + 1)`,
    target: { django: 1 },
  },
  {
    name: "prefetch_related",
    albums: 10_000,
    songs: SONGS,
    before: [],
    statement: `albums = list(Album.objects.prefetch_related("songs"))`,
    writes: false,
  },
];
