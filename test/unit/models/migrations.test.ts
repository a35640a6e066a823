import { describe, expect, it } from "vitest";
import { readProject } from "../../../src/models/django/project";
import { compareMigrations } from "../../../src/models/migrations";
import { memoryFiles } from "./memoryFiles";

const FILES = {
  "settings.py": 'INSTALLED_APPS = ["shop.orders", "blog"]',
  "shop/__init__.py": "",
  "shop/orders/__init__.py": "",
  "shop/orders/models.py": "from django.db import models\nclass Order(models.Model):\n    pass\n",
  "shop/orders/migrations/__init__.py": "",
  "shop/orders/migrations/0001_initial.py": "",
  "shop/orders/migrations/0002_more.py": "",
  "blog/models/__init__.py": "from .post import Post",
  "blog/models/post.py": "from django.db import models\nclass Post(models.Model):\n    pass\n",
  "blog/migrations/0001_squashed_0004_all.py": "",
};

async function compared(applied: [string, string][] | null) {
  const { models } = await readProject(memoryFiles(FILES), "");
  const rows = applied?.map(([app, name]) => ({ app, name })) ?? null;
  const { models: found, notes } = compareMigrations(models, Object.keys(FILES), rows);
  return {
    drift: found.flatMap((model) => model.drift.map(({ kind, message }) => `${model.label} ${kind} ${message}`)),
    notes: notes.map(({ place, message }) => `${place.file} ${message}`),
  };
}

describe("migrations", () => {
  it("that were not applied are told with each model of their app", async () => {
    expect(await compared([["orders", "0001_initial"]])).toEqual({
      drift: [
        "orders.Order migrationUnapplied Migrations of orders that were not applied: 0002_more.",
        "blog.Post migrationUnapplied Migrations of blog that were not applied: 0001_squashed_0004_all.",
      ],
      notes: [],
    });
  });

  it("whose files are gone are noted, and squashed ones stand for what they replaced", async () => {
    const applied: [string, string][] = [
      ["orders", "0001_initial"],
      ["orders", "0002_more"],
      ["orders", "0003_lost"],
      ["blog", "0001_initial"],
      ["auth", "0001_initial"],
    ];
    expect(await compared(applied)).toEqual({
      drift: [],
      notes: [
        "shop/orders/migrations/0001_initial.py Applied to the database, but no longer in the workspace: 0003_lost.",
        "blog/migrations/0001_squashed_0004_all.py Applied to the database, but no longer in the workspace: 0001_initial.",
      ],
    });
  });

  it("say nothing of a database without a record of them", async () => {
    expect(await compared(null)).toEqual({ drift: [], notes: [] });
  });
});
