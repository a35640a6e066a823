import { describe, expect, it, vi } from "vitest";
import { editsOf } from "../../../src/host/run/editing";
import { composeEdits, type EditStyle } from "../../../src/host/run/edits";
import type { RowEdits } from "../../../src/protocol/edits";
import { product, shop } from "./formModels";
import { field, model } from "./models";

vi.mock("vscode", () => import("./vscode"));

const value = (text: string) => ({ kind: "value", text }) as const;
const key = (text: string) => ({ kind: "int", text }) as const;

function compose(edits: Partial<RowEdits>, style: EditStyle = "save", unique = true) {
  return composeEdits(
    { model: product, models: shop, unique, style },
    { changed: [], inserted: [], deleted: [], ...edits },
  );
}

describe("what was edited in a grid", () => {
  const changed = [
    { key: key("3"), values: { name: value('a "b"'), price: value("1.50"), album_id: { kind: "null" } } },
  ] as const;

  it("is read, set and saved, which sends signals", () => {
    const { source, faults, signals } = compose({ changed });
    expect(source.split("\n")).toEqual([
      "product = Product.objects.get(pk=3)",
      "product.name = 'a \"b\"'",
      'product.price = Decimal("1.50")',
      "product.album_id = None",
      "product.save()",
    ]);
    expect(faults).toEqual([]);
    expect(signals).toBe("pre_save and post_save are sent for each saved row.");
  });

  it("or updated by its key, which sends none", () => {
    const { source, signals } = compose({ changed }, "update");
    expect(source.replaceAll(/\s+/g, "")).toBe(
      'Product.objects.filter(pk=3).update(name=\'a"b"\',price=Decimal("1.50"),album_id=None,)',
    );
    expect(signals).toBe("update() sends no signals.");
  });

  it("creates new rows and deletes rows by their keys", () => {
    const deleted = [key("7"), key("8")];
    const inserted = [{ name: value("tea"), size: value("Large") }];
    expect(compose({ inserted, deleted }, "save", false).source.split("\n")).toEqual([
      "from shop.models import Product",
      'Product.objects.create(name="tea", size="L")',
      "Product.objects.filter(pk__in=[7, 8]).delete()",
    ]);
    expect(compose({ deleted: [{ kind: "str", text: "00'7" }] }).source).toBe(
      'Product.objects.filter(pk="00\'7").delete()',
    );
  });

  it("says what is wrong with a value, by its column", () => {
    const values = {
      price: value("dear"),
      stock: { kind: "null" },
      changed: value("2026-01-01"),
      nothing: value(""),
    } as const;
    const { faults } = compose({ changed: [{ key: key("3"), values }] });
    expect(faults.map(({ column, message }) => [column, message])).toEqual([
      ["price", "“dear” is no decimal number. Write it with a point, such as 9.99."],
      ["stock", "This field holds no NULL."],
      ["changed", "This field is set whenever the row is saved."],
      ["nothing", "Product has no field nothing."],
    ]);
  });

  it("is taken from the page only in its own shape", () => {
    const sent = { changed: [{ key: { kind: "int", text: "3); drop(" }, values: {} }] };
    expect(() => editsOf(sent)).toThrow("no whole number");
    expect(() => editsOf({ deleted: [{}] })).toThrow("no key");
    expect(editsOf(undefined)).toEqual({ changed: [], inserted: [], deleted: [] });
  });
});

describe("a foreign key", () => {
  const currency = model("shop.Currency", [field("code", "CharField", { primaryKey: true, maxLength: 3 })], {
    primaryKey: "code",
  });
  const special = model(
    "shop.Special",
    [
      field("currency_ptr", "OneToOneField", {
        attname: "currency_ptr_id",
        primaryKey: true,
        relation: { kind: "o2o", model: "shop.Currency", onDelete: "CASCADE", toField: "code" },
      }),
    ],
    { primaryKey: "currency_ptr" },
  );
  const key3 = { kind: "int", text: "1" } as const;
  const priced = (to: string) =>
    model("shop.Price", [
      field("id", "BigAutoField", { primaryKey: true }),
      field("currency", "ForeignKey", {
        attname: "currency_id",
        relation: { kind: "fk", model: to, onDelete: "CASCADE" },
      }),
    ]);

  it.each(["shop.Currency", "shop.Special"])("to a text key of %s stays text, whatever its digits", (to) => {
    const price = priced(to);
    const edits = { changed: [{ key: key3, values: { currency_id: value("007") } }], inserted: [], deleted: [] };
    const { source, faults } = composeEdits(
      { model: price, models: [price, currency, special], unique: true, style: "save" },
      edits,
    );
    expect(faults).toEqual([]);
    expect(source).toContain('price.currency_id = "007"');
  });

  it("to a number's key takes no text", () => {
    const changed = [{ key: key3, values: { album_id: value("Abbey Road") } }];
    expect(compose({ changed }).faults[0]?.message).toMatch(/is no whole number/);
  });
});
