import { beforeEach, describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";

vi.mock("vscode", () => import("./vscode"));

import { copyFresh, differs } from "../../../src/host/demo/copy";
import { Uri, workspace } from "./vscode";

const original = Uri.file("/extension/media/demo") as unknown as vscode.Uri;
const copy = Uri.file("/storage/demo") as unknown as vscode.Uri;

describe("the demo's copy", () => {
  beforeEach(async () => {
    workspace.fs.files = new Map([
      ["/extension/media/demo/db.sqlite3", "data"],
      ["/extension/media/demo/music/models.py", "class Album"],
    ]);
    await copyFresh(original, copy);
  });

  it("is as it was delivered", async () => {
    expect(await differs(original, copy)).toBe(false);
  });

  it.each([
    ["a changed file", "/storage/demo/db.sqlite3", "datb"],
    ["a changed file in a folder", "/storage/demo/music/models.py", "class Song"],
    ["a new file", "/storage/demo/mine.queryset", "Album"],
  ])("differs by %s", async (_, path, text) => {
    workspace.fs.files.set(path, text);
    expect(await differs(original, copy)).toBe(true);
  });

  it("differs by a file that is gone", async () => {
    workspace.fs.files.delete("/storage/demo/db.sqlite3");
    expect(await differs(original, copy)).toBe(true);
  });

  it("is not changed by what SQLite keeps beside an open database", async () => {
    workspace.fs.files.set("/storage/demo/db.sqlite3-wal", "");
    expect(await differs(original, copy)).toBe(false);
  });

  it("is replaced whole", async () => {
    workspace.fs.files.set("/storage/demo/mine.queryset", "Album");
    await copyFresh(original, copy);
    expect(await differs(original, copy)).toBe(false);
  });
});
