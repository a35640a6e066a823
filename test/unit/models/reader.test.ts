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
