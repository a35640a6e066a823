import { PySet } from "../python/collections";
import { equal } from "../python/equality";
import { PyBuiltin, type Runtime, type Value } from "../python/objects";
import { bind } from "../python/signature";
import { fromJson } from "./choices";
import { Q } from "./expressions/q";
import type { ModelInstance } from "./instance";
import { neighbourMethods } from "./neighbours";
import type { QuerySet } from "./queryset";
import { cleanFields, fullClean, validate } from "./writes/clean";
import { deleteInstance } from "./writes/delete";
import { saveInstance } from "./writes/save";
import { updateRows } from "./writes/statements";

const SAVE = ["force_insert?", "force_update?", "using?", "update_fields?"];

/** Methods that every instance has, async twins included; undefined for other names. */
export function instanceMethods(self: ModelInstance, given: string): Value | undefined {
  const name = ["asave", "adelete", "arefresh_from_db"].includes(given) ? given.slice(1) : given;
  switch (name) {
    case "save":
      return new PyBuiltin(name, async (args) => {
        const { named } = bind("Model.save", SAVE, args);
        self.orm.databases.check(named.using);
        await saveInstance(self, named);
        return null;
      });
    case "delete":
      return new PyBuiltin(name, async (args) => {
        const { named } = bind("Model.delete", ["using?", "keep_parents?"], args);
        self.orm.databases.check(named.using);
        return deleteInstance(self, named.keep_parents === true);
      });
    case "refresh_from_db":
      return new PyBuiltin(name, async (args, runtime) => {
        const { named } = bind("Model.refresh_from_db", ["using?", "fields?", "from_queryset?"], args);
        self.orm.databases.check(named.using);
        await refresh(
          self,
          named.fields === undefined || named.fields === null ? null : await runtime.list(named.fields),
        );
        return null;
      });
    case "full_clean":
      return new PyBuiltin(name, async (args, runtime) => {
        const { named } = bind("Model.full_clean", ["exclude?", "validate_unique?", "validate_constraints?"], args);
        const exclude = await namesOf(named.exclude, runtime);
        const { validate_unique: unique, validate_constraints: constraints } = named;
        await fullClean(self, { exclude, unique: unique !== false, constraints: constraints !== false }, runtime);
        return null;
      });
    case "clean":
      return new PyBuiltin(name, () => null);
    case "clean_fields":
    case "validate_unique":
    case "validate_constraints":
      return new PyBuiltin(name, async (args, runtime) => {
        const exclude = await namesOf(bind(`Model.${name}`, ["exclude?"], args).named.exclude, runtime);
        if (name === "clean_fields") await cleanFields(self, exclude, runtime);
        else await validate(self, name === "validate_unique" ? "unique" : "constraints", exclude);
        return null;
      });
    case "get_deferred_fields":
      return new PyBuiltin(
        name,
        () => new PySet(self.model.fields.filter((field) => self.isDeferred(field)).map((field) => field.attname)),
      );
    case "serializable_value":
      return new PyBuiltin(name, (args, runtime) => {
        const { named } = bind("Model.serializable_value", ["field_name"], args);
        const field = self.model.fields.find((candidate) => candidate.name === named.field_name);
        return runtime.getAttribute(self, field?.attname ?? String(named.field_name));
      });
    default:
      return display(self, name) ?? orderMethods(self, name) ?? neighbourMethods(self, name);
  }
}

async function namesOf(given: Value | undefined, runtime: Runtime): Promise<string[]> {
  return given === undefined || given === null ? [] : (await runtime.list(given)).map(String);
}

/** `get_genre_display()`. */
function display(self: ModelInstance, name: string): Value | undefined {
  const match = /^get_(.+)_display$/.exec(name);
  const field = match?.[1] ? self.model.fields.find((candidate) => candidate.name === match[1]) : undefined;
  if (!field?.info.choices) return undefined;
  const choices = field.info.choices;
  return new PyBuiltin(name, () => {
    const value = self.fieldValue(field) ?? null;
    return choices.find((choice) => equal(fromJson(choice.value), value))?.label ?? value;
  });
}

/** `get_stay_order()` and `set_stay_order(ids)` of a model that others are ordered with respect to. */
function orderMethods(self: ModelInstance, name: string): Value | undefined {
  const match = /^(get|set)_(.+)_order$/.exec(name);
  const relation = self.model.relations.find(
    (candidate) =>
      candidate.relatedModel.modelName === match?.[2] &&
      candidate.relatedModel.info.orderWithRespectTo === candidate.field.name,
  );
  const order = relation?.relatedModel.fields.find((field) => field.name === "_order");
  if (!match || !relation || !order) return undefined;
  const rows = (): QuerySet =>
    self.orm.allRows(relation.relatedModel).where(new Q([{ key: relation.field.name, value: self }]));
  if (match[1] === "get") {
    return new PyBuiltin(name, async () => {
      const sorted = rows();
      sorted.query.clearOrdering(true);
      sorted.query.ordering = ["_order"];
      return ((await sorted.rows()) as ModelInstance[]).map((row) => row.pk);
    });
  }
  return new PyBuiltin(name, async (args, runtime) => {
    const ids = await runtime.list(args.positional[0] ?? []);
    await self.orm.connection.atomic(async () => {
      for (const [i, id] of ids.entries()) {
        const one = rows().where(new Q([{ key: "pk", value: id }]));
        one.query.clearOrdering(true);
        await updateRows(self.orm, one.query, [{ field: order, value: BigInt(i) }]);
      }
    });
    return null;
  });
}

async function refresh(self: ModelInstance, names: readonly Value[] | null): Promise<void> {
  const { model } = self;
  const wanted = names?.map(String) ?? null;
  const fields = wanted
    ? model.fields.filter((field) => wanted.includes(field.name) || wanted.includes(field.attname))
    : model.fields.filter((field) => !self.isDeferred(field));
  if (!wanted) self.related.clear();
  else for (const name of wanted) self.related.delete(name);
  const base = await self.orm.baseQuerySet(model);
  await base.refresh(self, fields.length > 0 ? fields : model.fields);
}
