// Writes media/demo/db.sqlite3, the demo workspace's music library, with the tables that Django's migrations make.
import { writeFile } from "node:fs/promises";
import initSqlJs from "sql.js";
import { inventLibrary } from "./demo/library.mjs";

const target = new URL("../media/demo/db.sqlite3", import.meta.url);

const schema = `
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE TABLE "music_album" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(30) NOT NULL, "artist" varchar(30) NOT NULL, "genre" varchar(30) NOT NULL);
CREATE TABLE "music_song" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL, "album_id" bigint NOT NULL REFERENCES "music_album" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX "music_song_album_id_62b413d9" ON "music_song" ("album_id");
`;

// The moment is pinned, so that every build makes the same file.
const migrations = [
  ["contenttypes", "0001_initial", "2026-01-05 09:00:00"],
  ["contenttypes", "0002_remove_content_type_name", "2026-01-05 09:00:00.018000"],
  ["music", "0001_initial", "2026-01-05 09:00:00.042000"],
];

const contentTypes = [
  ["contenttypes", "contenttype"],
  ["music", "album"],
  ["music", "song"],
];

// sql.js and not node:sqlite: its SQLite is the same on every machine, and so is the file.
const { Database } = await initSqlJs();
const database = new Database();
database.exec(schema);
database.exec("BEGIN");
const insert = (sql, rows) => {
  const statement = database.prepare(sql);
  for (const row of rows) statement.run(row);
  statement.free();
};
insert("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", migrations);
insert("INSERT INTO django_content_type (app_label, model) VALUES (?, ?)", contentTypes);
const library = inventLibrary();
insert(
  "INSERT INTO music_album (title, artist, genre) VALUES (?, ?, ?)",
  library.map(({ title, artist, genre }) => [title, artist, genre]),
);
const songs = library.flatMap((album, index) => album.songs.map((name) => [name, index + 1]));
insert("INSERT INTO music_song (name, album_id) VALUES (?, ?)", songs);
database.exec("COMMIT");
database.exec("VACUUM");
await writeFile(target, database.export());
console.log(`Demo workspace: ${library.length} albums, ${songs.length} songs.`);
