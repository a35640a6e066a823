import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dump, musicWorkspace, NEVER, openEngine, previewOf, short } from "../music";
import { apply, evaluated, opening, openScratch, projectOf, put, sample } from "./project";

const SHOP = `from django.db import models


class Shop(models.Model):
    name = models.CharField(max_length=20)
    city = models.CharField(max_length=20)


class Offer(models.Model):
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    price = models.IntegerField()
`;
const kept = { scratch: { keep: true } } as const;

describe("a kept scratch database", () => {
  it("is there again after a reload, with its history", async () => {
    const project = projectOf("market", SHOP);
    const first = await openScratch(project, kept);
    await apply(first, await sample(first, { "market.Shop": 3, "market.Offer": 4 }));
    const rows = await evaluated(first, "list(Offer.objects.values())");
    await first.close();
    const { engine: second, opened } = await opening(project, kept);
    expect(opened.database).toMatchObject({ kind: "sqljs", scratch: true, readOnly: false, name: "scratch database" });
    expect(opened.scratchChanges).toBeUndefined();
    expect(await evaluated(second, "list(Offer.objects.values())")).toEqual(rows);
    await apply(second, previewOf(await second.handlers.undo({}, NEVER)));
    expect(await evaluated(second, "Shop.objects.count()")).toBe(0n);
  });

  it("is another one for each project, and none where it is not to be kept", async () => {
    const project = projectOf("market", SHOP);
    const engine = await openScratch(project);
    await apply(engine, await sample(engine, { "market.Shop": 3 }));
    expect(existsSync(join(project.storage, "scratch"))).toBe(false);
    const other = await openScratch(project, kept);
    expect(await evaluated(other, "Shop.objects.count()")).toBe(0n);
    expect(readdirSync(join(project.storage, "scratch"))).toEqual(["scratch.sqlite3"]);
  });

  it("is saved to a file, and loaded from one", async () => {
    const project = projectOf("market", SHOP);
    const engine = await openScratch(project, kept);
    await apply(engine, await sample(engine, { "market.Shop": 3 }));
    const content = await engine.handlers.scratchContents(undefined, NEVER);
    const file = join(project.folder, "saved.sqlite3");
    writeFileSync(file, content);
    expect(dump(file).market_shop).toHaveLength(3);
    await engine.handlers.remakeScratch({ empty: true }, NEVER);
    expect(await evaluated(engine, "Shop.objects.count()")).toBe(0n);
    const opened = await engine.handlers.loadScratch({ content: readFileSync(file) }, NEVER);
    expect(opened.database.scratch).toBe(true);
    expect(await evaluated(engine, "Shop.objects.count()")).toBe(3n);
    await expect(engine.handlers.loadScratch({ content: new Uint8Array(99) }, NEVER)).rejects.toThrow(
      "no SQLite database",
    );
    expect(await evaluated(engine, "Shop.objects.count()")).toBe(3n);
  });
});

describe("models that change under a scratch database", () => {
  const CHANGED = `${SHOP.replace(
    "    city = models.CharField(max_length=20)\n",
    '    open = models.BooleanField(default=True)\n    sign = models.CharField(max_length=9, blank=True, default="none")\n',
  ).replace("price = models.IntegerField()", "price = models.PositiveIntegerField(unique=True)")}

class Seal(models.Model):
    kind = models.IntegerField()
`;

  it("are told, and the tables made anew with the rows that still fit", async () => {
    const project = projectOf("market", SHOP);
    const engine = await openScratch(project, kept);
    const source =
      's = Shop.objects.create(name="A", city="B")\nfor p in [1, 2, 2, -3]:\n    Offer.objects.create(shop=s, price=p)';
    await apply(engine, previewOf(await engine.run({ source }, NEVER)));
    put(project.folder, "market/models.py", CHANGED);
    const refreshed = await engine.refresh(["market/models.py"]);
    expect(refreshed?.scratchChanges).toEqual([
      "market.Shop has open, sign now, and no longer has city.",
      "market.Offer has other types, constraints or relations now.",
      "market.Seal is new.",
    ]);
    const { remade, opened } = await engine.handlers.remakeScratch({ empty: false }, NEVER);
    expect(opened.scratchChanges).toBeUndefined();
    expect(remade).toEqual({ kept: 3, notes: ["2 rows of market.Offer left out: the new table refuses them."] });
    expect(await evaluated(engine, "Shop.objects.get().sign")).toBe("none");
    expect(await evaluated(engine, 'list(Offer.objects.order_by("price").values_list("price", flat=True))')).toEqual([
      1n,
      2n,
    ]);
    expect(await evaluated(engine, "Seal.objects.count()")).toBe(0n);
  });

  it("leave out what would point at nothing, and what has no value for a new column", async () => {
    const project = projectOf("market", SHOP);
    const engine = await openScratch(project);
    await apply(engine, await sample(engine, { "market.Shop": 2, "market.Offer": 6 }));
    put(project.folder, "market/models.py", SHOP.replace("    city", "    owner = models.IntegerField()\n    city"));
    await engine.refresh(["market/models.py"]);
    const { remade } = await engine.handlers.remakeScratch({ empty: false }, NEVER);
    expect(remade).toEqual({
      kept: 0,
      notes: [
        "2 rows of market.Shop left out: owner may not be NULL and has no default.",
        "6 rows left out that would point at a row which is not there.",
      ],
    });
  });
});

describe("a scratch database for another database's tables", () => {
  it("has them as they were found, and keeps them when it is made anew", async () => {
    const workspace = musicWorkspace({ sql: "CREATE TABLE shelf (id INTEGER PRIMARY KEY, label TEXT NOT NULL)" });
    const real = await openEngine(workspace);
    const models = (await real.refresh())?.project.models ?? [];
    const foreign = models.filter(({ origin }) => origin === "database");
    expect(foreign.map(({ table }) => table)).toContain("shelf");
    const scratch = await openEngine(workspace, { database: "scratch", scratch: { keep: true, models: foreign } });
    await apply(scratch, await sample(scratch, { "main.Shelf": 2 }));
    const again = await openEngine(workspace, { database: "scratch", ...kept });
    const { remade, opened } = await again.handlers.remakeScratch({ empty: false }, NEVER);
    expect(opened.scratchChanges).toBeUndefined();
    expect(remade.kept).toBe(2);
    expect(short((await sample(again, { "main.Shelf": 1 })).effects)).toEqual(["insert main.Shelf statement 1"]);
  });
});
