import { expect, it } from "vitest";
import { readContentTypes } from "../../../src/database/contentTypes";
import { openSqlite } from "../../../src/database/sqlite/open";
import { makeDatabase } from "./temporary";

it.each([
  ["CREATE TABLE t (a)", []],
  ["CREATE TABLE django_content_type (other)", []],
  [
    "CREATE TABLE django_content_type (id INTEGER PRIMARY KEY, app_label, model); INSERT INTO django_content_type VALUES (1, 'music', 'album')",
    [{ app: "music", model: "album" }],
  ],
])("content types of %s", async (sql, expected) => {
  const backend = await openSqlite(makeDatabase(sql));
  const schema = await backend.introspect();
  expect(await backend.read((session) => readContentTypes(session, schema))).toEqual(expected);
  await backend.close();
});
