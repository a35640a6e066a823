import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readProject } from "../../../src/models/django/project";
import { columnTypeOf } from "../../../src/models/tables";
import { fieldClass } from "../../../src/models/vocabulary/fields";
import type { FieldInfo, ModelInfo } from "../../../src/protocol/models";
import { memoryFiles } from "./memoryFiles";

/** What Django made of each app's models, as the oracle describes it. */
interface Described {
  readonly models: readonly DescribedModel[];
}

interface DescribedModel {
  readonly label: string;
  readonly db_table: string;
  readonly pk: string;
  readonly proxy: boolean;
  readonly proxy_for: string | null;
  readonly managed: boolean;
  readonly auto_created: boolean;
  readonly parents: readonly string[];
  readonly ordering: readonly string[];
  readonly order_with_respect_to: string | null;
  readonly get_latest_by: string | null;
  readonly unique_together: readonly (readonly string[])[];
  readonly constraints: readonly { readonly name: string; readonly type: string; readonly fields: readonly string[] }[];
  readonly default_manager: string;
  readonly managers: Readonly<Record<string, string>>;
  readonly str_overridden: boolean;
  readonly save_overridden: boolean;
  readonly delete_overridden: boolean;
  readonly fields: readonly DescribedField[];
}

interface DescribedField {
  readonly name: string;
  readonly attname: string | null;
  readonly column: string | null;
  readonly type: string;
  readonly class: string;
  readonly inherited_from: string;
  readonly db_type?: string | null;
  readonly null?: boolean;
  readonly blank?: boolean;
  readonly unique?: boolean;
  readonly primary_key?: boolean;
  readonly db_index?: boolean;
  readonly editable?: boolean;
  readonly auto_created?: boolean;
  readonly max_length?: number;
  readonly max_digits?: number;
  readonly decimal_places?: number;
  readonly auto_now?: boolean;
  readonly auto_now_add?: boolean;
  readonly choices?: readonly unknown[];
  readonly default?: unknown;
  readonly relation?: {
    readonly to: string;
    readonly kind: string;
    readonly on_delete: string | null;
    readonly parent_link: boolean;
    readonly accessor: string | null;
    readonly query_name: string;
    readonly to_field?: string;
    readonly through?: string;
    readonly auto_through?: boolean;
    readonly m2m_table?: string;
    readonly m2m_column?: string;
    readonly m2m_reverse_column?: string;
    readonly symmetrical?: boolean;
  };
}

const DJANGO = join(import.meta.dirname, "../../django");

async function readApp(app: string): Promise<readonly ModelInfo[]> {
  const files = memoryFiles({
    [`${app}/models.py`]: readFileSync(join(DJANGO, "models", app, "models.py"), "utf8"),
    [`${app}/__init__.py`]: "",
    "manage.py": "",
    "settings.py": `INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "${app}"]`,
  });
  const project = await readProject(files, "");
  expect(project.problems).toEqual([]);
  return project.models;
}

/** A model in the oracle's words. */
function described(model: ModelInfo, models: readonly ModelInfo[]) {
  const methods = new Set(model.methods.map((method) => method.name));
  return {
    label: model.label,
    db_table: model.table,
    pk: model.primaryKey,
    proxy: model.proxy,
    proxy_for: model.proxyFor ?? null,
    managed: model.managed,
    auto_created: model.autoCreated === true,
    parents: model.parents.map((parent) => parent.model),
    ordering: model.ordering,
    order_with_respect_to: model.orderWithRespectTo ?? null,
    get_latest_by: model.getLatestBy ?? null,
    unique_together: model.uniqueTogether,
    constraints: model.constraints.map((constraint) => ({
      name: constraint.name,
      type: constraint.kind === "unique" ? "UniqueConstraint" : "CheckConstraint",
      fields: constraint.fields,
    })),
    default_manager: model.managers.find((manager) => manager.isDefault)?.name,
    managers: Object.fromEntries(model.managers.map((manager) => [manager.name, manager.className])),
    str_overridden: methods.has("__str__"),
    save_overridden: methods.has("save"),
    delete_overridden: methods.has("delete"),
    fields: model.fields
      .filter((field) => field.type !== "CompositePrimaryKey")
      .map((field) => describedField(field, model, models)),
  };
}

function describedField(field: FieldInfo, model: ModelInfo, models: readonly ModelInfo[]) {
  const generated = field.generated?.outputType;
  const internal = fieldClass(generated ?? field.type).internalType;
  const isColumn = field.column !== null;
  // An abstract base's fields are the model's own.
  const owner = models.some((other) => other.label === field.inheritedFrom) ? field.inheritedFrom : model.label;
  return {
    name: field.name,
    attname: field.attname,
    column: field.column,
    type: internal,
    class: field.className ?? field.type,
    inherited_from: owner,
    db_type: isColumn ? columnTypeOf(field, models) : null,
    null: field.null,
    blank: field.blank === true,
    unique: field.unique === true,
    primary_key: field.primaryKey,
    db_index: field.dbIndex === true,
    editable: field.editable !== false,
    auto_created: field.autoCreated === true,
    // A generated column has its output field's, which the oracle does not tell.
    max_length: generated === undefined ? (field.maxLength ?? null) : null,
    max_digits: field.maxDigits ?? null,
    decimal_places: field.decimalPlaces ?? null,
    auto_now: field.autoNow === true,
    auto_now_add: field.autoNowAdd === true,
    choices: field.choices?.map((choice) => choice.value) ?? null,
    has_default: field.default !== undefined,
    relation: describedRelation(field, model, models),
  };
}

function describedRelation(field: FieldInfo, model: ModelInfo, models: readonly ModelInfo[]) {
  const { relation } = field;
  if (relation === undefined || relation.kind === "generic") return null;
  const own = models.find((other) => other.label === field.inheritedFrom) ?? model;
  const lower = own.name.toLowerCase();
  const hidden = relation.relatedName?.endsWith("+") === true;
  const many = relation.kind === "fk" || relation.kind === "m2m";
  const through = models.find((other) => other.label === relation.through);
  const column = (name: string | undefined) => through?.fields.find((other) => other.name === name)?.column ?? null;
  return {
    to: relation.model,
    kind: relation.kind === "genericRelation" ? "generic" : relation.kind,
    on_delete:
      relation.onDelete === "SET"
        ? "set_on_delete"
        : (relation.onDelete ?? (relation.kind === "genericRelation" ? "DO_NOTHING" : null)),
    parent_link: relation.parentLink === true,
    accessor: hidden ? "+" : (relation.relatedName ?? (many ? `${lower}_set` : lower)),
    query_name: relation.relatedQueryName ?? (hidden ? "+" : (relation.relatedName ?? lower)),
    to_field: relation.toField ?? null,
    through: relation.through ?? null,
    auto_through: relation.through === undefined ? null : relation.throughAutoCreated,
    m2m_table: through?.table ?? null,
    m2m_column: column(relation.throughFields?.[0]),
    m2m_reverse_column: column(relation.throughFields?.[1]),
    symmetrical: relation.kind === "m2m" ? relation.symmetrical : null,
  };
}

/** The oracle's answer with what it leaves out filled in, so that both sides have one shape. */
function expected(model: DescribedModel) {
  const { fields, ...rest } = model;
  return {
    label: rest.label,
    db_table: rest.db_table,
    pk: rest.pk,
    proxy: rest.proxy,
    proxy_for: rest.proxy_for,
    managed: rest.managed,
    auto_created: rest.auto_created,
    parents: rest.parents,
    ordering: rest.ordering,
    order_with_respect_to: rest.order_with_respect_to,
    get_latest_by: rest.get_latest_by,
    unique_together: rest.unique_together,
    constraints: rest.constraints,
    default_manager: rest.default_manager,
    managers: rest.managers,
    str_overridden: rest.str_overridden,
    save_overridden: rest.save_overridden,
    delete_overridden: rest.delete_overridden,
    fields: fields.map((field) => ({
      name: field.name,
      attname: field.attname ?? field.name,
      column: field.relation?.kind === "m2m" || field.column === undefined ? null : field.column,
      type: field.type,
      class: field.class,
      inherited_from: field.inherited_from,
      db_type: field.db_type ?? null,
      null: field.null === true,
      blank: field.blank === true,
      unique: field.unique === true,
      primary_key: field.primary_key === true,
      db_index: field.db_index === true,
      editable: field.editable === true,
      auto_created: field.auto_created === true,
      max_length: field.max_length ?? null,
      max_digits: field.max_digits ?? null,
      decimal_places: field.decimal_places ?? null,
      auto_now: field.auto_now === true,
      auto_now_add: field.auto_now_add === true,
      choices: field.choices ?? null,
      has_default: field.default !== undefined,
      relation: field.relation === undefined ? null : expectedRelation(field.relation),
    })),
  };
}

function expectedRelation(relation: NonNullable<DescribedField["relation"]>) {
  const hidden = (name: string | null) => (name === null || name.endsWith("+") ? "+" : name);
  return {
    to: relation.to,
    kind: relation.kind,
    on_delete: relation.on_delete,
    parent_link: relation.parent_link,
    accessor: hidden(relation.accessor),
    query_name: hidden(relation.query_name),
    to_field: relation.to_field ?? null,
    through: relation.through ?? null,
    auto_through: relation.auto_through ?? null,
    m2m_table: relation.m2m_table ?? null,
    m2m_column: relation.m2m_column ?? null,
    m2m_reverse_column: relation.m2m_reverse_column ?? null,
    symmetrical: relation.symmetrical ?? null,
  };
}

describe("models.py as Django reads it", () => {
  const apps = readdirSync(join(DJANGO, "schemas")).map((file) => file.replace(/\.json$/, ""));
  for (const app of apps) {
    const oracle = JSON.parse(readFileSync(join(DJANGO, "schemas", `${app}.json`), "utf8")) as Described;

    it(`${app}: the same models`, async () => {
      const models = (await readApp(app)).filter((model) => model.app === app);
      expect(models.map((model) => model.label).sort()).toEqual(oracle.models.map((model) => model.label).sort());
    });

    it.each(oracle.models.map((model) => [model.label, model] as const))("%s", async (label, model) => {
      const models = await readApp(app);
      const found = models.find((each) => each.label === label);
      expect(found && described(found, models)).toEqual(expected(model));
    });
  }
});
