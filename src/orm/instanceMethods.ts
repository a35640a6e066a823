import { PySet } from "../python/collections";
import { equal } from "../python/equality";
import { type MaybePromise, PyBuiltin, type Runtime, type Value } from "../python/objects";
import { type Bound, bind } from "../python/signature";
import { fromJson } from "./choices";
import { Q } from "./expressions/q";
import type { ModelInstance } from "./instance";
import { neighbourMethods } from "./neighbours";
import type { QuerySet } from "./queryset";
import { cleanFields, fullClean, validate } from "./writes/clean";
import { deleteInstance } from "./writes/delete";
import { saveInstance } from "./writes/save";
import { updateRows } from "./writes/statements";

interface Method {
  readonly signature: readonly string[];
  readonly run: (self: ModelInstance, named: Bound, runtime: Runtime) => MaybePromise<Value>;
}

/** Gives a method that is run for its effect. */
function doing(signature: readonly string[], work: (...args: Parameters<Method["run"]>) => Promise<void>): Method {
  return { signature, run: (...args) => work(...args).then(() => null) };
}

const METHODS: Readonly<Record<string, Method>> = {
  save: doing(["force_insert?", "force_update?", "using?", "update_fields?"], async (self, named) => {
    self.orm.databases.check(named.using);
    await saveInstance(self, named);
  }),
  delete: {
    signature: ["using?", "keep_parents?"],
    run(self, { using, keep_parents: keepParents }) {
      self.orm.databases.check(using);
      return deleteInstance(self, keepParents === true);
    },
  },
  refresh_from_db: doing(["using?", "fields?", "from_queryset?"], async (self, { using, fields = null }, runtime) => {
    self.orm.databases.check(using);
    await refresh(self, fields === null ? null : await runtime.list(fields));
  }),
  full_clean: doing(["exclude?", "validate_unique?", "validate_constraints?"], async (self, named, runtime) => {
    const exclude = await namesOf(named.exclude, runtime);
    const { validate_unique: unique, validate_constraints: constraints } = named;
    await fullClean(self, { exclude, unique: unique !== false, constraints: constraints !== false }, runtime);
  }),
  clean: { signature: [], run: () => null },
  clean_fields: doing(["exclude?"], async (self, { exclude }, runtime) =>
    cleanFields(self, await namesOf(exclude, runtime), runtime),
  ),
  validate_unique: doing(["exclude?"], async (self, { exclude }, runtime) =>
    validate(self, "unique", await namesOf(exclude, runtime)),
  ),
  validate_constraints: doing(["exclude?"], async (self, { exclude }, runtime) =>
    validate(self, "constraints", await namesOf(exclude, runtime)),
  ),
  get_deferred_fields: {
    signature: [],
    run: (self) => new PySet(self.model.fields.filter((field) => self.isDeferred(field)).map((field) => field.attname)),
  },
  serializable_value: {
    signature: ["field_name"],
    run(self, { field_name: name = "" }, runtime) {
      const field = self.model.fields.find((candidate) => candidate.name === name);
      return runtime.getAttribute(self, field?.attname ?? String(name));
    },
  },
};

/** The names of the methods that every instance has. */
export const INSTANCE_METHODS: readonly string[] = Object.keys(METHODS);

/** Methods of an instance, async twins and those that its fields bring included; undefined for other names. */
export function instanceMethods(self: ModelInstance, given: string): Value | undefined {
  const name = ["asave", "adelete", "arefresh_from_db"].includes(given) ? given.slice(1) : given;
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method === undefined) return display(self, name) ?? orderMethods(self, name) ?? neighbourMethods(self, name);
  const { signature, run } = method;
  return new PyBuiltin(name, (args, runtime) => run(self, bind(`Model.${name}`, signature, args).named, runtime));
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
