// Writes media/demo/db.sqlite3, the demo workspace's music library and its accounts, with the tables that Django's
// migrations make.
import { writeFile } from "node:fs/promises";
import initSqlJs from "sql.js";
import { customers, people, users } from "./demo/accounts.mjs";
import { inventLibrary } from "./demo/library.mjs";

// Another file may be named, as tests do.
const target = process.argv[2] ?? new URL("../media/demo/db.sqlite3", import.meta.url);

const schema = `
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE TABLE "music_album" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(30) NOT NULL, "artist" varchar(30) NOT NULL, "genre" varchar(30) NOT NULL);
CREATE TABLE "music_song" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL, "album_id" bigint NOT NULL REFERENCES "music_album" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX "music_song_album_id_62a413c8" ON "music_song" ("album_id");
CREATE TABLE "accounts_person" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "level" varchar(10) NOT NULL);
CREATE TABLE "accounts_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "username" varchar(30) NOT NULL UNIQUE, "email" varchar(254) NOT NULL, "last_login" datetime NULL, "is_premium" bool NOT NULL);
CREATE TABLE "accounts_customer" ("person_ptr_id" bigint NOT NULL PRIMARY KEY REFERENCES "accounts_person" ("id") DEFERRABLE INITIALLY DEFERRED, "company" varchar(60) NOT NULL, "note" text NULL);
CREATE TABLE "accounts_profile" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "points" integer NOT NULL, "user_id" bigint NOT NULL UNIQUE REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED);
`;

// The moment is pinned, so that every build makes the same file.
const migrations = [
  ["contenttypes", "0001_initial", "2026-01-05 09:00:00"],
  ["contenttypes", "0002_remove_content_type_name", "2026-01-05 09:00:00.018000"],
  ["music", "0001_initial", "2026-01-05 09:00:00.042000"],
  ["accounts", "0001_initial", "2026-01-05 09:00:00.061000"],
];

const contentTypes = [
  ["contenttypes", "contenttype"],
  ["music", "album"],
  ["music", "song"],
  ["accounts", "person"],
  ["accounts", "user"],
  ["accounts", "customer"],
  ["accounts", "profile"],
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
insert(
  "INSERT INTO accounts_user (username, email, last_login, is_premium) VALUES (?, ?, ?, ?)",
  users.map(({ username, lastLogin, premium }) => [username, `${username}@example.org`, lastLogin, premium ? 1 : 0]),
);
insert(
  "INSERT INTO accounts_profile (points, user_id) VALUES (?, ?)",
  users.map(({ points }, index) => [points, index + 1]),
);
insert("INSERT INTO accounts_person (name, level) VALUES (?, ?)", people);
insert("INSERT INTO accounts_customer (person_ptr_id, company, note) VALUES (?, ?, ?)", customers);
database.exec("COMMIT");
database.exec("VACUUM");
await writeFile(target, database.export());
console.log(`Demo workspace: ${library.length} albums, ${songs.length} songs, ${users.length} users.`);
