import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { violations } from "./architecture/check";
import { findImports } from "./architecture/imports";

describe("the house", () => {
  it("keeps the import law", async () => {
    const sources = new Map<string, string>();
    for (const top of ["src", "webview"]) {
      for (const name of await readdir(top, { recursive: true })) {
        if (!name.endsWith(".ts") || name.endsWith(".d.ts")) continue;
        const file = join(top, name);
        sources.set(file.split(sep).join("/"), await readFile(file, "utf8"));
      }
    }
    expect(sources.size).toBeGreaterThan(5);
    expect(violations(sources)).toEqual([]);
  });
});

describe("the checker", () => {
  const check = (files: Record<string, string>): string[] => violations(new Map(Object.entries(files)));

  it("lets allowed imports through", () => {
    expect(
      check({
        "src/orm/a.ts": 'import { B } from "../python/b";\nimport { DataSource } from "typeorm";',
        "src/python/b.ts": 'import { parser } from "@lezer/python";',
        "src/cli/main.ts": 'import { open } from "../engine/open";\nimport { parseArgs } from "node:util";',
        "src/engine/open.ts": 'import { A } from "../orm/a";',
        "src/extension.ts": 'import * as vscode from "vscode";\nimport { app } from "./host/app";',
        "src/host/app.ts": 'import { LanguageClient } from "vscode-languageclient/node";',
        "webview/main.ts": 'import style from "./main.css";\nimport { html } from "lit/html.js";',
      }),
    ).toEqual([]);
  });

  it("catches a folder that reaches too far, type-only or not", () => {
    const files = {
      "src/host/a.ts": 'import type { Q } from "../orm/q";\nexport { Q } from "../orm/q";',
      "src/orm/q.ts": "export class Q {}",
      "src/server/s.ts": 'const p = await import("../python/p");',
      "src/python/p.ts": "",
    };
    expect(check(files)).toEqual([
      "src/host/a.ts:1 imports src/orm/q.ts: host must not import orm.",
      "src/host/a.ts:2 imports src/orm/q.ts: host must not import orm.",
      "src/server/s.ts:1 imports src/python/p.ts: server must not import python.",
    ]);
  });

  it("catches a package in the wrong folder", () => {
    expect(check({ "src/preview/a.ts": '\nimport { In } from "typeorm";' })).toEqual([
      'src/preview/a.ts:2 imports "typeorm": preview must not use that package.',
    ]);
    expect(check({ "src/models/a.ts": 'import x from "lezer";' })).toHaveLength(1);
  });

  it("catches anything that protocol imports", () => {
    expect(
      check({ "src/protocol/a.ts": 'import type { B } from "../models/b";\nimport "lit";', "src/models/b.ts": "" }),
    ).toHaveLength(2);
  });

  it("catches Node's modules, bare or prefixed, outside their places", () => {
    expect(check({ "src/language/a.ts": 'import { join } from "path";\nimport fs from "node:fs";' })).toEqual([
      'src/language/a.ts:1 imports "path": Node\'s own modules have no place in language.',
      'src/language/a.ts:2 imports "node:fs": Node\'s own modules have no place in language.',
    ]);
    expect(check({ "src/extension.web.ts": 'import "node:fs";' })).toHaveLength(1);
    expect(check({ "src/extension.ts": 'import "node:fs";', "src/database/a.ts": 'import "node:fs";' })).toEqual([]);
  });

  it("catches a cycle of values and lets a cycle of types be", () => {
    const files = {
      "src/orm/a.ts": 'import { b } from "./b";',
      "src/orm/b.ts": 'import { c } from "./c";',
      "src/orm/c.ts": 'export * from "./a";',
    };
    expect(check(files)).toEqual(["Import cycle: src/orm/a.ts → src/orm/b.ts → src/orm/c.ts → src/orm/a.ts."]);
    expect(check({ ...files, "src/orm/c.ts": 'import type { A } from "./a";' })).toEqual([]);
    expect(check({ ...files, "src/orm/c.ts": 'import { type A, type B } from "./a";' })).toEqual([]);
  });

  it("catches files and folders that nobody knows", () => {
    expect(check({ "src/utils/a.ts": 'import "./b";', "src/orm/q.ts": 'import "./gone";' })).toEqual([
      'src/utils/a.ts:1 lies in "utils", which the import law does not know.',
      'src/orm/q.ts:1 imports "./gone", which is no file of ours.',
    ]);
  });

  it("reads every form of import and nothing in comments or templates", () => {
    const text = [
      '// import a from "a";',
      '/* import b from "b"; */',
      "import {",
      "  c,",
      "  type d,",
      '} from "c";',
      'import type e from "e";',
      'import type, { f } from "f";',
      'export type { g } from "g";',
      'type H = import("h").Host;',
      'const i = () => import("i");',
      'const sample = `\nimport j from "j";\n`;',
      'const url = "https://example.test"; // import k from "k"',
    ].join("\n");
    expect(findImports(text).map(({ specifier, kind }) => [specifier, kind])).toEqual([
      ["c", "value"],
      ["e", "type"],
      ["f", "value"],
      ["g", "type"],
      ["h", "type"],
      ["i", "dynamic"],
    ]);
  });
});
