import { describe, expect, it } from "vitest";
import { readProject } from "../../../src/models/django/project";
import type { FieldInfo, ModelInfo } from "../../../src/protocol/models";
import { memoryFiles } from "./memoryFiles";

/** The models of an app `shop` whose models.py is this text, after the usual import; other files beside it. */
async function modelsOf(text: string, more: Readonly<Record<string, string>> = {}) {
  const files = {
    "settings.py": `INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "shop"]\nLONGEST = 40\n`,
    "shop/__init__.py": "",
    "shop/models.py": `from django.db import models\n${text}`,
    ...more,
  };
  const project = await readProject(memoryFiles(files), "");
  const models = new Map(
    project.models.filter((model) => model.origin !== "contrib").map((model) => [model.label, model]),
  );
  const field = (label: string, name: string): FieldInfo | undefined =>
    models.get(label)?.fields.find((each) => each.name === name);
  return { project, models, field, labels: [...models.keys()] };
}

const names = (model: ModelInfo | undefined) => model?.fields.map((field) => field.name);

/** One field in a model `A`, after some lines at the level of the module. */
async function fieldOf(declaration: string, before = "", more: Readonly<Record<string, string>> = {}) {
  const { field } = await modelsOf(`${before}\nclass A(models.Model):\n    x = ${declaration}\n`, more);
  return field("shop.A", "x");
}

describe("a field's facts", () => {
  it.each([
    ["arithmetic", "models.CharField(max_length=2 * N + 1)", "N = 12", { maxLength: 25 }],
    ["len() of a constant", "models.CharField(max_length=len(NAMES[0]))", `NAMES = ("abcd",)`, { maxLength: 4 }],
    [
      "max() of a generator",
      "models.CharField(max_length=max(len(v) for v, _ in KINDS), choices=KINDS)",
      `KINDS = (("aa", "A"), ("bbbb", "B"))`,
      { maxLength: 4 },
    ],
    [
      "a setting",
      "models.CharField(max_length=settings.LONGEST)",
      "from django.conf import settings",
      { maxLength: 40 },
    ],
    [
      "getattr of a setting",
      `models.CharField(max_length=getattr(settings, "NOT_THERE", 7))`,
      "from django.conf import settings",
      { maxLength: 7 },
    ],
    [
      "spread keywords",
      "models.CharField(**NULLABLE, max_length=3)",
      "NULLABLE = dict(null=True, blank=True)",
      { null: true, blank: true, maxLength: 3 },
    ],
    [
      "spread by |",
      `models.CharField(**(BASE | {"max_length": 9}))`,
      `BASE = {"null": True}`,
      { null: true, maxLength: 9 },
    ],
    [
      "positional arguments",
      `models.DecimalField("Price", "x", 8, 3)`,
      "",
      { verboseName: "Price", maxDigits: 8, decimalPlaces: 3 },
    ],
    ["auto_now_add", "models.DateTimeField(auto_now_add=True)", "", { autoNowAdd: true, blank: true, editable: false }],
    ["NullBooleanField", "models.NullBooleanField()", "", { type: "NullBooleanField", null: true }],
    [
      "a translated name",
      `models.IntegerField(_("How many"))`,
      "from django.utils.translation import ugettext_lazy as _",
      { verboseName: "How many" },
    ],
    [
      "a function that makes it",
      "money(null=True)",
      "def money(**more):\n    return models.DecimalField(max_digits=9, decimal_places=2, **more)",
      { type: "DecimalField", maxDigits: 9, null: true },
    ],
    [
      "ArrayField",
      "ArrayField(models.CharField(max_length=3), null=True)",
      "from django.contrib.postgres.fields import ArrayField",
      { type: "ArrayField", null: true },
    ],
    [
      "a field of GIS",
      "models.PointField(srid=4326, null=True)",
      "from django.contrib.gis.db import models",
      { type: "PointField", null: true },
    ],
    [
      "GeneratedField",
      `models.GeneratedField(expression=models.F("a"), output_field=models.CharField(max_length=5), db_persist=True)`,
      "",
      { type: "GeneratedField", maxLength: 5, generated: { outputType: "CharField", persist: true } },
    ],
    ["db_default", "models.IntegerField(db_default=3)", "", { dbDefault: { source: "3" } }],
    ["db_column", `models.IntegerField(db_column="Ünïcode \\"x\\"")`, "", { column: `Ünïcode "x"` }],
    [
      "a primary key by position of a conditional",
      "models.CharField(primary_key=not False, max_length=3)",
      "",
      { primaryKey: true, unique: true },
    ],
  ] as const)("%s", async (_, declaration, before, expected) => {
    expect(await fieldOf(declaration, before)).toMatchObject(expected);
  });
});

describe("choices", () => {
  const values = async (declaration: string, before: string) =>
    (await fieldOf(`models.CharField(max_length=9, choices=${declaration})`, before))?.choices?.map(
      ({ value }) => value,
    );

  it.each([
    ["a constant of the class's module", "KINDS", `KINDS = (("a", "A"), ("b", "B"))`],
    ["groups", "KINDS", `KINDS = [("One", (("a", "A"),)), ("b", "B")]`],
    ["a dictionary", `{"a": "A", "b": "B"}`, ""],
    ["a dictionary's items", "KINDS.items()", `KINDS = {"a": "A", "b": "B"}`],
    ["a comprehension", "[(k, k.upper()) for k in KINDS]", `KINDS = "a b".split()`],
    ["zip", "list(zip(KINDS, KINDS))", `KINDS = ["a", "b"]`],
    ["a sum", "(K1,) + (K2,)", `K1 = ("a", "A")\nK2 = ("b", "B")`],
    [
      "a function",
      "kinds()",
      `def kinds():\n    out = []\n    for k in ("a", "b"):\n        out.append((k, k))\n    return out`,
    ],
    ["a callable", "kinds", `def kinds():\n    return [(k, k) for k in "ab"]`],
    ["a list that a loop fills", "KINDS", `KINDS = []\nfor k in "ab":\n    KINDS.append((k, k))`],
    ["TextChoices", "K.choices", `class K(models.TextChoices):\n    A = "a", "A"\n    B = "b"`],
    ["TextChoices itself", "K", `class K(models.TextChoices):\n    A = "a"\n    B = "b"`],
    ["TextChoices made by a call", "K.choices", `K = models.TextChoices("K", [("A", "a"), ("B", "b")])`],
    [
      "TextChoices with auto()",
      "K.choices",
      `from enum import auto\nclass K(models.TextChoices):\n    a = auto()\n    b = auto()`,
    ],
    ["an Enum", "[(k.value, k.name) for k in K]", `from enum import Enum\nclass K(Enum):\n    A = "a"\n    B = "b"`],
    [
      "an Enum's own method",
      "K.pairs()",
      `from enum import Enum\nclass K(Enum):\n    A = "a"\n    B = "b"\n    @classmethod\n    def pairs(cls):\n        return [(k.value, k.name) for k in cls]`,
    ],
    ["model_utils' Choices", "K", `from model_utils import Choices\nK = Choices("a", ("b", "bee", "B"))`],
    ["constants of a plain class", "K.ALL", `class K:\n    A = "a"\n    B = "b"\n    ALL = [(A, "A"), (B, "B")]`],
  ])("from %s", async (_, declaration, before) => {
    expect(await values(declaration, before)).toEqual(["a", "b"]);
  });

  it("from an enumeration inside the model, IntegerChoices by range, and unpacking", async () => {
    const { field } = await modelsOf(`
class A(models.Model):
    class Size(models.IntegerChoices):
        S, L = range(2)
    ON, OFF = range(2)
    STATES = ((ON, "On"), (OFF, "Off"))
    size = models.IntegerField(choices=Size.choices, default=Size.S)
    state = models.IntegerField(choices=STATES, default=OFF)
`);
    expect(field("shop.A", "size")?.choices).toEqual([
      { value: 0, label: "S" },
      { value: 1, label: "L" },
    ]);
    expect(field("shop.A", "state")?.choices?.map(({ label }) => label)).toEqual(["On", "Off"]);
  });
});

describe("field classes of the project's own", () => {
  it.each([
    [
      "kwargs[…] =",
      `kwargs["max_length"] = 50\n        kwargs["null"] = True\n        super().__init__(*args, **kwargs)`,
      { maxLength: 50, null: true },
    ],
    [
      "setdefault",
      `kwargs.setdefault("max_length", 50)\n        super(Mine, self).__init__(*args, **kwargs)`,
      { maxLength: 50 },
    ],
    [
      "defaults that are updated",
      `defaults = {"max_length": 50, "blank": True}\n        defaults.update(kwargs)\n        super().__init__(*args, **defaults)`,
      { maxLength: 50, blank: true },
    ],
    ["arguments by name", `super().__init__(*args, max_length=50, **kwargs)`, { maxLength: 50 }],
    [
      "a test of what is given",
      `if "max_length" not in kwargs:\n            kwargs["max_length"] = 50\n        super().__init__(*args, **kwargs)`,
      { maxLength: 50 },
    ],
    [
      "an option of its own that is taken out",
      `self.shout = kwargs.pop("shout", False)\n        super().__init__(*args, max_length=50, **kwargs)`,
      { maxLength: 50 },
    ],
    [
      "the old way of calling the base",
      `models.CharField.__init__(self, *args, max_length=50, **kwargs)`,
      { maxLength: 50 },
    ],
    [
      "attributes set afterwards",
      `super().__init__(*args, **kwargs)\n        self.max_length = 50\n        self.editable = False`,
      { maxLength: 50, editable: false },
    ],
  ])("by %s", async (_, body, expected) => {
    const text = `class Mine(models.CharField):\n    def __init__(self, *args, **kwargs):\n        ${body}\n`;
    expect(await fieldOf("Mine()", text)).toMatchObject({ type: "CharField", className: "Mine", ...expected });
  });

  it("that say what they are stored as, or that are relations", async () => {
    const text = `
class Stored(models.Field):
    def get_internal_type(self):
        return "TextField"
class Owner(models.ForeignKey):
    def __init__(self, to="auth.User", on_delete=models.PROTECT, **kwargs):
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)
class A(models.Model):
    stored = Stored()
    owner = Owner(null=True)
`;
    const { field } = await modelsOf(text);
    expect(field("shop.A", "stored")).toMatchObject({ type: "TextField", className: "Stored" });
    expect(field("shop.A", "owner")).toMatchObject({
      column: "owner_id",
      null: true,
      relation: { model: "auth.User", onDelete: "PROTECT", relatedName: "+" },
    });
  });

  it("of packages that are not there keep their names", async () => {
    const { field, project } = await modelsOf(
      "from shiny.fields import ShinyThing, UpperCharField\nclass A(models.Model):\n    up = UpperCharField(max_length=3)\n",
    );
    expect(field("shop.A", "up")).toMatchObject({ type: "CharField", className: "UpperCharField" });
    expect(project.problems).toEqual([]);
  });
});

describe("classes", () => {
  it("under if and try are read as if taken, unless the test is known to fail", async () => {
    const { labels } = await modelsOf(`
import sys
from typing import TYPE_CHECKING
if not is_model_registered("shop", "Basket"):
    class Basket(models.Model):
        pass
try:
    from nowhere import Line
except ImportError:
    class Spare(models.Model):
        pass
if TYPE_CHECKING:
    class Typed(models.Model):
        pass
if sys.version_info < (3, 0):
    class Old(models.Model):
        pass
`);
    expect(labels).toEqual(["shop.Basket", "shop.Spare"]);
  });

  it("take fields, Meta and managers from abstract bases in other files and apps", async () => {
    const { models } = await modelsOf(
      `
from .bases import Named
from common.mixins import Stamped, Loud
class A(Loud, Named, Stamped):
    size = models.IntegerField()
    class Meta(Stamped.Meta):
        ordering = ["size"]
class B(A):
    extra = models.TextField()
class P(A):
    class Meta:
        proxy = True
`,
      {
        "shop/bases.py": `from django.db import models\nclass Named(models.Model):\n    name = models.CharField(max_length=5)\n    class Meta:\n        abstract = True\n`,
        "common/mixins.py": `from django.db import models\nclass Live(models.Manager):\n    pass\nclass Loud:\n    def shout(self): pass\nclass Stamped(models.Model):\n    created = models.DateTimeField(auto_now_add=True)\n    live = Live()\n    class Meta:\n        abstract = True\n        get_latest_by = "created"\n        db_table_comment = "x"\n`,
      },
    );
    const a = models.get("shop.A");
    expect(names(a)).toEqual(["id", "name", "created", "size"]);
    expect(a).toMatchObject({
      ordering: ["size"],
      getLatestBy: "created",
      managers: [{ name: "live", className: "Live", isDefault: true }],
    });
    expect(a?.methods.map((method) => method.name)).toContain("shout");
    expect(models.get("shop.B")).toMatchObject({
      table: "shop_b",
      primaryKey: "a_ptr",
      parents: [{ model: "shop.A", field: "a_ptr" }],
      ordering: ["size"],
    });
    expect(models.get("shop.P")).toMatchObject({ proxy: true, proxyFor: "shop.A", table: "shop_a", primaryKey: "id" });
  });

  it("lose an inherited field by None, or by a property of its name", async () => {
    const { models } = await modelsOf(`
class Base(models.Model):
    a = models.TextField()
    b = models.TextField()
    c = models.TextField()
    class Meta:
        abstract = True
class A(Base):
    a = None
    @property
    def b(self):
        return "b"
`);
    expect(names(models.get("shop.A"))).toEqual(["id", "c"]);
  });

  it("keep the case of the app label in table names", async () => {
    const { models } = await modelsOf("", {
      "settings.py": `INSTALLED_APPS = ["Account"]`,
      "Account/models.py": "from django.db import models\nclass Profile(models.Model):\n    pass\n",
    });
    expect(models.get("Account.Profile")?.table).toBe("Account_profile");
  });

  it("made by with_metaclass, decorated, in lower case, or beside misleading names", async () => {
    const { labels, field } = await modelsOf(`
from six import with_metaclass
from tkinter import Image
from tkinter.constants import CASCADE
@python_2_unicode_compatible
class thing(with_metaclass(Meta, models.Model)):
    owner = models.ForeignKey("auth.User", CASCADE)
    image = Image()
"""
class Old(models.Model):
    pass
"""
`);
    expect(labels).toEqual(["shop.thing"]);
    expect(field("shop.thing", "owner")?.relation?.onDelete).toBe("CASCADE");
    expect(field("shop.thing", "image")).toBeUndefined();
  });

  it("of two bases with tables have both for parents", async () => {
    const { models } = await modelsOf(`
class A(models.Model):
    a_id = models.AutoField(primary_key=True)
class B(models.Model):
    b_id = models.AutoField(primary_key=True)
class C(A, B):
    pass
`);
    expect(models.get("shop.C")).toMatchObject({
      primaryKey: "a_ptr",
      parents: [
        { model: "shop.A", field: "a_ptr" },
        { model: "shop.B", field: "b_ptr" },
      ],
    });
  });

  it("made by type() are no guess of ours", async () => {
    const { labels } = await modelsOf(`
class A(models.Model):
    pass
Made = type("Made", (models.Model,), {"__module__": __name__})
for name in ("X", "Y"):
    globals()[name] = type(name, (A,), {})
`);
    expect(labels).toEqual(["shop.A"]);
  });

  it("with a base that nobody has are there, and the base is named", async () => {
    const { models, project } = await modelsOf(
      "from shiny.models import ShinyModel\nclass A(ShinyModel):\n    x = models.TextField()\n",
    );
    expect(names(models.get("shop.A"))).toEqual(["id", "x"]);
    expect(models.get("shop.A")?.drift).toMatchObject([
      { kind: "unknown", message: expect.stringContaining("shiny.models.ShinyModel") },
    ]);
    expect(project.problems.map((problem) => problem.message)).toEqual([
      expect.stringContaining("shiny.models.ShinyModel"),
    ]);
  });
});

describe("Meta", () => {
  it("gives tables, keys, names and constraints, filled in for the class", async () => {
    const { models } = await modelsOf(`
class Base(models.Model):
    a = models.IntegerField()
    class Meta:
        abstract = True
        default_related_name = "%(class)s_all"
        constraints = [models.UniqueConstraint(fields=["a"], name="%(app_label)s_%(class)s_a")]
        index_together = [["a", "b"]]
class A(Base):
    b = models.ForeignKey("auth.User", models.CASCADE)
    c = models.ForeignKey("self", models.CASCADE, related_name="%(app_label)s_%(model_name)s", related_query_name="q_%(class)s")
    class Meta(Base.Meta):
        db_table = 'weird "table"'
        unique_together = ("a", "b")
        order_with_respect_to = "b"
        managed = False
        base_manager_name = "objects"
        verbose_name = "an A"
        verbose_name_plural = "many As"
`);
    const a = models.get("shop.A");
    expect(a).toMatchObject({
      table: 'weird "table"',
      uniqueTogether: [["a", "b"]],
      orderWithRespectTo: "b",
      ordering: ["_order"],
      managed: false,
      baseManager: "objects",
      verboseName: "an A",
      verboseNamePlural: "many As",
      constraints: [{ kind: "unique", name: "shop_a_a", fields: ["a"] }],
    });
    expect(names(a)).toEqual(["id", "a", "b", "c", "_order"]);
    expect(a?.fields.map((field) => field.relation?.relatedName)).toEqual([
      undefined,
      undefined,
      "a_all",
      "shop_a",
      undefined,
    ]);
    expect(a?.fields[3]?.relation?.relatedQueryName).toBe("q_a");
  });

  it("may follow tests that are known, and be composite", async () => {
    const { models } = await modelsOf(`
BIG = False
class A(models.Model):
    pk = models.CompositePrimaryKey("x", "y")
    x = models.IntegerField()
    y = models.IntegerField()
    class Meta:
        if BIG:
            db_table = "big"
        else:
            db_table = "small"
        app_label = "shop"
`);
    expect(models.get("shop.A")).toMatchObject({ table: "small", primaryKey: "pk" });
    expect(models.get("shop.A")?.fields.at(-1)).toMatchObject({ name: "pk", compositeOf: ["x", "y"] });
  });
});

describe("what is done to a class from outside", () => {
  it("add_to_class and contribute_to_class add fields, also to another app's model", async () => {
    const { project, field } = await modelsOf(`
from django.contrib.auth.models import User
class Contact(models.Model):
    a = models.ForeignKey(User, models.CASCADE, related_name="+")
    b = models.ForeignKey(User, models.CASCADE, related_name="+")
User.add_to_class("following", models.ManyToManyField("self", through=Contact, symmetrical=False))
models.IntegerField(default=0).contribute_to_class(Contact, "weight")
Contact._meta.get_field("a").null = True
Contact._meta.get_field("weight").max_length = 4
`);
    const user = project.models.find((model) => model.label === "auth.User");
    expect(user?.fields.find((each) => each.name === "following")?.relation).toMatchObject({
      model: "auth.User",
      through: "shop.Contact",
    });
    expect(field("shop.Contact", "weight")).toMatchObject({ type: "IntegerField", column: "weight", maxLength: 4 });
    expect(field("shop.Contact", "a")).toMatchObject({ null: true });
  });
});

describe("relations", () => {
  it.each([
    ["by name", `"B"`],
    ["by app and name", `"shop.B"`],
    ["by a name in another case", `"shop.b"`],
    ["by class", "B"],
    ["by a constant", "TARGET"],
    ["by a setting", "settings.TARGET_MODEL"],
    ["by getattr of a setting", `getattr(settings, "TARGET_MODEL")`],
    ["by keyword", "to=B"],
    ["by an f-string", `f"shop.{'B'}"`],
    ["by swapper", `swapper.get_model_name("shop", "B")`],
    ["by get_model", `get_model("shop", "B")`],
    ["by apps.get_model", `apps.get_model("shop.B")`],
  ])("%s", async (_, target) => {
    const text = `
import swapper
from django.apps import apps
from django.conf import settings
from django.db.models import get_model
TARGET = "shop.B"
class B(models.Model):
    pass
class A(models.Model):
    x = models.ForeignKey(${target}, on_delete=models.CASCADE)
`;
    const { field } = await modelsOf(text, {
      "settings.py": `INSTALLED_APPS = ["shop"]\nTARGET_MODEL = "shop.B"\n`,
    });
    expect(field("shop.A", "x")?.relation).toMatchObject({ model: "shop.B", toField: "id" });
  });
});
