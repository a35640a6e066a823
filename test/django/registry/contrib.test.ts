import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readProject } from "../../../src/models/django/project";
import type { FieldInfo, ModelInfo } from "../../../src/protocol/models";
import { memoryFiles } from "../../unit/models/memoryFiles";

const APPS = [
  "admin",
  "auth",
  "contenttypes",
  "sessions",
  "messages",
  "sites",
  "flatpages",
  "redirects",
  "staticfiles",
].map((name) => `django.contrib.${name}`);

interface Registry {
  readonly django: string;
  readonly models: readonly (Record<string, unknown> & { readonly label: string })[];
}

/** Django's own answer, kept in a file, and that of the Django on this machine, where there is one. */
const kept = JSON.parse(readFileSync(join(import.meta.dirname, "contrib.json"), "utf8")) as Registry;
const live = ["/usr/bin/python3", "python3"]
  .map((python) => spawnSync(python, [join(import.meta.dirname, "registry.py"), ...APPS], { encoding: "utf8" }))
  .find((run) => run.status === 0);
const registries = [kept, ...(live === undefined ? [] : [JSON.parse(live.stdout) as Registry])];

/** The models that the reader finds, in the registry's words. */
async function readModels(): Promise<Map<string, unknown>> {
  const settings = `INSTALLED_APPS = ${JSON.stringify(APPS)}\nDEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"\n`;
  const project = await readProject(memoryFiles({ "settings.py": settings }), "");
  expect(project.problems).toEqual([]);
  return new Map(project.models.map((model) => [model.label, described(model)]));
}

function described(model: ModelInfo) {
  return {
    label: model.label,
    table: model.table,
    primaryKey: model.primaryKey,
    ordering: model.ordering,
    uniqueTogether: model.uniqueTogether.map((names) => [...names]).sort(),
    managers: Object.fromEntries(model.managers.map(({ name, className }) => [name, className])),
    defaultManager: model.managers.find((manager) => manager.isDefault)?.name,
    verboseName: model.verboseName ?? spaced(model.name),
    fields: model.fields.map(describedField),
  };
}

function describedField(field: FieldInfo) {
  const { relation } = field;
  return {
    name: field.name,
    attname: field.attname,
    column: field.column,
    type: field.type,
    null: field.null,
    blank: field.blank === true,
    primaryKey: field.primaryKey,
    unique: field.unique === true,
    dbIndex: field.dbIndex === true,
    editable: field.editable !== false,
    maxLength: field.maxLength ?? null,
    choices: field.choices?.map(({ value }) => value) ?? [],
    hasDefault: field.default !== undefined,
    verboseName: field.verboseName ?? field.name.replaceAll("_", " "),
    ...(relation === undefined
      ? {}
      : {
          relation: {
            kind: relation.kind,
            model: relation.model,
            relatedName: relation.relatedName ?? null,
            relatedQueryName: relation.relatedQueryName ?? null,
            ...(relation.kind === "m2m"
              ? { through: relation.through, throughFields: relation.throughFields }
              : { onDelete: relation.onDelete, toField: relation.toField }),
          },
        }),
  };
}

/** `SocialApp` as Django words it: `social app`. */
function spaced(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, " ").toLowerCase();
}

describe.each(registries)("django.contrib as Django $django has it", ({ models }) => {
  it("the same models", async () => {
    expect([...(await readModels()).keys()].sort()).toEqual(models.map((model) => model.label).sort());
  });

  it.each(models.map((model) => [model.label, model] as const))("%s", async (label, model) => {
    const found = (await readModels()).get(label) as ReturnType<typeof described>;
    // What Django makes itself has no text of ours to word it by.
    const isMade = label.includes("_");
    const worded = isMade
      ? { ...found, verboseName: model.verboseName, managers: model.managers, defaultManager: model.defaultManager }
      : found;
    expect(worded).toEqual(model);
  });
});
