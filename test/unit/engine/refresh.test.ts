import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Engine } from "../../../src/engine/engine";
import type { OpenResult } from "../../../src/protocol/engine";
import { WASM } from "../database/engines";
import { musicWorkspace, openEngine, run, statementsOf, write } from "./music";

const fieldsOf = (result: OpenResult | null, label: string): string[] | undefined =>
  result?.project.models.find((model) => model.label === label)?.fields.map(({ name }) => name);

const labelsOf = (result: OpenResult | null): string[] | undefined =>
  result?.project.models.filter(({ origin }) => origin === "django").map(({ label }) => label);

describe("refresh", () => {
  it("reads a model file that was edited, and says nothing where nothing changed", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const file = join(workspace.folder, "music/models.py");
    expect(await engine.refresh(["music/models.py"])).toBeNull();
    writeFileSync(file, readFileSync(file, "utf8").replace("title =", "subtitle = models.TextField()\n    title ="));
    const result = await engine.refresh(["music/models.py"]);
    // The database has no such column yet, so the field is drift and not a column.
    const album = result?.project.models.find(({ label }) => label === "music.Album");
    expect(album?.drift.map(({ kind, field }) => [kind, field])).toEqual([["columnMissing", "subtitle"]]);
    write(workspace.database, "ALTER TABLE music_album ADD COLUMN subtitle text NOT NULL DEFAULT ''");
    expect(fieldsOf(await engine.refresh([]), "music.Album")).toContain("subtitle");
    expect(await engine.refresh([])).toBeNull();
  });

  it("finds files that were made, moved and deleted, whole folders too", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const folder = join(workspace.folder, "shop");
    mkdirSync(folder);
    writeFileSync(join(folder, "__init__.py"), "");
    writeFileSync(
      join(folder, "models.py"),
      "from django.db import models\nclass Item(models.Model):\n    name = models.TextField()\n",
    );
    const settings = join(workspace.folder, "settings.py");
    writeFileSync(settings, readFileSync(settings, "utf8").replace('"music"]', '"music", "shop"]'));
    expect(labelsOf(await engine.refresh(["shop", "settings.py"]))).toContain("shop.Item");
    renameSync(folder, join(workspace.folder, "store"));
    expect(labelsOf(await engine.refresh(["shop", "store"]))).not.toContain("shop.Item");
    renameSync(join(workspace.folder, "store"), folder);
    expect(labelsOf(await engine.refresh(["shop", "store"]))).toContain("shop.Item");
    rmSync(join(workspace.folder, "shop"), { recursive: true });
    expect(labelsOf(await engine.refresh(["shop"]))).not.toContain("shop.Item");
  });

  it("keeps the models of a file that is broken half-way, and says where it is", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const before = labelsOf(await engine.refresh());
    const file = join(workspace.folder, "music/models.py");
    const text = readFileSync(file, "utf8");
    const broken = text.replace(/^( +)title = .*$/m, "$1title = models.CharField(max_length=30, choices=[(");
    writeFileSync(file, broken);
    const result = await engine.refresh(["music/models.py"]);
    expect(labelsOf(result)).toEqual(before);
    const line = broken.slice(0, broken.indexOf("choices=[(")).split("\n").length;
    expect(result?.project.problems.map(({ place }) => place.file)).toEqual(["music/models.py"]);
    expect(result?.project.problems[0]?.place.line).toBeGreaterThanOrEqual(line);
    writeFileSync(file, text);
    expect((await engine.refresh(["music/models.py"]))?.project.problems).toEqual([]);
  });

  it("notices at the next statement that another program changed the tables", async () => {
    const workspace = musicWorkspace();
    const told: OpenResult[] = [];
    const engine = new Engine(WASM.path, (result) => told.push(result));
    await engine.open({ workspace: workspace.folder, storage: workspace.storage });
    await run(engine, "Album.objects.count()");
    expect(told).toEqual([]);
    write(workspace.database, "CREATE TABLE note (id integer PRIMARY KEY, text text)");
    const answer = await run(engine, "Note.objects.count()");
    expect(statementsOf(answer).map(({ value }) => value)).toEqual([0n]);
    expect(told.map(({ project }) => project.models.some(({ name }) => name === "Note"))).toEqual([true]);
    await engine.close();
  });
});
