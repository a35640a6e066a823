import { describe, expect, it } from "vitest";
import { DjangoReader } from "../../../src/models/django/reader";
import { memoryFiles } from "./memoryFiles";

const BOOK = "from django.db import models\nclass Book(models.Model):\n    title = models.TextField()\n";

describe("a reader that follows a project", () => {
  it("looks again only at the files that it is told about", async () => {
    const files: Record<string, string> = { "settings.py": `INSTALLED_APPS = ["shop"]`, "shop/models.py": BOOK };
    const asked: string[] = [];
    const memory = memoryFiles(files);
    const reader = new DjangoReader(
      {
        ...memory,
        read: (path) => {
          asked.push(path);
          return memory.read(path);
        },
      },
      "",
    );
    const fields = async () => (await reader.read()).models[0]?.fields.map((field) => field.name);
    expect(await fields()).toEqual(["id", "title"]);
    asked.length = 0;
    files["shop/models.py"] = `${BOOK}    pages = models.IntegerField()\n`;
    expect(await fields()).toEqual(["id", "title"]);
    reader.changed(["shop/models.py"]);
    expect(await fields()).toEqual(["id", "title", "pages"]);
    expect(asked).toEqual(["shop/models.py"]);
  });

  it("sees files that are made and deleted", async () => {
    const files: Record<string, string> = {
      "settings.py": `INSTALLED_APPS = ["shop", "club"]`,
      "shop/models.py": BOOK,
    };
    const reader = new DjangoReader(memoryFiles(files), "");
    const labels = async () => (await reader.read()).models.map((model) => model.label);
    expect(await labels()).toEqual(["shop.Book"]);
    files["club/models.py"] = BOOK;
    delete files["shop/models.py"];
    reader.changed(["shop/models.py", "club/models.py"]);
    expect(await labels()).toEqual(["club.Book"]);
  });
});

describe("reading again", () => {
  const MODELS = (i: number, more = "") => `from django.db import models
from common.base import Base${i % 2 === 0 ? "\nfrom common.kinds import KINDS" : ""}
class M${i}(Base):
    other = models.ForeignKey("app${(i + 1) % 4}.M${(i + 1) % 4}", models.CASCADE, null=True)
    many = models.ManyToManyField("app${(i + 2) % 4}.M${(i + 2) % 4}", related_name="+")
    kind = models.CharField(max_length=3${i % 2 === 0 ? ", choices=KINDS" : ""})
${more}
`;
  const start = (): Record<string, string> => ({
    "settings.py": `INSTALLED_APPS = ["app0", "app1", "app2", "app3"]`,
    "common/base.py": `from django.db import models\nclass Base(models.Model):\n    stamp = models.DateTimeField()\n    class Meta:\n        abstract = True\n`,
    "common/kinds.py": `KINDS = [("a", "A")]\n`,
    ...Object.fromEntries([0, 1, 2, 3].map((i) => [`app${i}/models.py`, MODELS(i)])),
  });
  const edits: readonly (readonly [string, string | null])[] = [
    ["app1/models.py", MODELS(1, "    added = models.TextField()\n")],
    [
      "common/base.py",
      `from django.db import models\nclass Base(models.Model):\n    stamp = models.DateField()\n    key = models.UUIDField(primary_key=True)\n    class Meta:\n        abstract = True\n`,
    ],
    ["common/kinds.py", `KINDS = [("a", "A"), ("b", "B")]\n`],
    ["app2/models.py", "from django.db import models\nclass Other(models.Model):\n    pass\n"],
    ["app2/models.py", MODELS(2)],
    ["app3/models.py", `${MODELS(3)}\nfrom app0.models import M0\nM0.add_to_class("late", models.IntegerField())\n`],
    ["app3/models.py", MODELS(3)],
    ["app3/models.py", "class ("],
    ["app0/models.py", null],
    ["app0/models.py", MODELS(0)],
    ["settings.py", `INSTALLED_APPS = ["app0", "app2"]\nDEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"`],
    ["app2/apps.py", `from django.apps import AppConfig\nclass C(AppConfig):\n    name = "app2"\n    label = "two"\n`],
    ["app0/views.py", `from app0.models import M0\nclass Shown(M0):\n    class Meta:\n        proxy = True\n`],
    ["common/base.py", "this is no Python ("],
  ];

  it("gives what reading everything anew gives, whatever was edited", async () => {
    const files = start();
    const reader = new DjangoReader(memoryFiles(files), "");
    await reader.read();
    for (const [path, text] of edits) {
      if (text === null) delete files[path];
      else files[path] = text;
      reader.changed([path]);
      const again = await reader.read();
      const anew = await new DjangoReader(memoryFiles(files), "").read();
      expect(again, path).toEqual(anew);
    }
  });

  it("keeps the models that an edit does not touch", async () => {
    const files = start();
    const reader = new DjangoReader(memoryFiles(files), "");
    const before = await reader.read();
    files["app1/models.py"] = MODELS(1, "    added = models.TextField()\n");
    reader.changed(["app1/models.py"]);
    const after = await reader.read();
    const kept = after.models.filter((model) => before.models.includes(model)).map((model) => model.label);
    // app0 and app3 point at what was edited.
    expect(kept).toEqual(["app2.M2", "app2.M2_many"]);
  });
});
