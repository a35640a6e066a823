import { PyDict, PyTuple } from "../../python/collections";
import { PyRaise, raise } from "../../python/exceptions";
import { type CallArguments, type MaybePromise, PyObject, type Runtime, type Value } from "../../python/objects";
import type { BoundArguments } from "../../python/signature";
import { FieldError, fail, IntegrityError } from "../errors";
import { Expression } from "../expressions/base";
import type { Field } from "../fields";
import { ModelInstance } from "../instance";
import { type Model, ReverseRelation } from "../meta";
import type { QuerySet } from "../queryset";
import { bulkCreate, bulkUpdate } from "./bulk";
import { bulkUpdateWhere, isMixinCall } from "./bulkUpdateMixin";
import { deleteQuerySet } from "./delete";
import { saveInstance } from "./save";
import { updateQuerySet } from "./update";

type Run = (self: QuerySet, args: BoundArguments, runtime: Runtime, call: CallArguments) => MaybePromise<Value>;

/** `create(**kwargs)`. */
export async function create(self: QuerySet, keywords: ReadonlyMap<string, Value>, runtime: Runtime): Promise<Value> {
  const { orm, model } = self;
  const single = singleRelations(model).filter((name) => keywords.has(name));
  if (single.length > 0) {
    throw raise("ValueError", `The following fields do not exist in this model: ${single.join(", ")}`);
  }
  const all = self.createDefaults ? new Map([...self.createDefaults, ...keywords]) : keywords;
  const made = orm.modelClass(model).call({ positional: [], keywords: all }, runtime);
  const instance = made instanceof Promise ? await made : made;
  if (instance.scriptClass?.lookup("save") === undefined) await saveInstance(instance, FORCE_INSERT);
  else {
    const save = await runtime.getAttribute(instance, "save");
    await runtime.call(save, { positional: [], keywords: new Map<string, Value>([["force_insert", true]]) });
  }
  return instance;
}

const FORCE_INSERT = { force_insert: true };

const singles = new WeakMap<Model, readonly string[]>();

/** The names by which a row leads to single rows that point at it. */
function singleRelations(model: Model): readonly string[] {
  const known = singles.get(model);
  if (known) return known;
  const names = model.relations.flatMap(({ accessor, multiple }) => (accessor === null || multiple ? [] : [accessor]));
  singles.set(model, names);
  return names;
}

/** The values for a row that a look-up did not find: plain conditions and defaults, callables called. */
async function creation(
  self: QuerySet,
  keywords: ReadonlyMap<string, Value>,
  defaults: PyDict | null,
  runtime: Runtime,
): Promise<Map<string, Value>> {
  const params = new Map<string, Value>();
  for (const [key, value] of keywords) if (!key.includes("__")) params.set(key, value);
  const invalid: string[] = [];
  for (const [key, value] of defaults?.entries() ?? []) params.set(String(key), value);
  for (const key of params.keys()) {
    if (key === "pk" || self.model.find(key) !== null) continue;
    const script = await self.orm.scriptClassOf(self.model);
    if (script?.lookup(key) === undefined) invalid.push(key);
  }
  if (invalid.length > 0) {
    throw fail(
      FieldError,
      `Invalid field name(s) for model ${self.model.name}: ${invalid
        .sort()
        .map((name) => `'${name}'`)
        .join(", ")}.`,
    );
  }
  for (const [key, value] of params) params.set(key, await called(value, runtime));
  return params;
}

async function called(value: Value, runtime: Runtime): Promise<Value> {
  return value instanceof PyObject && value.call && !(value instanceof Expression) && !(value instanceof ModelInstance)
    ? runtime.call(value, { positional: [], keywords: new Map() })
    : value;
}

function dictOrNull(value: Value | undefined): PyDict | null {
  return value instanceof PyDict ? value : null;
}

async function find(self: QuerySet, keywords: ReadonlyMap<string, Value>, runtime: Runtime): Promise<Value> {
  const get = await runtime.getAttribute(self, "get");
  return runtime.call(get, { positional: [], keywords });
}

function isMissing(self: QuerySet, error: unknown): boolean {
  return error instanceof PyRaise && error.exception.exceptionClass.isSubclassOf(self.orm.doesNotExist(self.model));
}

async function getOrCreate(self: QuerySet, given: BoundArguments, runtime: Runtime): Promise<Value> {
  const keywords = given.kwargs;
  try {
    return new PyTuple([await find(self, keywords, runtime), false]);
  } catch (error) {
    if (!isMissing(self, error)) throw error;
  }
  const params = await creation(self, keywords, dictOrNull(given.named.defaults), runtime);
  try {
    return new PyTuple([await self.orm.connection.atomic(() => create(self, params, runtime)), true]);
  } catch (error) {
    // Somebody else may have inserted the row meanwhile.
    if (!(error instanceof PyRaise) || !error.exception.exceptionClass.isSubclassOf(IntegrityError)) throw error;
    try {
      return new PyTuple([await find(self, keywords, runtime), false]);
    } catch {
      throw error;
    }
  }
}

async function updateOrCreate(self: QuerySet, given: BoundArguments, runtime: Runtime): Promise<Value> {
  const { orm, model } = self;
  const defaults = dictOrNull(given.named.defaults) ?? new PyDict();
  const createDefaults =
    given.named.create_defaults === undefined || given.named.create_defaults === null
      ? defaults
      : dictOrNull(given.named.create_defaults);
  return orm.connection.atomic(async () => {
    const pair = await getOrCreate(self, { ...given, named: { defaults: createDefaults ?? null } }, runtime);
    const [instance, created] = (pair as PyTuple).items as [Value, Value];
    if (created === true) return pair;
    const names: string[] = [];
    for (const [key, value] of defaults.entries()) {
      const name = String(key);
      names.push(name);
      await runtime.setAttribute(instance, name, await called(value, runtime));
    }
    const fields = model.fields.filter(
      (field) => !field.isPrimaryKey && field.model === model.concrete && !field.isGenerated,
    );
    const known = new Set(fields.flatMap((field) => [field.name, field.attname]));
    const save = await runtime.getAttribute(instance, "save");
    if (names.every((name) => known.has(name))) {
      const automatic = fields.filter((field) => field.info.autoNow).map((field) => field.name);
      const update = [...new Set([...names, ...automatic])];
      await runtime.call(save, { positional: [], keywords: new Map<string, Value>([["update_fields", update]]) });
    } else await runtime.call(save, { positional: [], keywords: new Map() });
    return new PyTuple([instance, false]);
  });
}

/** The concrete fields of those names. Throws what `bulk_update` throws. */
export function concreteFields(self: QuerySet, names: readonly string[], message: string): Field[] {
  return names.map((name) => {
    const field = name === "pk" ? self.model.pk : self.model.find(name);
    if (!field) return self.model.field(name);
    if (field instanceof ReverseRelation || field.info.column === null) throw raise("ValueError", message);
    return field;
  });
}

interface Method {
  readonly signature: readonly string[];
  readonly run: Run;
}

/** Queryset methods that write. */
export const writeMethods: Readonly<Record<string, Method>> = {
  create: { signature: ["**kwargs"], run: (self, { kwargs }, runtime) => create(self, kwargs, runtime) },
  get_or_create: { signature: ["defaults?", "**kwargs"], run: getOrCreate },
  update_or_create: { signature: ["defaults?", "create_defaults?", "**kwargs"], run: updateOrCreate },
  bulk_create: {
    signature: ["objs", "batch_size?", "ignore_conflicts?", "update_conflicts?", "update_fields?", "unique_fields?"],
    run: async (self, { named }, runtime) => bulkCreate(self, await runtime.list(named.objs as Value), named, runtime),
  },
  bulk_update: {
    signature: ["objs?", "fields?", "batch_size?", "**kwargs"],
    run: async (self, { named, kwargs }, runtime) => {
      const first = await runtime.list(named.objs ?? []);
      const second = await runtime.list(named.fields ?? []);
      return isMixinCall(first, kwargs)
        ? bulkUpdateWhere(self, { fields: first, values: second, conditions: kwargs }, runtime)
        : bulkUpdate(self, first, second, named.batch_size ?? null);
    },
  },
  update: { signature: ["**kwargs"], run: (self, { kwargs }) => updateQuerySet(self, kwargs) },
  delete: { signature: [], run: (self) => deleteQuerySet(self) },
};
