import { Q } from "../../orm/expressions/q";
import { type Model, ReverseRelation } from "../../orm/meta";
import type { DjangoOrm } from "../../orm/orm";
import { endsOf, ownKey } from "../../orm/relationEnds";
import type { ObjectPurpose, ObjectRef } from "../../protocol/objects";
import { managerOf } from "../rows/table";
import { pythonText } from "../rows/values";
import { instanceOf } from "./read";
import { relationOf } from "./relations";

interface Asked extends ObjectRef {
  readonly relation?: string;
  readonly purpose: ObjectPurpose;
}

/** See `ObjectsApi.objectStatement`. Throws DoesNotExist where the row is gone. */
export async function statementFor(orm: DjangoOrm, { relation: id, purpose, ...ref }: Asked): Promise<string> {
  const instance = await instanceOf(orm, ref);
  const { model, pk } = instance;
  const key = `pk=${pythonText(pk)}`;
  const isFound = await (await orm.defaultQuerySet(model)).where(new Q([{ key: "pk", value: pk }])).exists();
  // A row that the default manager hides is still there for Django's own look-ups.
  const manager = isFound ? managerOf(model) : `${model.name}._base_manager`;
  const get = `${manager}.get(${key})`;
  if (purpose === "delete") return `${importOf(orm, model)}${get}.delete()`;
  if (id === undefined) return `${importOf(orm, model)}${manager}.filter(${key})`;
  const { named, target } = relationOf(model, id);
  const accessor = named instanceof ReverseRelation ? named.accessor : named.name;
  if (accessor !== null) return `${importOf(orm, model)}${get}.${accessor}.all()`;
  const ends = endsOf(instance, named);
  const held = pythonText(ends === null ? pk : ownKey(instance, ends.key));
  const other = target ?? model;
  return `${importOf(orm, other)}${managerOf(other)}.filter(${ends?.back ?? "pk"}=${held})`;
}

/** The line that a name needs which several apps have. */
function importOf({ registry }: DjangoOrm, { app, name }: Model): string {
  return registry.named(name).length === 1 ? "" : `from ${app}.models import ${name}\n`;
}
