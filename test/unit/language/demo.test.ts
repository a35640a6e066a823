import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { LanguageService } from "../../../src/language/service";
import { readProject } from "../../../src/models/django/project";
import { memoryFiles } from "../models/memoryFiles";

const demo = join("media", "demo");

describe("the demo workspace", () => {
  const service = new LanguageService();
  beforeAll(async () => {
    const names = readdirSync(demo, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
    const texts = names.map((name) => [name.replaceAll("\\", "/"), readFileSync(join(demo, name), "utf8")] as const);
    service.setModels((await readProject(memoryFiles(Object.fromEntries(texts)), "")).models);
  });

  const scripts = readdirSync(demo).filter((name) => name.endsWith(".queryset"));

  it.each(scripts)("has nothing to warn about in %s", (name) => {
    const text = readFileSync(join(demo, name), "utf8");
    const wrong = service.problems(text).filter(({ severity }) => severity === "error" || severity === "warning");
    expect(wrong).toEqual([]);
    expect(service.statements(text).length).toBeGreaterThan(2);
  });

  it("is known from its models.py", () => {
    const text = "Song.objects.first().album.song_set.filter(album__";
    expect(service.complete(text, text.length).map(({ label }) => label)).toContain("album__artist");
  });
});
