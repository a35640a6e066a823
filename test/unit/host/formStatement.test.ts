import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { conditionText } from "../../../src/host/forms/conditions";
import { emptyDraft } from "../../../src/host/forms/draft";
import { faultOf } from "../../../src/host/forms/faults";
import { type Asked, subjectOf } from "../../../src/host/forms/form";
import { literalOf } from "../../../src/host/forms/literal";
import { pythonJson, pythonString } from "../../../src/host/forms/python";
import { searchStatement } from "../../../src/host/forms/search";
import { compose } from "../../../src/host/forms/statement";
import { readTable } from "../../../src/host/forms/table";
import type { Composed, FormDraft, FormField, FormValue } from "../../../src/protocol/form";
import type { ModelInfo } from "../../../src/protocol/models";
import { product, shop } from "./formModels";
import { field, model } from "./models";

const typed = (text: string): FormValue => ({ kind: "value", text });

function composed(asked: Asked, draft: Partial<FormDraft>, models: readonly ModelInfo[] = shop): Composed {
  const subject = subjectOf(asked, models);
  if (subject === undefined) throw new Error("There is no such form.");
  return compose(subject, { ...emptyDraft(subject.fields), ...draft });
}

const filled = { name: typed("Tea"), price: typed("2.50") };
const label = "shop.Product";

describe("a statement", () => {
  it.each([
    ["insert", { values: filled }, 'Product.objects.create(name="Tea", price=Decimal("2.50"))'],
    [
      "forceInsert",
      { values: { id: typed("7"), ...filled } },
      'Product(id=7, name="Tea", price=Decimal("2.50")).save(force_insert=True)',
    ],
    [
      "forceUpdate",
      { values: { id: typed("7"), name: typed("Tea"), note: { kind: "null" } } },
      'Product(id=7, name="Tea", note=None).save(force_update=True, update_fields=["name", "note"])',
    ],
    [
      "upsert",
      { values: filled },
      'Product.objects.update_or_create(\n    name="Tea",\n    defaults={"price": Decimal("2.50")},\n)',
    ],
    [
      "bulkUpdate",
      { filter: "stock__lt=5", values: { stock: { kind: "expression", text: 'F("stock") + 1' } } },
      'Product.objects.filter(stock__lt=5).update(stock=F("stock") + 1)',
    ],
    ["delete", { filter: "pk__in=[1, 2]" }, "Product.objects.filter(pk__in=[1, 2]).delete()"],
    ["delete", { filter: "  " }, "Product.objects.all().delete()"],
  ] as const)("is made for %s", (kind, draft, statement) => {
    const made = composed({ kind, label }, draft);
    expect(made.statement).toBe(statement);
    expect(made.faults).toEqual([]);
  });

  it("tells a row its many-to-many relations after it is saved", () => {
    const tags: FormValue = {
      kind: "keys",
      keys: [
        { key: "3", label: "x" },
        { key: "4", label: "y" },
      ],
    };
    expect(composed({ kind: "forceInsert", label }, { values: { ...filled, tags } }).statement).toBe(
      'product = Product(name="Tea", price=Decimal("2.50"))\nproduct.save(force_insert=True)\nproduct.tags.add(3, 4)',
    );
  });

  it("holds the key of a related row as that row's field does: digits stay text where it is text", () => {
    const models = [
      model("geo.Country", [field("code", "CharField", { primaryKey: true, maxLength: 3 })]),
      model("geo.City", [
        field("id", "AutoField", { primaryKey: true }),
        field("country", "ForeignKey", {
          attname: "country_id",
          relation: { kind: "fk", model: "geo.Country", onDelete: "CASCADE", toField: "code" },
        }),
      ]),
    ];
    const draft = { values: { country: typed("007") } };
    const made = composed({ kind: "forceInsert", label: "geo.City" }, draft, models);
    expect(made.statement).toBe('City(country_id="007").save(force_insert=True)');
    const wrong = composed(
      { kind: "forceInsert", label: "shop.Product" },
      { values: { ...filled, album: typed("a") } },
    );
    expect(wrong.faults).toEqual([expect.objectContaining({ field: "album" })]);
  });

  it("imports a model whose name another app has too", () => {
    const models = [...shop, model("toys.Product", [field("id", "AutoField", { primaryKey: true })])];
    expect(composed({ kind: "delete", label }, { filter: "pk=1" }, models).statement).toBe(
      "from shop.models import Product\nProduct.objects.filter(pk=1).delete()",
    );
  });

  it("misses what a row needs, early, and says what is wrong at its field", () => {
    const { faults, statement } = composed({ kind: "insert", label }, { values: { name: typed("x".repeat(11)) } });
    expect(faults).toEqual([
      { field: "name", message: "11 characters are too many: the field holds 10." },
      { field: "price", message: "A value is needed.", early: true },
    ]);
    expect(statement).toBe("Product.objects.create(name=...)");
  });

  it("takes no NULL where the field holds none", () => {
    const { faults } = composed({ kind: "insert", label }, { values: { ...filled, stock: { kind: "null" } } });
    expect(faults).toEqual([{ field: "stock", message: "This field holds no NULL." }]);
  });

  it("calls a manager's method with what it is given, naming what follows a gap", () => {
    const methods = [
      {
        name: "upgrade",
        kind: "method" as const,
        parameters: ["self", "days", "level", "*", "dry"],
        defaults: { days: "30", level: "'Free'" },
        code: { file: "a.py", line: 1, from: 0, to: 1 },
      },
    ];
    const user = model("accounts.User", [field("id", "AutoField", { primaryKey: true })], {
      managers: [{ name: "objects", className: "UserManager", methods }],
    });
    const asked: Asked = { kind: "method", label: "accounts.User", call: { manager: "objects", method: "upgrade" } };
    expect(composed(asked, { values: { days: typed("60"), dry: typed("True") } }, [user])).toEqual({
      statement: "User.objects.upgrade(60, dry=True)",
      faults: [],
    });
    expect(composed(asked, {}, [user]).faults).toEqual([{ field: "dry", message: "A value is needed.", early: true }]);
  });
});

describe("a value", () => {
  const as = (editor: FormField["editor"], text: string): string => {
    const literal = literalOf({ editor }, text);
    return "python" in literal ? literal.python : `! ${literal.fault}`;
  };

  it.each([
    ["text", "", '""'],
    ["text", 'say "hi"', "'say \"hi\"'"],
    ["text", `it's "both"`, `"it's \\"both\\""`],
    ["text", "back\\slash\nnew\tline\r", '"back\\\\slash\\nnew\\tline\\r"'],
    ["text", "Åse 🎵 漢字", '"Åse 🎵 漢字"'],
    ["text", "a\u200Bb\u2028c\u0007d", '"a\\u200bb\\u2028c\\x07d"'],
    ["integer", "9223372036854775807", "9223372036854775807"],
    ["integer", "-007", "-7"],
    ["decimal", "0.10", 'Decimal("0.10")'],
    ["decimal", "12345678901234567890.123456789", 'Decimal("12345678901234567890.123456789")'],
    ["float", "5", "5.0"],
    ["float", "1e-7", "1e-7"],
    ["boolean", "yes", "True"],
    ["date", "2024-02-29", "date(2024, 2, 29)"],
    ["datetime", "2026-01-31 14:30", "datetime.datetime(2026, 1, 31, 14, 30)"],
    [
      "datetime",
      "2026-01-31T14:30:05.25Z",
      "datetime.datetime(2026, 1, 31, 14, 30, 5, 250000, tzinfo=datetime.timezone.utc)",
    ],
    ["time", "07:05", "datetime.time(7, 5)"],
    ["duration", "2 04:30:00.5", "timedelta(days=2, hours=4, minutes=30, microseconds=500000)"],
    ["duration", "-1 day, 23:59:59", "timedelta(days=-1, hours=23, minutes=59, seconds=59)"],
    ["duration", "-0:00:01.5", "timedelta(seconds=-1, microseconds=-500000)"],
    ["uuid", "C5F0B0A0-0000-4000-8000-000000000001", 'UUID("c5f0b0a0-0000-4000-8000-000000000001")'],
    ["bytes", "48 65 FF", 'bytes.fromhex("4865ff")'],
    ["json", '{"a": [1, null, true], "n": 9007199254740993}', '{"a": [1, None, True], "n": 9007199254740993}'],
    ["relation", "42", "42"],
    ["relation", "PT", '"PT"'],
  ] as const)("of %s %j is %s", (editor, text, python) => {
    expect(as(editor, text)).toBe(python);
  });

  it.each([
    ["integer", "4.5"],
    ["integer", "1_000"],
    ["float", "1,5"],
    ["decimal", "NaN"],
    ["boolean", "maybe"],
    ["date", "2023-02-29"],
    ["date", "31.01.2026"],
    ["datetime", "2026-01-31 25:00"],
    ["time", "7 pm"],
    ["duration", "two days"],
    ["uuid", "1234"],
    ["bytes", "xyz"],
    ["json", "{a: 1}"],
    ["relation", ""],
  ] as const)("of %s is not made of %j", (editor, text) => {
    expect(as(editor, text)).toMatch(/^! .*\S/);
  });

  it("of a choice is its value before it is another one's label", () => {
    const choices = [
      { text: '"1"', label: "2" },
      { text: '"2"', label: "1" },
    ];
    expect(literalOf({ editor: "choice", choices }, "1")).toEqual({ python: '"1"' });
  });

  it("of a choice is known by its value or its label", () => {
    const choices = [{ text: '"S"', label: "Small" }];
    for (const text of ['"S"', "S", "Small"])
      expect(literalOf({ editor: "choice", choices }, text)).toEqual({ python: '"S"' });
    expect(literalOf({ editor: "choice", choices }, "XL")).toEqual({ fault: "“XL” is none of the choices: Small." });
  });

  it("keeps text inside JSON apart from its words", () => {
    expect(pythonJson('["true", "a\\u00e9\\n", false]')).toBe(`["true", ${pythonString("aé\n")}, False]`);
  });
});

describe("pasted rows", () => {
  it("are CSV with quotes, line ends and doubled quotes in them", () => {
    expect(readTable('name,note\r\n"Tea, black","two\nlines"\r\n"say ""hi""",\r\n\r\n"",x\r\n')).toEqual({
      columns: ["name", "note"],
      rows: [
        [{ text: "Tea, black" }, { text: "two\nlines" }],
        [{ text: 'say "hi"' }, undefined],
        [{ text: "" }, { text: "x" }],
      ],
    });
  });

  it.each([
    ["a;b\n1,5;2", "1,5"],
    ["a\tb\n1,5\t2", "1,5"],
    ['[{"a": "1,5"}]', "1,5"],
    ['{"a": "1,5"}\n{"a": null}', "1,5"],
  ])("are found in %j", (text, first) => {
    expect(readTable(text).rows[0]?.[0]).toEqual({ text: first });
  });

  it("keep the digits of JSON's numbers", () => {
    expect(readTable('[{"n": 9007199254740993}]').rows).toEqual([[{ json: "9007199254740993" }]]);
  });

  it.each([
    ['a,b\n"open', /quotation mark of row 1 is never closed/],
    ["a,b\n1,2,3", /Row 1 has 3 values, and the first line names 2 columns/],
    ["a,a\n1,2", /Two columns are named a/],
    ["[1, 2]", /Row 1 is no object/],
    ["[{]", /JSON/],
  ])("say what is wrong in %j", (text, message) => {
    expect(() => readTable(text)).toThrow(message);
  });

  it("go to the fields of their columns' names, and name what is wrong by row and column", () => {
    const text = "Name,price,album,size\nTea,1.5,2,Small\nCoffee,x,,L\n,3,,\n";
    const { statement, faults, table } = composed({ kind: "bulkCreate", label }, { text });
    expect(statement.split("\n").slice(0, 2)).toEqual([
      "Product.objects.bulk_create([",
      '    Product(name="Tea", price=Decimal("1.5"), album_id=2, size="S"),',
    ]);
    expect(faults.map(({ row, column, message }) => [row, column, message])).toEqual([
      [2, "price", "“x” is no decimal number. Write it with a point, such as 9.99."],
      [3, "Name", "A value is needed."],
    ]);
    expect(table).toMatchObject({
      rows: 3,
      columns: [{ field: "name" }, { field: "price" }, { field: "album" }, { field: "size" }],
    });
  });

  it("may leave a column out", () => {
    const draft = { text: "name,price,colour\nTea,1,red", columns: { colour: "" } };
    expect(composed({ kind: "bulkCreate", label }, draft).faults).toEqual([]);
  });
});

describe("a condition", () => {
  it.each([
    [{ field: "name", lookup: "icontains", text: "te" }, 'name__icontains="te"'],
    [{ field: "stock", lookup: "in", text: "1, 2" }, "stock__in=[1, 2]"],
    [{ field: "album", lookup: "exact", text: "3" }, "album_id=3"],
    [{ field: "since", lookup: "lt", text: "2026-01-31" }, "since__lt=date(2026, 1, 31)"],
    [{ field: "note", lookup: "isnull", text: "" }, "note__isnull=True"],
  ])("%j is written as %s", (condition, python) => {
    expect(conditionText(product, condition)).toEqual({ python });
  });

  it("is refused where its value is none of the field's", () => {
    expect(conditionText(product, { field: "stock", lookup: "lt", text: "few" })).toHaveProperty("fault");
  });
});

describe("a search", () => {
  it("looks through text, and by key", () => {
    const album = shop.find((each) => each.label === "music.Album");
    if (album === undefined) throw new Error("no album");
    expect(searchStatement({ model: album, unique: true }, "12", shop)).toBe(
      '[(str(row.pk), str(row)) for row in Album.objects.filter(Q(pk=12) | Q(title__icontains="12") | Q(genre__icontains="12"))[:20]]',
    );
    expect(searchStatement({ model: album, unique: true }, " ", shop)).toBe(
      "[(str(row.pk), str(row)) for row in Album.objects.all()[:20]]",
    );
  });
});

describe("a failure", () => {
  const fields = subjectOf({ kind: "insert", label }, shop)?.fields ?? [];
  const at = (message: string, hint?: string): string | undefined => {
    const error = { type: "IntegrityError", message, line: 1, column: 0, ...(hint === undefined ? {} : { hint }) };
    return faultOf(error, product, fields, shop).field;
  };

  it.each([
    ["UNIQUE constraint failed: shop_product.name", undefined, "name"],
    ["Field 'stock' expected a number but got 'x'.", undefined, "stock"],
    ['null value in column "price" of relation "shop_product"', undefined, "price"],
    [
      "FOREIGN KEY constraint failed",
      "A row of shop_product would point at a row of music_album that does not exist.",
      "album",
    ],
    ["Key (album_id)=(9) is not present", undefined, "album"],
    ["UNIQUE constraint failed: shop_product.name, shop_product.size", undefined, undefined],
    ["database is locked", undefined, undefined],
  ])("%j %s is shown at %s", (message, hint, name) => {
    expect(at(message, hint)).toBe(name);
  });
});
