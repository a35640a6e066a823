import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { diagramOf } from "../../../src/host/diagram/view";
import { field, model } from "./models";

const id = field("id", "BigAutoField", { primaryKey: true });
const fk = (name: string, target: string, more = {}) =>
  field(name, "ForeignKey", { relation: { kind: "fk", model: target }, ...more });

describe("what the diagram draws", () => {
  it("folds tables that only link two models, and no others", () => {
    const models = [
      model("shop.Tag", [id]),
      model("shop.Item", [
        id,
        field("tags", "ManyToManyField", {
          column: null,
          relation: { kind: "m2m", model: "shop.Tag", through: "shop.Tagging" },
        }),
      ]),
      model("shop.Tagging", [id, fk("item", "shop.Item"), fk("tag", "shop.Tag")]),
      model("shop.Price", [id, fk("item", "shop.Item"), fk("tag", "shop.Tag"), field("amount", "DecimalField")]),
    ];
    const view = diagramOf({ models }, "shop");
    expect(view.models.filter(({ link }) => link).map(({ label }) => label)).toEqual(["shop.Tagging"]);
    expect(view.relations.find(({ kind }) => kind === "m2m")).toMatchObject({ through: "shop.Tagging" });
  });

  it("draws inheritance and proxies as lines to what they stand on, and leaves inherited fields there", () => {
    const link = field("place_ptr", "OneToOneField", {
      primaryKey: true,
      relation: { kind: "o2o", model: "shop.Place", parentLink: true },
    });
    const models = [
      model("shop.Place", [id, field("name", "CharField")]),
      model("shop.Bar", [{ ...field("name", "CharField"), inheritedFrom: "shop.Place" }, link]),
      model("shop.Loud", [id], { proxy: true, proxyFor: "shop.Bar" }),
    ];
    const view = diagramOf({ models }, "shop");
    expect(view.relations.map(({ from, to, kind }) => [from, to, kind])).toEqual([
      ["shop.Bar", "shop.Place", "parent"],
      ["shop.Loud", "shop.Bar", "proxy"],
    ]);
    expect(view.models.map(({ fields }) => fields.map(({ name, key }) => [name, key]))).toEqual([
      [
        ["id", "primary"],
        ["name", undefined],
      ],
      [["place_ptr", "both"]],
      [],
    ]);
  });

  it("leaves Django's own apps aside where nothing of the project points at them", () => {
    const models = [
      model("auth.User", [id], { origin: "contrib" }),
      model("sessions.Session", [id], { origin: "contrib" }),
      model("shop.Order", [id, fk("user", "auth.User"), fk("lost", "gone.Model")]),
    ];
    const view = diagramOf({ models }, "shop");
    expect(view.apps).toEqual([
      { name: "auth", aside: false },
      { name: "sessions", aside: true },
      { name: "shop", aside: false },
    ]);
    // A relation to what nobody knows has no second end to draw.
    expect(view.relations.map(({ to }) => to)).toEqual(["auth.User"]);
  });
});
