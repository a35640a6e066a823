import type { DiagramField, DiagramModel, DiagramRelation, DiagramView } from "../../../src/protocol/diagram";

/** A field; `id!` is a primary key, `album>` a foreign key, `genre?` takes NULL. */
function field(text: string): DiagramField {
  const [, name = "", marks = "", type = "CharField(30)"] = /^(\w+)([!>?]*)(?: (.*))?$/.exec(text) ?? [];
  const key = marks.includes("!") ? "primary" : marks.includes(">") ? "foreign" : undefined;
  return { name, type, null: marks.includes("?"), ...(key === undefined ? {} : { key }) };
}

export function model(label: string, fields: readonly string[], more: Partial<DiagramModel> = {}): DiagramModel {
  const [app = "", name = ""] = label.split(".");
  return { label, app, name, kind: "model", fields: fields.map(field), link: false, hasCode: true, ...more };
}

export function line(
  from: string,
  name: string,
  to: string,
  kind: DiagramRelation["kind"] = "fk",
  more: Partial<DiagramRelation> = {},
): DiagramRelation {
  return { id: `${from}.${name}`, from, to, kind, field: name, optional: false, ...more };
}

/** A music shop: every kind of line, two apps, one that is left out at first. */
export const shop: DiagramView = {
  name: "shop",
  apps: [
    { name: "contenttypes", aside: true },
    { name: "music", aside: false },
    { name: "sales", aside: false },
  ],
  models: [
    model("music.Artist", ["id! BigAutoField", "name CharField(80)", "born? DateField"]),
    model("music.Album", ["id! BigAutoField", "title", "artist> ForeignKey", "genre?"]),
    model("music.Song", ["id! BigAutoField", "name CharField(100)", "album> ForeignKey", "tags ManyToManyField"]),
    model("music.Song_tags", ["id! BigAutoField", "song> ForeignKey", "tag> ForeignKey"], { link: true }),
    model("music.Tag", ["id! BigAutoField", "word SlugField"]),
    model("sales.Band", ["artist_ptr! OneToOneField", "members IntegerField"]),
    model("sales.Loud", [], { kind: "proxy" }),
    model("contenttypes.ContentType", ["id! AutoField", "model CharField(100)"]),
  ],
  relations: [
    line("music.Album", "artist", "music.Artist", "fk", { accessor: "album_set" }),
    line("music.Song", "album", "music.Album", "fk", { optional: true }),
    line("music.Song", "tags", "music.Tag", "m2m", { through: "music.Song_tags" }),
    line("music.Song_tags", "song", "music.Song"),
    line("music.Song_tags", "tag", "music.Tag"),
    line("sales.Band", "artist_ptr", "music.Artist", "parent"),
    { id: "sales.Loud proxy", from: "sales.Loud", to: "sales.Band", kind: "proxy", optional: false },
  ],
};

/** A project of many models, always the same: apps whose models point at each other, and all at one user. */
export function large(count: number, apps: number): DiagramView {
  let seed = 7;
  const chance = (below: number): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % below;
  };
  const words = ["Order", "Line", "Invoice", "Stock", "Customer", "Address", "Rate", "Batch", "Note", "Event"];
  const labelOf = (at: number): string => `app${at % apps}.${words[at % 10]}${words[Math.floor(at / 10) % 10]}${at}`;
  const relations: DiagramRelation[] = [];
  const models = Array.from({ length: count }, (_, at) => {
    const targets = Array.from({ length: chance(3) }, () => {
      const near = (at % apps) + apps * chance(Math.ceil(count / apps));
      return chance(5) === 0 ? 0 : near;
    }).filter((target) => target < count && target !== at);
    targets.forEach((target, index) => {
      relations.push(line(labelOf(at), `ref${index}`, labelOf(target), "fk", { optional: chance(2) === 0 }));
    });
    const keys = targets.map((_, index) => `ref${index}> ForeignKey`);
    const rest = Array.from({ length: 3 + chance(9) }, (_, index) => `field${index} IntegerField`);
    return model(labelOf(at), ["id! BigAutoField", ...keys, ...rest]);
  });
  return {
    name: "large",
    apps: Array.from({ length: apps }, (_, at) => ({ name: `app${at}`, aside: false })),
    models,
    relations,
  };
}
