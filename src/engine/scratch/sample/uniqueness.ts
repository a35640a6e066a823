import type { SqlValue } from "../../../database/backend";
import type { Field } from "../../../orm/fields";
import type { Model } from "../../../orm/meta";
import { groupText, type Pools } from "./pools";

/** Fields whose values no two rows may share, and the values that are taken. */
export interface UniqueGroup {
  readonly fields: readonly Field[];
  readonly taken: Set<string>;
}

/** What must be unique in a model's rows: single fields, `unique_together`, unique constraints, a composite key. */
export async function uniqueGroups(model: Model, pools: Pools): Promise<readonly UniqueGroup[]> {
  const found: (readonly Field[])[] = [];
  for (const owner of [model.concrete, ...model.ancestors]) {
    const named = (names: readonly string[]): Field[] =>
      names.flatMap((name) => owner.fields.find((field) => field.name === name || field.attname === name) ?? []);
    const { uniqueTogether, constraints } = owner.info;
    for (const names of uniqueTogether) found.push(named(names));
    // A condition only makes fewer rows differ.
    for (const { kind, fields } of constraints) if (kind === "unique" && fields.length > 0) found.push(named(fields));
    if (owner.pk.isComposite) found.push(owner.pk.parts);
  }
  for (const field of model.fields)
    if (field.isUnique && !field.isParentLink && !field.type.isAuto) found.push([field]);
  const groups: UniqueGroup[] = [];
  for (const fields of found) {
    const isOneTable = fields.every(({ model: owner }) => owner === fields[0]?.model);
    if (fields.length > 0 && isOneTable) groups.push({ fields, taken: await pools.taken(fields) });
  }
  return groups;
}

/** The first group in which a row is like another; null where it is like none. */
export function clashOf(groups: readonly UniqueGroup[], row: ReadonlyMap<Field, SqlValue>): UniqueGroup | null {
  for (const group of groups) {
    const text = textIn(group, row);
    if (text !== null && group.taken.has(text)) return group;
  }
  return null;
}

/** Takes a row's values. */
export function take(groups: readonly UniqueGroup[], row: ReadonlyMap<Field, SqlValue>): void {
  for (const group of groups) {
    const text = textIn(group, row);
    if (text !== null) group.taken.add(text);
  }
}

function textIn({ fields }: UniqueGroup, row: ReadonlyMap<Field, SqlValue>): string | null {
  return groupText(fields.map((field) => row.get(field) ?? null));
}
