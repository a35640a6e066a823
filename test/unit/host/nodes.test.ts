import { describe, expect, it } from "vitest";
import {
  allRows,
  appNodes,
  childrenOf,
  type ModelNode,
  nameOf,
  otherEnd,
  placeOf,
} from "../../../src/host/models/nodes";
import type { ModelInfo } from "../../../src/protocol/models";
import { field, model, music } from "./models";

function modelsOf(models: Parameters<typeof appNodes>[0]): readonly ModelNode[] {
  return appNodes(models).flatMap((app) => app.models);
}

describe("the tree of models", () => {
  it("puts models under their apps, and Django's own apps last", () => {
    const contrib = model("admin.LogEntry", [], { origin: "contrib" });
    const found = model("django_migrations.Migration", [], { origin: "database" });
    const apps = appNodes([contrib, found, ...music]);
    expect(apps.map(({ name, rank }) => [name, rank])).toEqual([
      ["music", "own"],
      ["django_migrations", "database"],
      ["admin", "contrib"],
    ]);
    expect(apps[0]?.models.map((node) => node.model.name)).toEqual(["Album", "Song"]);
  });

  it("shows a relation at both ends", () => {
    const [album, song] = modelsOf(music);
    expect(album?.children().map(nameOf)).toEqual(["id", "title", "genre", "song_set"]);
    expect(song?.children().map(nameOf)).toEqual(["id", "name", "album"]);
  });

  it("names the other end as Django does", () => {
    const relation = (kind: "fk" | "o2o" | "m2m", relatedName?: string) => ({
      relation: { kind, model: "shop.Order", ...(relatedName === undefined ? {} : { relatedName }) },
    });
    const models = [
      model("shop.Order", []),
      model("shop.Invoice", [field("order", "OneToOneField", relation("o2o"))]),
      model("shop.Line", [
        field("order", "ForeignKey", relation("fk", "lines")),
        field("hidden", "ForeignKey", relation("fk", "+")),
        field("others", "ManyToManyField", relation("m2m")),
      ]),
    ];
    const order = modelsOf(models).find((node) => node.model.name === "Order");
    expect(order?.children().map(nameOf)).toEqual(["invoice", "lines", "line_set"]);
  });

  it("leaves out tables that Django makes for a relation", () => {
    expect(appNodes([model("music.Album_tags", [], { autoCreated: true })])).toEqual([]);
  });

  it("leaves an inherited relation to the model that declares it", () => {
    const place = field("place", "ForeignKey", { relation: { kind: "fk", model: "shop.Place" } });
    const models = [
      model("shop.Place", []),
      model("shop.Shop", [place]),
      model("shop.Bakery", [{ ...place, inheritedFrom: "shop.Shop" }]),
      model("shop.Stall", [{ ...place, inheritedFrom: "shop.base.Located" }]),
    ];
    const node = modelsOf(models).find(({ model }) => model.name === "Place");
    expect(node?.children().map(nameOf)).toEqual(["shop_set", "stall_set"]);
  });

  it("keeps the ids of what stays, so that the view stays unfolded", () => {
    const ids = (models: readonly ModelInfo[]): string[] =>
      modelsOf(models).flatMap((node) => [node.id, ...node.children().map(({ id }) => id)]);
    const more = [...music, model("music.Genre", [])];
    expect(ids(more)).toEqual(expect.arrayContaining(ids(music)));
    expect(new Set(ids(more)).size).toBe(ids(more).length);
  });

  it("lists a model's own managers and their methods, and not Django's own", () => {
    const code = { file: "music/models.py", line: 3, from: 0, to: 1 };
    const by_artist = { name: "by_artist", kind: "method", parameters: ["self", "artist"], code } as const;
    const managers = [
      { name: "objects", className: "Manager", methods: [] },
      { name: "live", className: "LiveManager", methods: [by_artist], source: { file: "music/models.py", line: 9 } },
    ];
    const [node] = modelsOf([model("music.Album", [], { managers })]);
    const [live] = node?.children() ?? [];
    expect(node?.children().map(nameOf)).toEqual(["live"]);
    expect(live === undefined ? [] : childrenOf(live).map(nameOf)).toEqual(["by_artist"]);
    expect(live === undefined ? undefined : placeOf(live)?.line).toBe(9);
  });

  it("puts a problem under the model that it is in, and counts it with the app", () => {
    const at = (label: string, line: number) => model(label, [], { place: { file: "music/models.py", line } });
    const problem = { place: { file: "music/models.py", line: 12 }, message: "Read only in part." };
    const drift = [{ kind: "columnMissing", message: "no column", field: "x" }] as const;
    const models = [at("music.Album", 4), at("music.Song", 10), { ...at("music.Tag", 20), drift }];
    const [app] = appNodes(models, [problem]);
    expect(app?.models.map(({ problems }) => problems.map(({ message }) => message))).toEqual([
      [],
      ["Read only in part."],
      ["no column"],
    ]);
    expect(app?.troubled).toBe(2);
    expect(app?.models[1]?.children().map(nameOf)).toEqual(["Read only in part."]);
  });

  it("leads from either end of a relation to the other", () => {
    const [album, song] = modelsOf(music);
    expect(album?.children().map(otherEnd)).toEqual([undefined, undefined, undefined, "music.Song"]);
    expect(song?.children().map(otherEnd)).toEqual([undefined, undefined, "music.Album"]);
  });

  it("makes a model's children once, when they are looked at", () => {
    const [album] = modelsOf(music);
    expect(album?.children()).toBe(album?.children());
  });

  it("imports a model whose name two apps have", () => {
    const nodes = modelsOf([model("shop.Item", []), model("stock.Item", []), model("shop.Order", [])]);
    expect(nodes.map(allRows)).toEqual([
      "from shop.models import Item\nItem.objects.all()",
      "Order.objects.all()",
      "from stock.models import Item\nItem.objects.all()",
    ]);
  });
});
