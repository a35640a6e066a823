import { describe, expect, it } from "vitest";
import { readProject } from "../../../src/models/django/project";
import { memoryFiles } from "./memoryFiles";

const IMPORT = "from django.db import models\n";
const PACKAGES = ".venv/lib/python3.12/site-packages";

async function read(files: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const memory = memoryFiles({ "settings.py": `INSTALLED_APPS = ["shop"]`, ...files });
  const watched = {
    ...memory,
    read: (path: string) => {
      asked.push(path);
      return memory.read(path);
    },
  };
  const project = await readProject(watched, "");
  const models = new Map(project.models.map((model) => [model.label, model]));
  const names = (label: string) => models.get(label)?.fields.map((field) => field.name);
  return { project, models, names, asked };
}

describe("packages that are not there", () => {
  it.each([
    ["mptt", "from mptt.models import MPTTModel as Base", ["lft", "rght", "tree_id", "level"]],
    ["treebeard's materialised path", "from treebeard.mp_tree import MP_Node as Base", ["path", "depth", "numchild"]],
    ["treebeard's nested sets", "from treebeard.ns_tree import NS_Node as Base", ["lft", "rgt", "tree_id", "depth"]],
    ["treebeard's lists", "from treebeard.al_tree import AL_Node as Base", []],
    ["model_utils", "from model_utils.models import TimeStampedModel as Base", ["created", "modified"]],
    ["model_utils' status", "from model_utils.models import StatusModel as Base", ["status", "status_changed"]],
    ["django_extensions", "from django_extensions.db.models import TimeStampedModel as Base", ["created", "modified"]],
    [
      "django_extensions' titles",
      "from django_extensions.db.models import TitleSlugDescriptionModel as Base",
      ["title", "description", "slug"],
    ],
    ["polymorphic", "from polymorphic.models import PolymorphicModel as Base", ["polymorphic_ctype"]],
    ["solo", "from solo.models import SingletonModel as Base", []],
  ])("add their columns all the same: %s", async (_, statement, columns) => {
    const { names, project } = await read({
      "shop/models.py": `${IMPORT}${statement}\nclass A(Base):\n    own = models.TextField()\n`,
    });
    expect(names("shop.A")).toEqual(["id", ...columns, "own"]);
    expect(project.problems).toEqual([]);
    expect(project.models.map((model) => model.label)).toEqual(["shop.A"]);
  });

  it("have fields of known kinds, and managers that are no columns", async () => {
    const { models, names } = await read({
      "shop/models.py": `${IMPORT}
from autoslug import AutoSlugField
from ckeditor.fields import RichTextField
from django_countries.fields import CountryField
from mptt.models import MPTTModel, TreeForeignKey
from phonenumber_field.modelfields import PhoneNumberField
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
class A(models.Model):
    slug = AutoSlugField(populate_from="x")
    text = RichTextField()
    country = CountryField()
    phone = PhoneNumberField(null=True)
    parent = TreeForeignKey("self", on_delete=models.CASCADE)
    tags = TaggableManager()
    history = HistoricalRecords()
`,
    });
    expect(names("shop.A")).toEqual(["id", "slug", "text", "country", "phone", "parent"]);
    expect(models.get("shop.A")?.fields).toMatchObject([
      {},
      { type: "SlugField", maxLength: 50, editable: false, className: "AutoSlugField" },
      { type: "TextField" },
      { type: "CharField", maxLength: 2 },
      { type: "CharField", maxLength: 128, null: true },
      { type: "ForeignKey", column: "parent_id" },
    ]);
  });

  it("leave a wagtail page its parent", async () => {
    const { models } = await read({
      "settings.py": `INSTALLED_APPS = ["wagtail", "home"]`,
      "home/models.py": `from wagtail.models import Page\nclass HomePage(Page):\n    pass\n`,
    });
    expect(models.get("home.HomePage")).toMatchObject({
      primaryKey: "page_ptr",
      parents: [{ model: "wagtailcore.Page", field: "page_ptr" }],
    });
    expect(models.get("wagtailcore.Page")?.table).toBe("wagtailcore_page");
  });
});

describe("a virtual environment in the workspace", () => {
  const installed = {
    [`${PACKAGES}/trees/__init__.py`]: "",
    [`${PACKAGES}/trees/models/__init__.py`]: "from .nodes import *\nfrom trees.models.leaves import Leaf\n",
    [`${PACKAGES}/trees/models/nodes.py`]: `${IMPORT}from trees.base import Base\nclass Node(Base):\n    up = models.ForeignKey("self", models.CASCADE)\n    class Meta:\n        abstract = True\n`,
    [`${PACKAGES}/trees/models/leaves.py`]: `${IMPORT}class Leaf(models.Model):\n    pass\n`,
    [`${PACKAGES}/trees/base.py`]: `${IMPORT}class Base(models.Model):\n    made = models.DateTimeField()\n    class Meta:\n        abstract = True\n`,
    [`${PACKAGES}/trees/apps.py`]: `from django.apps import AppConfig\nclass Trees(AppConfig):\n    name = "trees"\n    label = "wood"\n    default_auto_field = "django.db.models.BigAutoField"\n`,
    [`${PACKAGES}/mptt/models.py`]: `${IMPORT}class MPTTModel(models.Model):\n    newer = models.TextField()\n    class Meta:\n        abstract = True\n`,
    [`${PACKAGES}/unused/models.py`]: `${IMPORT}class Unused(models.Model):\n    pass\n`,
    [`${PACKAGES}/unused/manage.py`]: "",
  };

  it("gives its apps and bases, and nothing that the project does not name", async () => {
    const { names, models, asked, project } = await read({
      ...installed,
      "settings.py": `INSTALLED_APPS = ["shop", "trees"]`,
      "shop/models.py": `from trees.models import Node\nfrom mptt.models import MPTTModel\nclass A(Node):\n    pass\nclass B(MPTTModel):\n    pass\n`,
    });
    expect([...models.keys()]).toEqual(["shop.A", "shop.B", "wood.Leaf"]);
    expect(names("shop.A")).toEqual(["id", "made", "up"]);
    expect(models.get("shop.A")?.fields[2]?.relation?.model).toBe("shop.A");
    expect(names("shop.B")).toEqual(["id", "newer"]);
    expect(models.get("wood.Leaf")).toMatchObject({ table: "wood_leaf", fields: [{ type: "BigAutoField" }] });
    expect(asked.filter((path) => path.includes("unused"))).toEqual([]);
    expect(project.problems).toEqual([]);
  });

  it("is no project of its own, and its apps are not installed by being there", async () => {
    const { models, project } = await read({
      ...installed,
      "shop/models.py": `${IMPORT}class A(models.Model):\n    pass\n`,
    });
    expect([...models.keys()]).toEqual(["shop.A"]);
    expect(project.problems).toEqual([]);
  });
});

describe("apps in a folder that settings add to sys.path", () => {
  it("are found by their names", async () => {
    const { models } = await read({
      "manage.py": "",
      "settings.py": `import sys\nsys.path.insert(0, somewhere())\nINSTALLED_APPS = ["shop", "club.apps.Club"]`,
      "code/apps/shop/models.py": `${IMPORT}from club.base import Base\nclass A(Base):\n    pass\n`,
      "code/apps/club/__init__.py": "",
      "code/apps/club/base.py": `${IMPORT}class Base(models.Model):\n    x = models.TextField()\n    class Meta:\n        abstract = True\n`,
      "code/apps/club/apps.py": `from django.apps import AppConfig\nclass Club(AppConfig):\n    name = "club"\n    label = "c"\n`,
      "code/apps/club/models.py": `${IMPORT}class B(models.Model):\n    pass\n`,
      "code/old/apps/shop/models.py": `${IMPORT}class Dead(models.Model):\n    pass\n`,
    });
    expect([...models.keys()]).toEqual(["shop.A", "c.B"]);
    expect(models.get("shop.A")?.fields.map((field) => field.name)).toEqual(["id", "x"]);
  });
});

describe("AppConfig", () => {
  const model = { "shop/models.py": `${IMPORT}class A(models.Model):\n    pass\n`, "shop/__init__.py": "" };
  const config = (name: string, body: string) => `class ${name}(AppConfig):\n    name = "shop"\n${body}`;
  const apps = (...configs: string[]) => `from django.apps import AppConfig\n${configs.join("")}`;

  it.each([
    ["the only one", "shop", apps(config("A", `    label = "one"\n`)), "one"],
    [
      "of several, the one that says default",
      "shop",
      apps(config("A", `    label = "one"\n`), config("B", `    label = "two"\n    default = True\n`)),
      "two",
    ],
    ["of several, none", "shop", apps(config("A", `    label = "one"\n`), config("B", `    label = "two"\n`)), "shop"],
    [
      "the one that says it is no default",
      "shop",
      apps(config("A", `    label = "one"\n    default = False\n`)),
      "shop",
    ],
    [
      "the one that is named",
      "shop.apps.B",
      apps(config("A", `    label = "one"\n`), config("B", `    label = "two"\n`)),
      "two",
    ],
    ["one that inherits", "shop.apps.B", apps(config("A", `    label = "one"\n`), `class B(A):\n    pass\n`), "one"],
  ])("gives the label: %s", async (_, entry, text, label) => {
    const { models } = await read({ ...model, "settings.py": `INSTALLED_APPS = ["${entry}"]`, "shop/apps.py": text });
    expect([...models.keys()]).toEqual([`${label}.A`]);
  });

  it("may be named by the package, as before Django 4.1", async () => {
    const { models } = await read({
      ...model,
      "shop/__init__.py": `default_app_config = "shop.apps.B"\n`,
      "shop/apps.py": apps(config("A", `    label = "one"\n`), config("B", `    label = "two"\n`)),
    });
    expect([...models.keys()]).toEqual(["two.A"]);
  });

  it("may lie elsewhere than its app", async () => {
    const { models } = await read({
      "settings.py": `INSTALLED_APPS = ["configs.Shop"]`,
      "configs.py": `from django.apps import AppConfig\nclass Shop(AppConfig):\n    name = "deep.shop"\n    default_auto_field = "django.db.models.SmallAutoField"\n`,
      "deep/shop/models.py": `${IMPORT}class A(models.Model):\n    pass\n`,
    });
    expect(models.get("shop.A")?.fields[0]?.type).toBe("SmallAutoField");
  });

  it("names the receivers by what ready() imports", async () => {
    const { project } = await read({
      ...model,
      "shop/apps.py": `from django.apps import AppConfig\nfrom django.db.models.signals import post_save\nclass Shop(AppConfig):\n    name = "shop"\n    def ready(self):\n        from . import hooks\n        from .other import late\n        post_save.connect(late, sender="shop.A", dispatch_uid="x")\n`,
      "shop/hooks.py": `from django.conf import settings\nfrom django.db.models.signals import post_delete, post_save, pre_save\nfrom django.dispatch import receiver\n@receiver([post_save, post_delete], sender="shop.A", dispatch_uid="y")\ndef both(sender, **kwargs): pass\n@receiver(pre_save, sender=settings.AUTH_USER_MODEL)\ndef user(sender, **kwargs): pass\n@receiver(pre_save)\ndef every(sender, **kwargs): pass\n`,
      "shop/other.py": "def late(sender, **kwargs): pass\n",
    });
    expect(project.receivers.map(({ signal, sender = "every sender", name }) => [signal, sender, name]).sort()).toEqual(
      [
        ["post_delete", "shop.A", "both"],
        ["post_save", "shop.A", "both"],
        ["post_save", "shop.A", "late"],
        ["pre_save", "auth.User", "user"],
        ["pre_save", "every sender", "every"],
      ],
    );
  });

  it("has models in modules of other names where something imports them", async () => {
    const { models } = await read({
      "shop/__init__.py": "",
      "shop/user_models.py": `${IMPORT}class A(models.Model):\n    pass\n`,
      "shop/dead_models.py": `${IMPORT}class Dead(models.Model):\n    pass\n`,
      "shop/admin.py": "from .user_models import A\n",
    });
    expect([...models.keys()]).toEqual(["shop.A"]);
  });

  it("swaps the user, and other models by their settings", async () => {
    const { models } = await read({
      "settings.py": `INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.admin", "shop"]\nAUTH_USER_MODEL = "shop.Member"\nSHOP_THING_MODEL = "shop.Other"`,
      "shop/models.py": `${IMPORT}
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
class Member(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(unique=True)
    USERNAME_FIELD = "email"
    class Meta:
        db_table = "auth_user"
class Thing(models.Model):
    class Meta:
        swappable = "SHOP_THING_MODEL"
class Other(models.Model):
    owner = models.ForeignKey(get_user_model(), models.CASCADE)
`,
    });
    expect(models.has("auth.User")).toBe(false);
    expect(models.has("shop.Thing")).toBe(false);
    expect(models.get("shop.Member")?.fields.map((field) => field.name)).toEqual([
      "id",
      "password",
      "last_login",
      "is_superuser",
      "email",
      "groups",
      "user_permissions",
    ]);
    expect(models.get("shop.Other")?.fields[1]?.relation?.model).toBe("shop.Member");
    expect(models.get("admin.LogEntry")?.fields.find((field) => field.name === "user")?.relation?.model).toBe(
      "shop.Member",
    );
  });
});
