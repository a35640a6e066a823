// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the gaps of a snippet are written like this.
import { describe, expect, it } from "vitest";
import { createSnippet } from "../../../src/host/models/createSnippet";
import { field, model } from "./models";

const id = field("id", "BigAutoField", { primaryKey: true });

describe("the snippet for a new row", () => {
  it("asks for what a row needs, and for nothing that is filled in", () => {
    const code = { file: "music/models.py", line: 5, source: "3" };
    const album = model("music.Album", [
      id,
      field("title", "CharField"),
      field("genre", "CharField", { null: true }),
      field("notes", "TextField", { blank: true }),
      field("rating", "DecimalField"),
      field("stars", "IntegerField", { default: code }),
      field("made", "DateTimeField", { autoNowAdd: true }),
      field("artist", "ForeignKey", { column: "artist_id", relation: { kind: "fk", model: "music.Artist" } }),
      field("tags", "ManyToManyField", { column: null, relation: { kind: "m2m", model: "music.Tag" } }),
    ]);
    expect(createSnippet({ model: album, unique: true })).toBe(
      [
        "Album.objects.create(",
        '    title="${1:}",',
        '    rating=Decimal("${2:0.00}"),',
        "    artist=Artist.objects.get(pk=${3:1}),",
        ")$0",
      ].join("\n"),
    );
  });

  it("offers a field's choices", () => {
    const choices = [
      { value: "a,b", label: "Both" },
      { value: null, label: "None" },
    ];
    const node = { model: model("music.Album", [field("kind", "CharField", { choices })]), unique: true };
    expect(createSnippet(node)).toContain('kind=${1|"a\\,b",None|},');
  });

  it("imports a model whose name two apps have, and uses its own manager", () => {
    const managers = [{ name: "live", className: "Live", methods: [] }];
    expect(createSnippet({ model: model("shop.Item", [id], { managers }), unique: false })).toBe(
      "from shop.models import Item\nItem.live.create()$0",
    );
  });
});
