import type { FieldInfo, ModelInfo } from "../../../src/protocol/models";

/** A field of a test's model. */
export function field(name: string, type: string, more: Partial<FieldInfo> = {}): FieldInfo {
  return { name, attname: name, column: name, type, null: false, primaryKey: false, ...more };
}

/** A model of a test, with what it does not say left empty. */
export function model(label: string, fields: readonly FieldInfo[], more: Partial<ModelInfo> = {}): ModelInfo {
  const [app = "", name = ""] = label.split(".");
  return {
    label,
    app,
    name,
    table: `${app}_${name.toLowerCase()}`,
    origin: "django",
    source: `${app}/models.py:4`,
    place: { file: `${app}/models.py`, line: 4 },
    fields,
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
    ...more,
  };
}

const id = field("id", "BigAutoField", { primaryKey: true });

/** The two models of the demo. */
export const music: readonly ModelInfo[] = [
  model("music.Album", [
    id,
    field("title", "CharField", { maxLength: 30 }),
    field("genre", "CharField", { maxLength: 30, null: true }),
  ]),
  model("music.Song", [
    id,
    field("name", "CharField", { maxLength: 100 }),
    field("album", "ForeignKey", {
      attname: "album_id",
      column: "album_id",
      relation: { kind: "fk", model: "music.Album", onDelete: "CASCADE" },
    }),
  ]),
];
