import type { FieldInfo, MethodInfo, ModelInfo, RelationInfo } from "../../../src/protocol/models";

/** A field with what tests do not care about filled in. */
export function field(name: string, type: string, extra: Partial<FieldInfo> = {}): FieldInfo {
  return { name, attname: name, column: name, type, null: false, primaryKey: false, ...extra };
}

/** A relation with its column, or without one where it is many-to-many. */
export function relation(
  name: string,
  model: string,
  extra: Partial<RelationInfo> = {},
  more: Partial<FieldInfo> = {},
): FieldInfo {
  const kind = extra.kind ?? "fk";
  const type = {
    fk: "ForeignKey",
    o2o: "OneToOneField",
    m2m: "ManyToManyField",
    generic: "GenericForeignKey",
    genericRelation: "GenericRelation",
  }[kind];
  const own = kind === "m2m" ? { column: null } : { attname: `${name}_id`, column: `${name}_id` };
  return field(name, type, { ...own, relation: { kind, model, onDelete: "CASCADE", ...extra }, ...more });
}

export function model(label: string, fields: readonly FieldInfo[], extra: Partial<ModelInfo> = {}): ModelInfo {
  const [app = "", name = ""] = label.split(".");
  return {
    label,
    app,
    name,
    table: `${app}_${name.toLowerCase()}`,
    origin: "django",
    source: `${app}/models.py:4`,
    fields: [field("id", "BigAutoField", { primaryKey: true, autoCreated: true }), ...fields],
    managers: [],
    methods: [],
    primaryKey: "id",
    parents: [],
    proxy: false,
    managed: true,
    ordering: [],
    uniqueTogether: [],
    constraints: [],
    drift: [],
    ...extra,
  };
}

const code = { file: "music/models.py", line: 1, from: 0, to: 0 };
/** A method of the workspace whose text is known. */
function own(name: string, text: string, kind: MethodInfo["kind"] = "method"): MethodInfo {
  const parameters = [...(/\((.*?)\)/.exec(text)?.[1] ?? "").split(", ")].map((each) => each.replace(/=.*/, ""));
  return { name, kind, parameters, text, code };
}

const choices = ["Pop", "Rock"].map((value) => ({ value, label: `${value} music` }));

/** The music library, with one of every kind of relation. */
export const music: readonly ModelInfo[] = [
  model("music.Artist", [field("name", "CharField", { maxLength: 80 }), field("born", "DateField", { null: true })]),
  model(
    "music.Album",
    [
      field("title", "CharField", { maxLength: 30 }),
      field("genre", "CharField", { maxLength: 30, choices }),
      relation("artist", "music.Artist", { relatedName: "albums" }),
      field("info", "JSONField"),
      relation("labels", "music.Label", { kind: "m2m" }),
    ],
    {
      managers: [
        {
          name: "objects",
          className: "AlbumManager",
          isDefault: true,
          methods: [
            { name: "recent", kind: "method", parameters: ["self", "days"], doc: "Albums of late.", code },
            own("with_songs", "def with_songs(self):\n    return self.annotate(songs=Count('song'))"),
            own(
              "newest",
              "def newest(self, genre='Pop'):\n    found = self.filter(genre=genre)\n    return found.order_by('-id').first()",
            ),
            own("titles", "def titles(self):\n    return self.values_list('title', flat=True)"),
          ],
        },
        { name: "plain", className: "Manager", methods: [] },
      ],
      methods: [
        { name: "running_time", kind: "property", parameters: ["self"], code },
        own("first_song", "def first_song(self):\n    return self.song_set.first()"),
        own("singer", "def singer(self):\n    return self.artist", "property"),
      ],
    },
  ),
  model("music.Song", [field("name", "CharField"), relation("album", "music.Album"), field("seconds", "IntegerField")]),
  model("music.Label", [field("name", "CharField")]),
  model("music.Cover", [
    relation("album", "music.Album", { kind: "o2o" }),
    relation("painter", "music.Artist", { relatedName: "+" }),
  ]),
  model("music.Album_labels", [relation("album", "music.Album", { relatedName: "+" })], { autoCreated: true }),
];
