import { equal } from "../../python/equality";
import { raise } from "../../python/exceptions";
import type { Runtime, Value } from "../../python/objects";
import { contentTypeOf } from "../contentTypes";
import { fail } from "../errors";
import { Q } from "../expressions/q";
import { ModelInstance } from "../instance";
import { ReverseRelation } from "../meta";
import type { RelatedManager } from "../relatedManager";
import { accessorOf, ownKey, requireValue } from "../relationEnds";
import { deleteQuerySet } from "./delete";
import type { RelatedWrite } from "./manyToMany";
import { updateRows } from "./statements";

/** The values that make a row belong to the manager's instance. */
export async function owning(self: RelatedManager): Promise<Map<string, Value>> {
  const { relation, instance } = self.ends;
  if (relation instanceof ReverseRelation) return new Map([[relation.field.name, instance as Value]]);
  const generic = relation.generic;
  if (!generic) return new Map();
  return new Map<string, Value>([
    [generic.contentType.attname, await contentTypeOf(self.orm, instance.model)],
    [generic.objectId.attname, instance.pk],
  ]);
}

async function check(self: RelatedManager, object: Value, runtime: Runtime): Promise<ModelInstance> {
  if (object instanceof ModelInstance && object.model.isSubclassOf(self.model)) return object;
  throw raise("TypeError", `'${self.model.name}' instance expected, got ${await runtime.repr(object)}`);
}

async function assignOwner(self: RelatedManager, object: ModelInstance): Promise<void> {
  for (const [name, value] of await owning(self)) object.assign(name, value);
}

async function add(self: RelatedManager, objects: readonly Value[], bulk: boolean, runtime: Runtime): Promise<void> {
  const checked: ModelInstance[] = [];
  for (const object of objects) checked.push(await check(self, object, runtime));
  for (const object of checked) {
    await assignOwner(self, object);
    if (bulk && (object.state.adding || object.state.database === null)) {
      throw raise(
        "ValueError",
        `${await runtime.repr(object)} instance isn't saved. Use bulk=False or save the object first.`,
      );
    }
  }
  if (!bulk) {
    for (const object of checked)
      await runtime.call(await runtime.getAttribute(object, "save"), { positional: [], keywords: new Map() });
    return;
  }
  if (checked.length === 0) return;
  const rows = (await self.orm.baseQuerySet(self.model)).where(
    new Q([{ key: "pk__in", value: checked.map((object) => object.pk) }]),
  );
  rows.query.clearOrdering(true);
  const assignments = [...(await owning(self))].map(([name, value]) => ({
    field: self.model.fields.find((field) => field.name === name || field.attname === name) ?? self.model.field(name),
    value,
  }));
  await updateRows(self.orm, rows.query, assignments);
}

async function detach(self: RelatedManager, objects: readonly Value[], runtime: Runtime): Promise<void> {
  const { relation, instance, key } = self.ends;
  if (!(relation instanceof ReverseRelation)) {
    const keys: Value[] = [];
    for (const object of objects) keys.push((await check(self, object, runtime)).pk);
    const rows = (await self.queryset(runtime)).where(new Q([{ key: "pk__in", value: keys }]));
    await deleteQuerySet(rows);
    return;
  }
  const { field } = relation;
  const own = ownKey(instance, key);
  const keys: Value[] = [];
  for (const object of objects) {
    if (!(object instanceof ModelInstance) || !object.model.isSubclassOf(self.model))
      throw raise("TypeError", `'${self.model.name}' instance expected, got ${await runtime.repr(object)}`);
    if (!equal(object.fieldValue(field) ?? null, own)) {
      throw fail(
        self.orm.doesNotExist(field.remote ?? self.model),
        `${await runtime.repr(object)} is not related to ${await runtime.repr(instance)}.`,
      );
    }
    keys.push(object.pk);
  }
  const rows = (await self.queryset(runtime)).where(new Q([{ key: "pk__in", value: keys }]));
  await nullify(self, rows);
}

async function nullify(self: RelatedManager, rows: Awaited<ReturnType<RelatedManager["queryset"]>>): Promise<void> {
  const { relation } = self.ends;
  if (!(relation instanceof ReverseRelation)) return;
  rows.query.clearOrdering(true);
  await self.orm.connection.atomic(() => updateRows(self.orm, rows.query, [{ field: relation.field, value: null }]));
}

async function set(
  self: RelatedManager,
  objects: readonly Value[],
  bulk: boolean,
  clear: boolean,
  runtime: Runtime,
): Promise<void> {
  const { relation } = self.ends;
  const removable = !(relation instanceof ReverseRelation) || relation.field.isNullable;
  await self.orm.connection.atomic(async () => {
    if (!removable) return add(self, objects, bulk, runtime);
    const current = [...(await (await self.queryset(runtime)).rows())];
    if (clear) {
      await clearAll(self, runtime);
      return add(self, objects, bulk, runtime);
    }
    const gone = current.filter((row) => !objects.some((object) => equal(object, row)));
    const fresh = objects.filter((object) => !current.some((row) => equal(object, row)));
    await detach(self, gone, runtime);
    await add(self, fresh, bulk, runtime);
  });
}

async function clearAll(self: RelatedManager, runtime: Runtime): Promise<void> {
  const rows = await self.queryset(runtime);
  if (self.ends.relation instanceof ReverseRelation) await nullify(self, rows.chain());
  else await deleteQuerySet(rows);
}

function forget(self: RelatedManager): void {
  self.ends.instance.related.delete(accessorOf(self.ends.relation));
}

const creating = (name: string): RelatedWrite => ({
  signature: ["*args", "**kwargs"],
  async run(self, _args, runtime, call) {
    await requireValue(self.ends, runtime);
    const queryset = await self.inner.queryset(runtime);
    const keywords = new Map([...call.keywords, ...(await owning(self))]);
    const result = await runtime.call(await runtime.getAttribute(queryset, name), {
      positional: call.positional,
      keywords,
    });
    forget(self);
    return result;
  },
});

/** Writing methods of the manager of rows that point at an instance. */
export const reverseWrites: Readonly<Record<string, RelatedWrite>> = {
  add: {
    signature: ["*objs", "bulk?"],
    async run(self, { args, named }, runtime) {
      await requireValue(self.ends, runtime);
      forget(self);
      await self.orm.connection.atomic(() => add(self, args, named.bulk !== false, runtime));
      return null;
    },
  },
  remove: {
    signature: ["*objs", "bulk?"],
    async run(self, { args }, runtime) {
      await requireValue(self.ends, runtime);
      forget(self);
      await detach(self, args, runtime);
      return null;
    },
  },
  clear: {
    signature: ["*", "bulk?"],
    async run(self, _args, runtime) {
      await requireValue(self.ends, runtime);
      await clearAll(self, runtime);
      forget(self);
      return null;
    },
  },
  set: {
    signature: ["objs", "*", "bulk?", "clear?"],
    async run(self, { named }, runtime) {
      await requireValue(self.ends, runtime);
      await set(self, await runtime.list(named.objs as Value), named.bulk !== false, named.clear === true, runtime);
      forget(self);
      return null;
    },
  },
  create: creating("create"),
  get_or_create: creating("get_or_create"),
  update_or_create: creating("update_or_create"),
};
