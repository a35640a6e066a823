import { PyDict, PySet } from "../../python/collections";
import { equal, typeNameOf } from "../../python/equality";
import { raise } from "../../python/exceptions";
import { type CallArguments, type MaybePromise, PyObject, type Runtime, type Value } from "../../python/objects";
import type { BoundArguments } from "../../python/signature";
import { Expression } from "../expressions/base";
import { Q } from "../expressions/q";
import { ModelInstance } from "../instance";
import type { RelatedManager } from "../relatedManager";
import { accessorOf, ownCondition, ownKey, requireKey } from "../relationEnds";
import { Collector } from "./collector";

export interface RelatedWrite {
  readonly signature: readonly string[];
  readonly run: (
    self: RelatedManager,
    args: BoundArguments,
    runtime: Runtime,
    call: CallArguments,
  ) => MaybePromise<Value>;
}

/** The keys of the related rows that arguments name: instances, or keys themselves. */
async function targetKeys(self: RelatedManager, objects: readonly Value[], runtime: Runtime): Promise<Value[]> {
  const { through } = self.ends;
  const keys: Value[] = [];
  for (const object of objects) {
    if (object instanceof ModelInstance) {
      if (!object.model.isSubclassOf(self.model))
        throw raise("TypeError", `'${self.model.name}' instance expected, got ${await runtime.repr(object)}`);
      const [own, theirs] = [self.ends.instance.state.database, object.state.database];
      if (own !== theirs)
        throw raise(
          "ValueError",
          `Cannot add "${await runtime.repr(object)}": instance is on database "${own ?? "None"}", value is on database "${theirs ?? "None"}"`,
        );
      const target = through?.other.targetField ?? self.model.pk;
      const key = object.fieldValue(target) ?? null;
      if (key === null)
        throw raise(
          "ValueError",
          `Cannot add "${await runtime.repr(object)}": the value for field "${through?.other.name}" is None`,
        );
      keys.push(key);
    } else if (object instanceof PyObject && object.typeName === "Model")
      throw raise("TypeError", `'${self.model.name}' instance expected, got ${typeNameOf(object)}`);
    else keys.push((through?.other.targetField ?? self.model.pk).valueType.prep(object, self.orm.conversion));
  }
  return new PySet(keys).values();
}

async function signal(self: RelatedManager, action: string, keys: readonly Value[] | null): Promise<void> {
  const { through, reverse, instance } = self.ends;
  if (!through) return;
  await self.orm.signals.send(
    "m2m_changed",
    through.model,
    instance,
    new Map<string, Value>([
      ["action", action],
      ["reverse", reverse],
      ["model", self.orm.modelClass(self.model)],
      ["pk_set", keys === null ? null : new PySet(keys)],
    ]),
  );
}

function forget(self: RelatedManager): void {
  self.ends.instance.related.delete(accessorOf(self.ends.relation));
}

async function add(
  self: RelatedManager,
  keys: readonly Value[],
  throughDefaults: PyDict | null,
  runtime: Runtime,
): Promise<void> {
  await addOneWay(self, keys, throughDefaults, false, runtime);
  if (self.ends.symmetrical) await addOneWay(self, keys, throughDefaults, true, runtime);
}

async function addOneWay(
  self: RelatedManager,
  keys: readonly Value[],
  throughDefaults: PyDict | null,
  mirrored: boolean,
  runtime: Runtime,
): Promise<void> {
  const { ends, orm } = self;
  const { through } = ends;
  if (!through || keys.length === 0) return;
  const [own, other] = mirrored ? [through.other, through.own] : [through.own, through.other];
  const held = ownKey(ends.instance, ends.key);
  const existing = orm.allRows(through.model).where(
    new Q([
      { key: own.attname, value: held },
      { key: `${other.attname}__in`, value: [...keys] },
    ]),
  );
  existing.query.clearOrdering(true);
  const present = new PySet(((await existing.rows()) as ModelInstance[]).map((row) => row.fieldValue(other) ?? null));
  const missing = keys.filter((key) => !present.has(key));
  if (!mirrored) await signal(self, "pre_add", missing);
  const rows: Value[] = [];
  for (const key of missing) {
    const keywords = new Map<string, Value>([
      [own.attname, held],
      [other.attname, key],
    ]);
    for (const [name, value] of throughDefaults?.entries() ?? [])
      keywords.set(
        String(name),
        value instanceof PyObject && value.call && !(value instanceof Expression) && !(value instanceof ModelInstance)
          ? await runtime.call(value, { positional: [], keywords: new Map() })
          : value,
      );
    rows.push(await runtime.call(orm.modelClass(through.model), { positional: [], keywords }));
  }
  if (rows.length > 0) {
    const create = await runtime.getAttribute(orm.allRows(through.model), "bulk_create");
    await runtime.call(create, { positional: [rows], keywords: new Map() });
  }
  if (!mirrored) await signal(self, "post_add", missing);
}

/** Deletes the through rows to those keys, both ways round where the relation is symmetrical. */
async function removeKeys(self: RelatedManager, keys: readonly Value[]): Promise<void> {
  const { ends } = self;
  const { through } = ends;
  if (!through || keys.length === 0) return;
  await signal(self, "pre_remove", keys);
  const own = ownKey(ends.instance, ends.key);
  let condition = new Q([
    { key: through.own.attname, value: own },
    { key: `${through.other.attname}__in`, value: [...keys] },
  ]);
  if (ends.symmetrical)
    condition = condition.combine(
      new Q([
        { key: through.other.attname, value: own },
        { key: `${through.own.attname}__in`, value: [...keys] },
      ]),
      "OR",
    );
  await deleteThrough(self, condition);
  await signal(self, "post_remove", keys);
}

async function deleteThrough(self: RelatedManager, condition: Q): Promise<void> {
  const { orm, ends } = self;
  if (!ends.through) return;
  const rows = orm.allRows(ends.through.model).where(condition);
  rows.query.clearOrdering(true);
  const collector = new Collector(orm);
  await collector.collect((await rows.rows()) as ModelInstance[]);
  await collector.delete();
}

async function clear(self: RelatedManager): Promise<void> {
  const { ends } = self;
  const { through } = ends;
  if (!through) return;
  await signal(self, "pre_clear", null);
  let condition = ownCondition(ends);
  if (ends.symmetrical)
    condition = condition.combine(
      new Q([{ key: through.other.attname, value: ownKey(ends.instance, ends.key) }]),
      "OR",
    );
  await deleteThrough(self, condition);
  await signal(self, "post_clear", null);
}

async function set(
  self: RelatedManager,
  objects: readonly Value[],
  clearFirst: boolean,
  throughDefaults: PyDict | null,
  runtime: Runtime,
): Promise<void> {
  const { ends, orm } = self;
  if (!ends.through) return;
  const { through } = ends;
  await orm.connection.atomic(async () => {
    if (clearFirst) {
      await clear(self);
      await add(self, await targetKeys(self, objects, runtime), throughDefaults, runtime);
      return;
    }
    const current = orm.allRows(through.model).where(ownCondition(ends));
    current.query.clearOrdering(true);
    const old = ((await current.rows()) as ModelInstance[]).map((row) => row.fieldValue(through.other) ?? null);
    const wanted = await targetKeys(self, objects, runtime);
    await removeKeys(
      self,
      old.filter((key) => !wanted.some((other) => equal(other, key))),
    );
    await add(
      self,
      wanted.filter((key) => !old.some((other) => equal(other, key))),
      throughDefaults,
      runtime,
    );
  });
}

function dict(value: Value | undefined): PyDict | null {
  return value instanceof PyDict ? value : null;
}

async function made(
  self: RelatedManager,
  name: string,
  args: BoundArguments,
  runtime: Runtime,
  keywords: ReadonlyMap<string, Value>,
): Promise<Value> {
  requireKey(self.ends);
  const queryset = await self.queryset(runtime);
  const result = await runtime.call(await runtime.getAttribute(queryset, name), { positional: [], keywords });
  const object = name === "create" ? result : ((result as unknown as { items: readonly Value[] }).items[0] as Value);
  const isNew = name === "create" || (result as unknown as { items: readonly Value[] }).items[1] === true;
  if (isNew) await add(self, await targetKeys(self, [object], runtime), dict(args.named.through_defaults), runtime);
  forget(self);
  return result;
}

/** Writing methods of a many-to-many relation's manager. */
export const manyToManyWrites: Readonly<Record<string, RelatedWrite>> = {
  add: {
    signature: ["*objs", "through_defaults?"],
    async run(self, { args, named }, runtime) {
      requireKey(self.ends);
      forget(self);
      const keys = await targetKeys(self, args, runtime);
      await self.orm.connection.atomic(() => add(self, keys, dict(named.through_defaults), runtime));
      return null;
    },
  },
  remove: {
    signature: ["*objs"],
    async run(self, { args }, runtime) {
      requireKey(self.ends);
      forget(self);
      const keys = await targetKeys(self, args, runtime);
      await self.orm.connection.atomic(() => removeKeys(self, keys));
      return null;
    },
  },
  clear: {
    signature: [],
    async run(self) {
      requireKey(self.ends);
      await self.orm.connection.atomic(() => clear(self));
      forget(self);
      return null;
    },
  },
  set: {
    signature: ["objs", "*", "clear?", "through_defaults?"],
    async run(self, { named }, runtime) {
      requireKey(self.ends);
      const objects = await runtime.list(named.objs as Value);
      await set(self, objects, named.clear === true, dict(named.through_defaults), runtime);
      forget(self);
      return null;
    },
  },
  create: {
    signature: ["through_defaults?", "**kwargs"],
    run: (self, args, runtime) => made(self, "create", args, runtime, args.kwargs),
  },
  get_or_create: {
    signature: ["through_defaults?", "**kwargs"],
    run: (self, args, runtime) => made(self, "get_or_create", args, runtime, args.kwargs),
  },
  update_or_create: {
    signature: ["through_defaults?", "**kwargs"],
    run: (self, args, runtime) => made(self, "update_or_create", args, runtime, args.kwargs),
  },
};
