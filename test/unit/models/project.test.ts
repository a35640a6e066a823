import { describe, expect, it } from "vitest";
import { findProjects, readProject } from "../../../src/models/django/project";
import type { ModelInfo } from "../../../src/protocol/models";
import { memoryFiles } from "./memoryFiles";

async function read(files: Record<string, string>, root = "", name?: string) {
  const project = await readProject(memoryFiles(files, name), root);
  const models = new Map(project.models.map((model) => [model.label, model]));
  return { project, models };
}

const names = (model: ModelInfo | undefined) => model?.fields.map((field) => field.name);
const relation = (model: ModelInfo | undefined, name: string) =>
  model?.fields.find((field) => field.name === name)?.relation;

const MANAGE = `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n`;

describe("a project", () => {
  it("is found by its settings, apps, packages and bases in other files", async () => {
    const { project, models } = await read(
      {
        "backend/manage.py": MANAGE,
        "backend/site/__init__.py": "",
        "backend/site/settings/__init__.py": "from .base import *\nDEBUG = True\nINSTALLED_APPS += ['shop']\n",
        "backend/site/settings/base.py": `
import os
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent.parent
INSTALLED_APPS = ["django.contrib.auth", "people.apps.PeopleConfig"]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "data" / "main.db"},
    "old": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(BASE_DIR, "old.db")},
    "server": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ.get("DB", "music"), "HOST": "db", "PASSWORD": os.environ["PW"]},
    "other": dj_database_url.config(default="sqlite:///other.db"),
}
AUTH_USER_MODEL = "folk.User"
USE_TZ: bool = False
TIME_ZONE = "Europe/" + "Lisbon"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = get_language()
`,
        "backend/people/apps.py": `
from django.apps import AppConfig
class PeopleConfig(AppConfig):
    name = "people"
    label = "folk"
    default_auto_field = "django.db.models.AutoField"
`,
        "backend/people/models.py": `
from django.contrib.auth.models import AbstractUser
from django.db import models
class User(AbstractUser):
    username = None
    email = models.EmailField(unique=True)
`,
        "backend/shop/models/__init__.py": "from .item import *\n",
        "backend/shop/models/base.py": `
from django.db import models
class Stamped(models.Model):
    created = models.DateTimeField(auto_now_add=True)
    class Meta:
        abstract = True
`,
        "backend/shop/models/item.py": `
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models as m
from .base import Stamped
class Item(Stamped):
    owner = m.ForeignKey(settings.AUTH_USER_MODEL, on_delete=m.CASCADE, related_name="%(app_label)s_%(class)ss")
    buyer = m.ForeignKey(get_user_model(), m.SET_NULL, null=True)
    near = m.ManyToManyField("self", through="Pair", through_fields=("left", "right"))
class Pair(m.Model):
    left = m.ForeignKey("Item", m.CASCADE, related_name="+")
    right = m.ForeignKey("shop.Item", m.CASCADE, related_name="+")
`,
        "backend/dead/models.py": "from django.db import models\nclass Gone(models.Model):\n    pass\n",
      },
      "backend",
    );
    expect([...models.keys()].filter((label) => !/^(auth|contenttypes)\./.test(label))).toEqual([
      "folk.User",
      "folk.User_groups",
      "folk.User_user_permissions",
      "shop.Item",
      "shop.Pair",
    ]);
    expect(models.has("auth.User")).toBe(false);
    expect(project.settings).toMatchObject({
      file: "backend/site/settings/__init__.py",
      useTz: false,
      timeZone: "Europe/Lisbon",
      defaultAutoField: "BigAutoField",
      authUserModel: "folk.User",
      installedApps: ["django.contrib.auth", "people.apps.PeopleConfig", "shop"],
    });
    expect(project.databases).toMatchObject([
      { alias: "default", engine: "sqlite3", name: "backend/data/main.db" },
      { alias: "old", name: "backend/old.db" },
      { alias: "server", engine: "postgresql", name: "music", host: "db" },
      { alias: "other", engine: "sqlite3", name: "backend/other.db" },
    ]);
    expect(names(models.get("folk.User"))).not.toContain("username");
    expect(models.get("folk.User")?.fields[0]).toMatchObject({ name: "id", type: "AutoField" });
    const item = models.get("shop.Item");
    expect(names(item)).toEqual(["id", "created", "owner", "buyer", "near"]);
    expect(item?.fields[0]?.type).toBe("BigAutoField");
    expect(relation(item, "owner")).toMatchObject({ model: "folk.User", relatedName: "shop_items" });
    expect(relation(item, "buyer")).toMatchObject({ model: "folk.User", onDelete: "SET_NULL" });
    expect(relation(item, "near")).toMatchObject({
      through: "shop.Pair",
      throughFields: ["left", "right"],
      throughAutoCreated: false,
    });
    expect(project.problems.map((problem) => problem.place.file)).toEqual(["backend/dead/models.py"]);
  });

  it("without settings takes every folder with models, and the workspace's own name", async () => {
    const { project, models } = await read(
      { "models.py": "from django.db import models\nclass A(models.Model):\n    pass\n" },
      "",
      "music",
    );
    expect([...models.keys()]).toEqual(["music.A"]);
    expect(models.get("music.A")).toMatchObject({ table: "music_a", source: "models.py:2" });
    expect(project.settings).toMatchObject({ useTz: false, timeZone: "UTC" });
  });

  it("lists every manage.py, the nearest first", async () => {
    const files = { "b/c/manage.py": "", "a/manage.py": "", "x.py": "" };
    expect(await findProjects(memoryFiles(files))).toEqual(["a", "b/c"]);
    expect(await findProjects(memoryFiles({ "x.py": "" }))).toEqual([""]);
  });

  it("keeps Django's defaults where settings are silent", async () => {
    const { project } = await read({ "settings.py": "INSTALLED_APPS = []\n", "manage.py": "" });
    expect(project.settings).toMatchObject({ useTz: true, timeZone: "America/Chicago", defaultAutoField: "AutoField" });
  });

  it("says what it could not know", async () => {
    const { project } = await read({
      "settings.py": "INSTALLED_APPS = []\nUSE_TZ = flag()\nDATABASES = {'default': env.db()}\n",
      "manage.py": "",
    });
    expect(project.settings.unknown).toMatchObject([{ name: "USE_TZ", place: { line: 2 } }]);
    expect(project.databases).toEqual([]);
  });
});

describe("models", () => {
  const one = async (body: string, more: Record<string, string> = {}) => {
    const text = `from django.db import models\nfrom django.dispatch import receiver\nfrom django.db.models.signals import post_save, pre_delete, m2m_changed\n${body}`;
    return read({ "app/models.py": text, "settings.py": "INSTALLED_APPS = ['app']", ...more });
  };

  it("know receivers, wherever they are connected", async () => {
    const { project } = await one(
      `
class A(models.Model):
    others = models.ManyToManyField("self")
@receiver([post_save, pre_delete], sender=A)
def both(sender, **kwargs): pass
@receiver(m2m_changed, sender=A.others.through)
def joined(sender, **kwargs): pass
def every(sender, **kwargs): pass
post_save.connect(every)
`,
      {
        "app/apps.py":
          "from django.apps import AppConfig\nclass C(AppConfig):\n    name = 'app'\n    def ready(self):\n        from django.db.models.signals import post_delete\n        from . import signals\n",
        "app/signals.py":
          "from django.db.models.signals import pre_save\nfrom .models import A\ndef named(sender, **kw): pass\npre_save.connect(named, sender=A)\n",
      },
    );
    expect(project.receivers.map(({ signal, sender, name }) => [signal, sender, name])).toEqual([
      ["post_save", "app.A", "both"],
      ["pre_delete", "app.A", "both"],
      ["m2m_changed", "app.A_others", "joined"],
      ["post_save", undefined, "every"],
      ["pre_save", "app.A", "named"],
    ]);
    const both = project.receivers[0]?.code;
    expect(both).toMatchObject({ file: "app/models.py" });
  });

  it("know choices, defaults and labels in all their forms", async () => {
    const { models } = await one(`
from django.utils.translation import gettext_lazy as _
STATES = (("a", _("Ay")), ("b", "Bee"))
class Kind(models.IntegerChoices):
    ONE = 1, _("First")
    TWO_MORE = 2
class A(models.Model):
    state = models.CharField(_("the state"), max_length=1, choices=STATES, default=STATES[0][0])
    kind = models.IntegerField(choices=Kind, default=Kind.ONE)
    group = models.CharField(max_length=2, choices=[("G", [("x", "Ex")]), ("y", "Why")], blank=True)
`);
    const [, state, kind, group] = models.get("app.A")?.fields ?? [];
    expect(state).toMatchObject({
      verboseName: "the state",
      choices: [
        { value: "a", label: "Ay" },
        { value: "b", label: "Bee" },
      ],
      default: { source: "STATES[0][0]" },
    });
    expect(kind?.choices).toEqual([
      { value: 1, label: "First" },
      { value: 2, label: "Two More" },
    ]);
    expect(group?.choices?.map((choice) => choice.value)).toEqual(["x", "y"]);
  });

  it("know managers by every way of making them", async () => {
    const { models } = await one(`
class Rows(models.QuerySet):
    def good(self): return self.filter(ok=True)
    def _hidden(self): pass
class Base(models.Manager):
    def best(self): return self.good()[0]
Mixed = Base.from_queryset(Rows)
class Own(models.Manager.from_queryset(Rows, "Named")):
    pass
class Abstract(models.Model):
    inherited = Base()
    class Meta:
        abstract = True
class A(Abstract):
    mixed = Mixed()
    own = Own()
    rows = Rows.as_manager()
    class Meta:
        default_manager_name = "own"
`);
    const managers = models.get("app.A")?.managers ?? [];
    expect(
      managers.map(({ name, className, isDefault, methods }) => [
        name,
        className,
        isDefault === true,
        methods.map((method) => method.name),
      ]),
    ).toEqual([
      ["mixed", "BaseFromRows", false, ["best", "good"]],
      ["own", "Own", true, ["good"]],
      ["rows", "ManagerFromRows", false, ["good"]],
      ["inherited", "Base", false, ["best"]],
    ]);
  });

  it("take field classes of the project's own, conditional classes and fields added from outside", async () => {
    const { models } = await one(
      `
from .fields import Upper
from phonenumber_field.modelfields import PhoneNumberField
try:
    import other
except ImportError:
    other = None
if True:
    class A(models.Model):
        code = Upper(max_length=3)
        phone = PhoneNumberField(blank=True)
        parent = models.ForeignKey("self", null=True)
A.add_to_class("late", models.IntegerField(default=0))
`,
      { "app/fields.py": "from django.db import models\nclass Upper(models.CharField):\n    pass\n" },
    );
    const fields = models.get("app.A")?.fields ?? [];
    expect(fields.map((field) => [field.name, field.type, field.className])).toEqual([
      ["id", "AutoField", undefined],
      ["code", "CharField", "Upper"],
      ["phone", "CharField", "PhoneNumberField"],
      ["parent", "ForeignKey", undefined],
      ["late", "IntegerField", undefined],
    ]);
    expect(relation(models.get("app.A"), "parent")?.onDelete).toBe("CASCADE");
  });

  it("survive broken text, circles and names that lead nowhere", async () => {
    const { models, project } = await one(
      `
from .other import Missing, Circle
class A(models.Model):
    name = models.CharField(max_length=5
class B(models.Model):
    a = models.ForeignKey(Missing, models.CASCADE)
    c = models.ForeignKey("nowhere.Model", models.CASCADE)
class Loop(Loop): pass
class C(Circle): pass
`,
      { "app/other.py": "from .models import C\nclass Circle(C): pass\n" },
    );
    expect([...models.keys()]).toContain("app.B");
    expect(relation(models.get("app.B"), "c")?.model).toBe("nowhere.Model");
    expect(project.problems.some((problem) => problem.place.file === "app/models.py")).toBe(true);
  });
});
