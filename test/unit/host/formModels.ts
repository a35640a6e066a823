import type { ModelInfo } from "../../../src/protocol/models";
import { field, model, music } from "./models";

const id = field("id", "BigAutoField", { primaryKey: true, autoCreated: true });
const code = { file: "shop/models.py", line: 1 };

/** A model with every kind of field that a form tells apart. */
export const product: ModelInfo = model("shop.Product", [
  id,
  field("name", "CharField", { maxLength: 10, unique: true }),
  field("note", "TextField", { null: true, blank: true }),
  field("slug", "SlugField", { blank: true, helpText: "For the address of its page." }),
  field("stock", "BigIntegerField", { default: { source: "0", ...code } }),
  field("price", "DecimalField", { maxDigits: 8, decimalPlaces: 2 }),
  field("weight", "FloatField", { null: true, blank: true }),
  field("sold", "BooleanField", { default: { source: "False", ...code } }),
  field("organic", "BooleanField", { null: true }),
  field("size", "CharField", {
    maxLength: 1,
    choices: [
      { value: "S", label: "Small" },
      { value: "L", label: "Large" },
    ],
    default: { source: '"S"', ...code },
  }),
  field("since", "DateField", { null: true, blank: true }),
  field("seen", "DateTimeField", { null: true, blank: true }),
  field("opens", "TimeField", { null: true, blank: true }),
  field("lasts", "DurationField", { null: true, blank: true }),
  field("token", "UUIDField", { null: true, blank: true }),
  field("extra", "JSONField", { default: { source: "dict", ...code } }),
  field("raw", "BinaryField", { null: true, blank: true }),
  field("album", "ForeignKey", {
    attname: "album_id",
    column: "album_id",
    null: true,
    relation: { kind: "fk", model: "music.Album", onDelete: "SET_NULL", toField: "id" },
  }),
  field("changed", "DateTimeField", { autoNow: true }),
  field("tags", "ManyToManyField", {
    column: null,
    relation: { kind: "m2m", model: "music.Song", throughAutoCreated: true },
  }),
]);

export const shop: readonly ModelInfo[] = [...music, product];
