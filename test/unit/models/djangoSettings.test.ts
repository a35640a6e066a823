import { describe, expect, it } from "vitest";
import type { DjangoProject } from "../../../src/models/django/project";
import { readProject } from "../../../src/models/django/project";
import { memoryFiles } from "./memoryFiles";

const MANAGE = `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")`;

function read(files: Readonly<Record<string, string>>): Promise<DjangoProject> {
  return readProject(memoryFiles(files), "");
}

/** A project whose settings are one text. */
function settings(text: string, more: Readonly<Record<string, string>> = {}): Promise<DjangoProject> {
  return read({ "manage.py": MANAGE, "site/settings.py": text, ...more });
}

const apps = async (text: string, more: Readonly<Record<string, string>> = {}) =>
  (await settings(text, more)).settings.installedApps;

describe("INSTALLED_APPS", () => {
  it.each([
    ["a literal", `INSTALLED_APPS = ["a", "b"]`],
    ["a tuple", `INSTALLED_APPS = ("a", "b",)`],
    ["sums of lists", `X = ["a"]\nY = ("b",)\nINSTALLED_APPS = list(X) + list(Y)`],
    ["names in a list", `X = ["a"]\nINSTALLED_APPS = [*X, "b"]`],
    ["+=", `INSTALLED_APPS = ["a"]\nINSTALLED_APPS += ["b"]`],
    [
      "append, extend, insert and remove",
      `INSTALLED_APPS = ["c"]\nINSTALLED_APPS.append("b")\nINSTALLED_APPS.insert(0, "a")\nINSTALLED_APPS.extend(["d"])\nINSTALLED_APPS.remove("c")\nINSTALLED_APPS.remove("d")`,
    ],
    [
      "an if whose test is known",
      `DEBUG = True\nINSTALLED_APPS = ["a"]\nif DEBUG:\n    INSTALLED_APPS += ["b"]\nelse:\n    INSTALLED_APPS += ["c"]`,
    ],
    [
      "a variable of the environment that is not set",
      `INSTALLED_APPS = ["a", "b"]\nif os.environ.get("CI"):\n    INSTALLED_APPS += ["c"]`.replace(/^/, "import os\n"),
    ],
    [
      "a test run, which this is not",
      `import sys\nINSTALLED_APPS = ["a", "b"]\nif "test" in sys.argv:\n    INSTALLED_APPS.append("c")`,
    ],
    ["a loop", `INSTALLED_APPS = []\nfor name in ["a", "b"]:\n    INSTALLED_APPS.append(name)`],
    ["a comprehension", `INSTALLED_APPS = [name for name in ("a", "x", "b") if name != "x"]`],
    ["one entry twice", `INSTALLED_APPS = ["a", "b", "a"]`],
  ])("is read from %s", async (_, text) => {
    expect(await apps(text)).toEqual(["a", "b"]);
  });

  it("keeps what is known, and says what is not", async () => {
    const { settings: info } = await settings(`INSTALLED_APPS = ["a", plugin()]\nINSTALLED_APPS += find_plugins()`);
    expect(info.installedApps).toEqual(["a"]);
    expect(info.unknown).toMatchObject([
      { name: "plugin()", place: { file: "site/settings.py", line: 1 } },
      { name: "INSTALLED_APPS += find_plugins()", place: { line: 2 } },
    ]);
  });
});

describe("split settings", () => {
  it.each([
    [
      "a star import of the base",
      {
        "site/settings/__init__.py": "",
        "site/settings/dev.py": `from .base import *\nINSTALLED_APPS += ["b"]`,
        "site/settings/base.py": `INSTALLED_APPS = ["a"]`,
        "manage.py": MANAGE.replace("settings", "settings.dev"),
      },
    ],
    [
      "a local file that is not there",
      {
        "site/settings.py": `INSTALLED_APPS = ["a", "b"]\ntry:\n    from .local import *\nexcept ImportError:\n    pass`,
        "manage.py": MANAGE,
      },
    ],
    [
      "a local file that is there",
      {
        "site/settings.py": `INSTALLED_APPS = ["a"]\ntry:\n    from .local import *\nexcept ImportError:\n    pass`,
        "site/local.py": `INSTALLED_APPS = ["a", "b"]`,
        "manage.py": MANAGE,
      },
    ],
    [
      "django-split-settings",
      {
        "site/settings.py": `from split_settings.tools import include, optional\ninclude("parts/apps.py", optional("parts/none.py"))`,
        "site/parts/apps.py": `INSTALLED_APPS = ["a", "b"]`,
        "manage.py": MANAGE,
      },
    ],
    [
      "names of another module",
      {
        "site/settings.py": `from .parts import LOCAL\nINSTALLED_APPS = ["a"] + LOCAL`,
        "site/parts.py": `LOCAL = ["b"]`,
        "manage.py": MANAGE,
      },
    ],
    [
      "pytest.ini, where manage.py does not say",
      { "conf/x.py": `INSTALLED_APPS = ["a", "b"]`, "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = conf.x\n" },
    ],
    [
      "pyproject.toml",
      {
        "conf/x.py": `INSTALLED_APPS = ["a", "b"]`,
        "pyproject.toml": `[tool.pytest.ini_options]\nDJANGO_SETTINGS_MODULE = "conf.x"\n`,
      },
    ],
    [
      "wsgi.py",
      { "conf/x.py": `INSTALLED_APPS = ["a", "b"]`, "conf/wsgi.py": `os.environ["DJANGO_SETTINGS_MODULE"] = "conf.x"` },
    ],
    [
      "decouple in manage.py",
      {
        "conf/x.py": `INSTALLED_APPS = ["a", "b"]`,
        "manage.py": `os.environ.setdefault("DJANGO_SETTINGS_MODULE", config("DJANGO_SETTINGS_MODULE", default="conf.x"))`,
      },
    ],
    [
      "a class of django-configurations",
      {
        "manage.py": `${MANAGE}\nos.environ.setdefault("DJANGO_CONFIGURATION", "Dev")`,
        "site/settings.py": `from configurations import Configuration, values\nclass Base(Configuration):\n    INSTALLED_APPS = ["a"]\nclass Dev(Base):\n    @property\n    def INSTALLED_APPS(self):\n        return ["a"] + ["b"]\nclass Prod(Base):\n    INSTALLED_APPS = ["c"]`,
      },
    ],
  ])("are followed: %s", async (_, files) => {
    expect((await read(files as Record<string, string>)).settings.installedApps).toEqual(["a", "b"]);
  });
});

describe("DATABASES", () => {
  const sqlite = (name: string) => ({ alias: "default", engine: "sqlite3", name });
  const head = `import os, environ, dj_database_url\nfrom pathlib import Path\nfrom decouple import config\nBASE_DIR = Path(__file__).resolve().parent.parent\nENGINE = "django.db.backends.sqlite3"\n`;
  const entry = (name: string) => `${head}DATABASES = {"default": {"ENGINE": ENGINE, "NAME": ${name}}}`;

  it.each([
    ["a path below BASE_DIR", entry(`BASE_DIR / "x.db"`), "x.db"],
    ["str() of one", entry(`str(BASE_DIR / "data" / "x.db")`), "data/x.db"],
    ["os.path.join", entry(`os.path.join(BASE_DIR, "x.db")`), "x.db"],
    [
      "os.path of the file",
      `${entry(`os.path.join(HERE, "..", "x.db")`)}`.replace(
        "ENGINE =",
        "HERE = os.path.dirname(os.path.abspath(__file__))\nENGINE =",
      ),
      "x.db",
    ],
    ["a plain name", entry(`"x.db"`), "x.db"],
    [
      "environ.Path",
      `${head}ROOT = environ.Path(__file__) - 2\nDATABASES = {"default": {"ENGINE": ENGINE, "NAME": ROOT("x.db")}}`,
      "x.db",
    ],
    ["an f-string", entry(`f"{BASE_DIR}/x.db"`), "/x.db"],
    ["the environment's default", entry(`os.environ.get("DB", "x.db")`), "x.db"],
    ["os.getenv", entry(`os.getenv("DB", BASE_DIR / "x.db")`), "x.db"],
    ["decouple", entry(`config("DB", default="x.db")`), "x.db"],
    [
      "dj_database_url.config",
      `${head}DATABASES = {"default": dj_database_url.config(default="sqlite:///x.db")}`,
      "x.db",
    ],
    [
      "dj_database_url with an f-string",
      `${head}DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{'x'}.db")}`,
      "x.db",
    ],
    ["dj_database_url.parse", `${head}DATABASES = {"default": dj_database_url.parse("sqlite:///x.db")}`, "x.db"],
    [
      "django-environ",
      `${head}env = environ.Env()\nDATABASES = {"default": env.db("DATABASE_URL", default="sqlite:///x.db")}`,
      "x.db",
    ],
    ["a later item", `${head}DATABASES = {}\nDATABASES["default"] = {"ENGINE": ENGINE, "NAME": "x.db"}`, "x.db"],
    [
      "an item's item",
      `${head}DATABASES = {"default": {"ENGINE": ENGINE}}\nDATABASES["default"]["NAME"] = "x.db"`,
      "x.db",
    ],
    [
      "update()",
      `${head}DATABASES = {"default": {"ENGINE": ENGINE, "NAME": "old"}}\nDATABASES["default"].update({"NAME": "x.db"})`,
      "x.db",
    ],
    [
      "the way that is taken without its variable",
      `${head}if "RDS" in os.environ:\n    DATABASES = {"default": {"ENGINE": "postgresql", "NAME": os.environ["RDS"]}}\nelse:\n    DATABASES = {"default": {"ENGINE": ENGINE, "NAME": "x.db"}}`,
      "x.db",
    ],
    [
      "the known way of an unknown test",
      `${head}if on_server():\n    DATABASES = secret()\nelse:\n    DATABASES = {"default": {"ENGINE": ENGINE, "NAME": "x.db"}}`,
      "x.db",
    ],
  ])("are known from %s", async (_, text, name) => {
    expect((await settings(text)).databases).toMatchObject([sqlite(name)]);
  });

  it("come from the .env file", async () => {
    const text = `${head}env = environ.Env(USE_TZ=(bool, True))\nUSE_TZ = env("USE_TZ")\nDATABASES = {"default": env.db()}\nTIME_ZONE = os.environ["TZ_NAME"]\nAPPS = env.list("APPS", default=[])\nINSTALLED_APPS = APPS`;
    const project = await settings(text, {
      ".env": `# of the team\nexport DATABASE_URL="postgres://ana:s%40x@db:5433/music"\nUSE_TZ=off\nTZ_NAME='Europe/Lisbon' # here\nAPPS=a,b\n`,
    });
    expect(project.databases).toMatchObject([
      { alias: "default", engine: "postgresql", name: "music", user: "ana", password: "s@x", host: "db", port: "5433" },
    ]);
    expect(project.settings).toMatchObject({ useTz: false, timeZone: "Europe/Lisbon", installedApps: ["a", "b"] });
  });

  it("that cannot be known are named with their place", async () => {
    const text = `${head}DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["DB"]}}\nDATABASE_ROUTERS = ["x.Router"]`;
    const { databases, settings: info } = await settings(text);
    expect(databases).toEqual([]);
    expect(info.unknown.map(({ name, place }) => [name, place?.line])).toEqual([
      ["DATABASE_ROUTERS", 7],
      [`DATABASES["default"]`, 6],
    ]);
  });

  it("are never a password's guess, and never a crash", async () => {
    const { databases } = await settings(`DATABASES = {"default": {"ENGINE": 5, "NAME": [1]}, 3: None, "other": "x"}`);
    expect(databases).toEqual([]);
  });
});

describe("defaults that depend on Django's version", () => {
  it.each([
    [
      "the installed Django",
      { ".venv/lib/python3.12/site-packages/django/__init__.py": `VERSION = (4, 2, 1, "final", 0)` },
      false,
      "AutoField",
    ],
    ["requirements.txt", { "requirements.txt": "celery==5.3\nDjango>=5.0,<5.1\n" }, true, "AutoField"],
    [
      "pyproject.toml",
      { "pyproject.toml": `[tool.poetry.dependencies]\npython = "^3.12"\ndjango = "^6.0"\n` },
      true,
      "BigAutoField",
    ],
    ["the comment of startproject", {}, false, "AutoField"],
  ])("know it from %s", async (_, files, useTz, defaultAutoField) => {
    const text = `"""\nGenerated by 'django-admin startproject' using Django 3.2.4.\n"""\nINSTALLED_APPS = []`;
    expect((await settings(text, files as Record<string, string>)).settings).toMatchObject({ useTz, defaultAutoField });
  });
});

it.each([
  "def",
  "INSTALLED_APPS = [",
  "INSTALLED_APPS = INSTALLED_APPS",
  "from .settings import *",
  "for x in range(10**12):\n    A = x",
  "A = 'x' * 10**10",
  "def f(): return f()\nA = f()",
  "INSTALLED_APPS: list = 5",
  "class C(C): pass",
  "while True: pass",
  "A = [A for A in A]",
  "🎸 = 1",
])("opens a project whose settings are %j", async (text) => {
  const project = await settings(text, {
    "shop/models.py": "from django.db import models\nclass A(models.Model): pass",
  });
  expect(project.settings.file).toBe("site/settings.py");
});
