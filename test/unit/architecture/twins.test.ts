import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as crypto from "../../../src/engine/web/node/crypto";
import * as fs from "../../../src/engine/web/node/fs";
import * as fsPromises from "../../../src/engine/web/node/fsPromises";
import * as os from "../../../src/engine/web/node/os";
import * as path from "../../../src/engine/web/node/path";
import * as vm from "../../../src/engine/web/node/vm";
import * as zlib from "../../../src/engine/web/node/zlib";

const root = join(import.meta.dirname, "../../../src");
const twins: Readonly<Record<string, object>> = {
  fs,
  "fs/promises": fsPromises,
  path,
  crypto,
  os,
  vm,
  zlib,
};
/** What a browser's engine does without: servers, Node's SQLite, and Node's own entry. */
const without = /^(database\/(mysql|postgres)\/|database\/sqlite\/nodeSqlite\.ts|engine\/main\.ts|engine\/web\/)/;

it("the browser's engine has a twin of every part of Node that it uses", () => {
  const files = ["database", "engine"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((file) => `${folder}/${file}`.replaceAll("\\", "/"))
      .filter((file) => file.endsWith(".ts") && !without.test(file)),
  );
  const missing = files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(/^import \{([^}]*)\} from "node:([\w/]+)";/gm)].flatMap(([, names = "", module = ""]) => {
      const values = names.split(",").map((name) => name.trim().replace(/ as .*$/, ""));
      const used = values.filter((name) => name !== "" && !name.startsWith("type "));
      return used.filter((name) => !(name in (twins[module] ?? {}))).map((name) => `${file}: ${module}.${name}`);
    });
  });
  expect(missing).toEqual([]);
});
