import { describe, expect, it } from "vitest";
import { allRows, appNodes, type ModelNode, nameOf } from "../../../src/host/models/nodes";
import { field, model, music } from "./models";

function modelsOf(models: Parameters<typeof appNodes>[0]): readonly ModelNode[] {
  return appNodes(models).flatMap((app) => app.models);
}

describe("the tree of models", () => {
  it("puts models under their apps, and Django's own apps last", () => {
    const contrib = model("admin.LogEntry", [], { origin: "contrib" });
    const apps = appNodes([contrib, ...music]);
    expect(apps.map(({ name, contrib }) => [name, contrib])).toEqual([
      ["music", false],
      ["admin", true],
    ]);
    expect(apps[0]?.models.map((node) => node.model.name)).toEqual(["Album", "Song"]);
  });

  it("shows a relation at both ends", () => {
    const [album, song] = modelsOf(music);
    expect(album?.children.map(nameOf)).toEqual(["id", "title", "genre", "song_set"]);
    expect(song?.children.map(nameOf)).toEqual(["id", "name", "album"]);
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
    expect(order?.children.map(nameOf)).toEqual(["invoice", "lines", "line_set"]);
  });

  it("leaves out tables that Django makes for a relation", () => {
    expect(appNodes([model("music.Album_tags", [], { autoCreated: true })])).toEqual([]);
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
