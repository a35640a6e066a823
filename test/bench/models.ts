import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodeWorkspaceFiles } from "../../src/database/workspaceFiles";
import { DjangoReader } from "../../src/models/django/reader";
import { recordSides } from "./record";

const APPS = 60;
const MODELS = 500;

/** Reading a project of 500 models in 60 apps, beside what `django.setup()` takes for the same project. */
export async function benchModels(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "queryset-bench-"));
  try {
    for (const [path, text] of Object.entries(syntheticProject(APPS, MODELS))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const reader = new DjangoReader(nodeWorkspaceFiles(folder), "");
    const cold = await timed(() => reader.read());
    const count = (await reader.read()).models.filter((model) => model.app.startsWith("app")).length;
    const edits: number[] = [];
    for (let n = 0; n < 30; n++) {
      const path = `app${n}/models.py`;
      const text = readFileSync(join(folder, path), "utf8");
      writeFileSync(join(folder, path), `${text}    added${n} = models.IntegerField(null=True)\n`);
      reader.changed([path]);
      edits.push(await timed(() => reader.read()));
    }
    console.log(`models: ${count} models of ${APPS} apps, automatic ones included`);
    const django = djangoSetup(folder);
    const of = `${MODELS} models in ${APPS} apps`;
    recordSides(
      { bench: "models", what: "first reading", of, target: "≤ 0.5 × Django" },
      { reader: cold, Django: django ?? 0 },
    );
    recordSides({ bench: "models", what: "after one edit", of, target: "≤ 20 ms" }, { reader: median(edits) });
    const ratio =
      django === null ? "no Django for Python here" : `${(cold / django).toFixed(2)} of django.setup()'s ${ms(django)}`;
    console.log(`  first reading        ${ms(cold)}   ${ratio}`);
    console.log(
      `  after one edit       ${ms(median(edits))}   ${(median(edits) / cold).toFixed(2)} of the first reading; slowest ${ms(Math.max(...edits))}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A project as large ones are: abstract bases from another app, relations within and between apps, choices, managers. */
export function syntheticProject(apps: number, models: number): Readonly<Record<string, string>> {
  const names = Array.from({ length: apps }, (_, i) => `app${i}`);
  const files: Record<string, string> = {
    "manage.py": `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")\n`,
    "site_settings.py": `INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "common", ${names.map((name) => `"${name}"`).join(", ")}]
SECRET_KEY = "bench"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
`,
    "common/__init__.py": "",
    "common/models.py": `from django.db import models


class Stamped(models.Model):
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
`,
  };
  for (const name of names) files[`${name}/__init__.py`] = "";
  const texts = names.map(() => [
    "from django.conf import settings",
    "from django.db import models",
    "",
    "from common.models import Stamped",
    "",
  ]);
  for (let n = 0; n < models; n++) texts[n % apps]?.push(modelText(n, apps));
  names.forEach((name, i) => {
    files[`${name}/models.py`] = texts[i]?.join("\n") ?? "";
  });
  return files;
}

function modelText(n: number, apps: number): string {
  const other = n < apps ? "self" : `app${(n * 7) % apps}.Model${(n * 7) % apps}`;
  return `
class Query${n}(models.QuerySet):
    def live(self):
        return self.filter(status="live")


class Model${n}(Stamped):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"

    name = models.CharField(max_length=100, unique=True, help_text="What people call it")
    slug = models.SlugField(max_length=120)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    pages = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("${other}", models.SET_NULL, null=True, related_name="%(class)s_others")
    friends = models.ManyToManyField("${other}", related_name="%(class)s_friends")
    note = models.TextField(blank=True)
    objects = Query${n}.as_manager()

    class Meta:
        ordering = ["-created", "name"]
        unique_together = [("name", "slug")]
        verbose_name = "model ${n}"

    def __str__(self):
        return self.name

    def short(self):
        return self.name[:10]
`;
}

/** Milliseconds that a fresh Python needs for `django.setup()`, its compiled files in place; null without Django. */
function djangoSetup(folder: string): number | null {
  const code =
    "import time, os, sys; sys.path.insert(0, os.getcwd()); t = time.perf_counter(); import django; django.setup(); print((time.perf_counter() - t) * 1000)";
  for (const python of ["/usr/bin/python3", "python3"]) {
    const run = () =>
      spawnSync(python, ["-c", code], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, DJANGO_SETTINGS_MODULE: "site_settings" },
      });
    if (run().status !== 0) continue;
    return median(Array.from({ length: 3 }, () => Number(run().stdout)));
  }
  return null;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function ms(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}
