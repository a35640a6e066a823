import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeWorkspaceFiles } from "../../../src/database/workspaceFiles";
import { readProject } from "../../../src/models/django/project";
import { memoryFiles } from "./memoryFiles";

const IMPORT = "from django.db import models\n";

async function read(files: Readonly<Record<string, string>>) {
  const project = await readProject(memoryFiles({ "settings.py": `INSTALLED_APPS = ["shop", "club"]`, ...files }), "");
  return { project, labels: project.models.map((model) => model.label) };
}

describe("what is hostile or broken", () => {
  it("leaves what stands around a syntax error", async () => {
    const { labels, project } = await read({
      "shop/models.py": `${IMPORT}class A(models.Model):\n    x = models.TextField(\n\nclass B(models.Model):\n    def f(self:\n        return\n    y = models.TextField()\n\n)))\n\nclass C(models.Model):\n    z = models.TextField()\n`,
    });
    expect(labels).toEqual(["shop.A", "shop.B", "shop.C"]);
    expect(project.problems.map((problem) => problem.place.file)).toContain("shop/models.py");
  });

  it("reads Python 2", async () => {
    const { labels, project } = await read({
      "shop/models.py": `# -*- coding: utf-8 -*-\n${IMPORT}class A(models.Model):\n    name = models.CharField(u"Name", max_length=0777)\n    def show(self):\n        print "x", self.name\n        raise ValueError, "y"\n    def __unicode__(self):\n        return u"%s" % self.name\n\nclass B(models.Model):\n    a = models.ForeignKey(A)\n    try:\n        pass\n    except Exception, e:\n        exec "x"\n`,
    });
    expect(labels).toEqual(["shop.A", "shop.B"]);
    expect(project.models[0]?.fields[1]?.name).toBe("name");
    expect(project.models[1]?.fields[1]).toMatchObject({ name: "a", relation: { onDelete: "CASCADE" } });
  });

  it("ends with circular imports, bases and names", async () => {
    const { labels } = await read({
      "shop/models.py": `${IMPORT}from club.models import *\nfrom club.models import Member\nclass A(Member):\n    b = models.ForeignKey("club.Member", models.CASCADE)\nclass X(Y): pass\nclass Y(X): pass\nclass Z(Z): pass\nN = M\nM = N\n`,
      "club/models.py": `${IMPORT}from shop.models import *\nfrom shop.models import A\nclass Member(models.Model):\n    a = models.ForeignKey(A, models.CASCADE, related_name=N)\n`,
    });
    expect(labels.sort()).toEqual(["club.Member", "shop.A"]);
  });

  it("reads ten thousand columns, and a file of five megabytes", async () => {
    const columns = Array.from({ length: 10_000 }, (_, i) => `    c${i} = models.IntegerField(null=True)\n`).join("");
    const wide = await read({ "shop/models.py": `${IMPORT}class Wide(models.Model):\n${columns}` });
    expect(wide.project.models[0]?.fields).toHaveLength(10_001);
    const text = `${IMPORT}class A(models.Model):\n    pass\n${`# ${"x".repeat(98)}\n`.repeat(50_000)}DATA = """${"y".repeat(100_000)}"""\nclass B(models.Model):\n    pass\n`;
    expect((await read({ "shop/models.py": text })).labels).toEqual(["shop.A", "shop.B"]);
  });

  it("reads chains of names, sums and bases that are thousands long", async () => {
    const chain = Array.from({ length: 3000 }, (_, i) => `class C${i + 1}(C${i}): pass\nN${i + 1} = N${i}\n`).join("");
    const { labels } = await read({
      "shop/models.py": `${IMPORT}N0 = 5\nclass C0(models.Model): pass\n${chain}SUM = ${"1 + ".repeat(20_000)}1\nclass Last(models.Model):\n    x = models.CharField(max_length=SUM, help_text=a${".b".repeat(20_000)})\n    y = models.CharField(max_length=N3000)\n`,
    });
    expect(labels).toHaveLength(3002);
  });

  it("gives a model that has two primary keys the first", async () => {
    const { project } = await read({
      "shop/models.py": `${IMPORT}class A(models.Model):\n    x = models.AutoField(primary_key=True)\n    y = models.AutoField(primary_key=True)\n`,
    });
    expect(project.models[0]?.primaryKey).toBe("x");
    expect(project.models[0]?.fields.map((field) => field.primaryKey)).toEqual([true, false]);
  });

  it("takes names as they are", async () => {
    const table = `x"; DROP TABLE "y`;
    const { project } = await read({
      "shop/models.py": `${IMPORT}class Überschrift(models.Model):\n    größe = models.IntegerField(db_column='a "b" \\n 🎸')\n    class Meta:\n        db_table = '${table}'\n`,
    });
    expect(project.models[0]).toMatchObject({ label: "shop.Überschrift", table });
    expect(project.models[0]?.fields[1]).toMatchObject({ name: "größe", column: `a "b" \n 🎸` });
  });

  it("keeps the first of two apps with one label", async () => {
    const { labels } = await read({
      "settings.py": `INSTALLED_APPS = ["shop", "old.shop"]`,
      "shop/models.py": `${IMPORT}class A(models.Model):\n    new = models.TextField()\n`,
      "old/shop/models.py": `${IMPORT}class A(models.Model):\n    old = models.TextField()\nclass B(models.Model):\n    pass\n`,
    });
    expect(labels).toEqual(["shop.A", "shop.B"]);
  });

  it("never works for ever", async () => {
    const { labels } = await read({
      "shop/models.py": `${IMPORT}
def f(n): return f(n + 1)
def g():
    while True:
        pass
BIG = [x for x in range(10 ** 9)]
DEEP = [[a, b, c, d] for a in range(1000) for b in range(1000) for c in range(1000) for d in range(1000)]
HUGE = "x" * 10 ** 12
POWER = 9 ** 9 ** 9
class A(models.Model):
    a = models.CharField(max_length=f(1), choices=BIG)
    b = models.CharField(max_length=len(HUGE), choices=DEEP, help_text=HUGE * 5, verbose_name="%s" % POWER)
    c = models.CharField(max_length=g() or 5)
`,
    });
    expect(labels).toEqual(["shop.A"]);
  });

  it("reads an entry that is no app, no module and no text", async () => {
    const { labels } = await read({
      "settings.py": `INSTALLED_APPS = ["shop", "", ".", "..", "a..b", "no.Such.Config", "shop.models.A", 5, None, "../x", "\\0"]`,
      "shop/models.py": `${IMPORT}class A(models.Model):\n    pass\n`,
    });
    expect(labels).toEqual(["shop.A"]);
  });
});

describe("a folder on disk", () => {
  function folder(): string {
    return mkdtempSync(join(tmpdir(), "queryset-hostile-"));
  }

  it("runs nothing of what it reads", async () => {
    const root = folder();
    try {
      mkdirSync(join(root, "shop"));
      const victim = join(root, "victim.txt");
      writeFileSync(victim, "here");
      const wicked = `import os, shutil, subprocess\nos.remove(${JSON.stringify(victim)})\nos.system("rm -f ${victim}")\nsubprocess.run(["rm", ${JSON.stringify(victim)}])\nopen(${JSON.stringify(victim)}, "w").write("gone")\n`;
      writeFileSync(join(root, "settings.py"), `${wicked}INSTALLED_APPS = ["shop"]\nX = eval("1")\n`);
      writeFileSync(
        join(root, "shop/models.py"),
        `${wicked}${IMPORT}class A(models.Model):\n    x = models.TextField(default=os.remove(${JSON.stringify(victim)}))\n`,
      );
      const project = await readProject(nodeWorkspaceFiles(root), "");
      expect(project.models.map((model) => model.label)).toEqual(["shop.A"]);
      expect(existsSync(victim)).toBe(true);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  it("may hold links that lead in circles, and a virtual environment full of projects", async () => {
    const root = folder();
    try {
      const write = (path: string, text: string) => {
        mkdirSync(join(root, path, ".."), { recursive: true });
        writeFileSync(join(root, path), text);
      };
      write("manage.py", `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")`);
      write("settings.py", `INSTALLED_APPS = ["shop", "trees"]`);
      write("shop/models.py", `${IMPORT}from trees.models import Node\nclass A(Node):\n    pass\n`);
      symlinkSync(root, join(root, "shop", "loop"));
      symlinkSync(join(root, "shop"), join(root, "shop2"));
      const packages = "my env/lib/python3.12/site-packages";
      write("my env/pyvenv.cfg", "");
      write(`${packages}/trees/__init__.py`, "");
      write(
        `${packages}/trees/models.py`,
        `${IMPORT}class Node(models.Model):\n    depth = models.IntegerField()\n    class Meta:\n        abstract = True\nclass Leaf(models.Model):\n    pass\n`,
      );
      write(`${packages}/other/manage.py`, "");
      write(`${packages}/other/models.py`, `${IMPORT}class Stray(models.Model):\n    pass\n`);
      const files = nodeWorkspaceFiles(root);
      expect(await files.environments?.()).toEqual([packages]);
      const project = await readProject(files, "");
      expect(project.models.map((model) => model.label)).toEqual(["shop.A", "trees.Leaf"]);
      expect(project.models[0]?.fields.map((field) => field.name)).toEqual(["id", "depth"]);
      expect(project.problems).toEqual([]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
