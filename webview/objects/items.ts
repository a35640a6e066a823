import type { ObjectNode, ObjectRef, ObjectRelation, ObjectView } from "../../src/protocol/objects";
import type { RowTotal } from "../../src/protocol/results";
import { t } from "../text";

/** What was asked for, as far as it is there. What is `busy` with a value is being read again. */
export interface Held<T> {
  readonly value?: T;
  readonly error?: string;
  readonly busy: boolean;
}

/** Rows of a relation that were read so far. */
export interface Members {
  readonly rows: readonly ObjectNode[];
  readonly more: boolean;
}

/** What was read for a tree, by the ids of its items. */
export interface TreeData {
  object(id: string): Held<ObjectView> | undefined;
  members(id: string): Held<Members> | undefined;
  count(id: string): Held<RowTotal> | undefined;
}

interface Base {
  /** The way from a root to here; the same for the same things after they are read again. */
  readonly id: string;
  /** From 1, as `aria-level`. */
  readonly level: number;
  /** Its number among those under the same item, from 1, and theirs. */
  readonly place: number;
  readonly among: number;
}

/** A row: a root, one of a relation's rows, or (with `via`) the only one that a relation leads to. */
export interface ObjectItem extends Base {
  readonly kind: "object";
  readonly node: ObjectNode;
  readonly via?: ObjectRelation;
  readonly expanded: boolean;
}

/** A relation that leads to any number of rows. */
export interface GroupItem extends Base {
  readonly kind: "group";
  readonly owner: ObjectNode;
  readonly relation: ObjectRelation;
  readonly count: Held<RowTotal> | undefined;
  readonly expanded: boolean;
}

/** A relation that leads to no row, or to one that could not be read. */
export interface EmptyItem extends Base {
  readonly kind: "empty";
  readonly relation: ObjectRelation;
}

/** Reads on where a group's rows end. */
export interface MoreItem extends Base {
  readonly kind: "more";
  /** The group's item. */
  readonly group: string;
  readonly left: number | undefined;
  readonly busy: boolean;
}

/** Says why there is nothing under an item. */
export interface NoteItem extends Base {
  readonly kind: "note";
  readonly of: string;
  readonly text: string;
  readonly isError: boolean;
}

export type TreeItem = ObjectItem | GroupItem | EmptyItem | MoreItem | NoteItem;

type Bare = TreeItem extends infer Item ? (Item extends Base ? Omit<Item, "place" | "among"> : never) : never;

/** A tree's items from top to bottom, those under folded ones left out. */
export function itemsOf(
  roots: readonly ObjectRef[],
  expanded: ReadonlySet<string>,
  data: TreeData,
): readonly TreeItem[] {
  const items: TreeItem[] = [];
  const add = (siblings: readonly Bare[]): void => {
    for (const [index, bare] of siblings.entries()) {
      const item = { ...bare, place: index + 1, among: siblings.length } as TreeItem;
      items.push(item);
      if (item.kind === "object" && item.expanded) add(relationsUnder(item));
      else if (item.kind === "group" && item.expanded) add(rowsUnder(item));
    }
  };
  const object = (id: string, level: number, node: ObjectNode, via?: ObjectRelation): Bare => {
    const isExpanded = expanded.has(id);
    return { kind: "object", id, level, node, expanded: isExpanded, ...(via !== undefined && { via }) };
  };
  const note = (of: string, level: number, text: string, isError = false): Bare => {
    return { kind: "note", id: `${of} note`, level, of, text, isError };
  };

  function relationsUnder({ id, level, node }: ObjectItem): readonly Bare[] {
    const { value, error } = data.object(id) ?? {};
    if (value === undefined) return [note(id, level + 1, error ?? t("Loading…"), error !== undefined)];
    if (value.relations.length === 0) return [note(id, level + 1, t("No relations"))];
    return value.relations.map((relation): Bare => {
      const own = `${id} ${relation.id}`;
      if (relation.many) {
        const count = data.count(own);
        const owner = { ...node, text: value.text };
        return { kind: "group", id: own, level: level + 1, owner, relation, count, expanded: expanded.has(own) };
      }
      const { one } = relation;
      if (one === null || one === undefined) return { kind: "empty", id: own, level: level + 1, relation };
      return object(own, level + 1, one, relation);
    });
  }

  function rowsUnder({ id, level, count }: GroupItem): readonly Bare[] {
    const { value, error, busy = false } = data.members(id) ?? {};
    if (value === undefined) return [note(id, level + 1, error ?? t("Loading…"), error !== undefined)];
    if (value.rows.length === 0) return [note(id, level + 1, t("No rows"))];
    const rows = value.rows.map((row) => object(`${id} ${keyOf(row)}`, level + 1, row));
    if (error !== undefined) return [...rows, note(id, level + 1, error, true)];
    if (!value.more) return rows;
    const all = count?.value?.rows;
    const left = all === null || all === undefined ? undefined : Math.max(0, all - value.rows.length);
    return [...rows, { kind: "more", id: `${id} more`, level: level + 1, group: id, left, busy }];
  }

  add(
    roots.map((ref): Bare => {
      const id = rootId(ref);
      return object(id, 1, data.object(id)?.value ?? { ...ref, text: `${shortName(ref.model)} ${ref.key.join(", ")}` });
    }),
  );
  return items;
}

/** A root's id. */
export function rootId(ref: ObjectRef): string {
  return `${ref.model} ${keyOf(ref)}`;
}

/** A key as a part of an id: no text of it can be taken for another part. */
function keyOf({ key }: ObjectRef): string {
  return key.map(encodeURIComponent).join(",");
}

/** `Album` of `music.Album`. */
export function shortName(label: string): string {
  return label.slice(label.lastIndexOf(".") + 1);
}

/** Whether there can be something under an item. */
export function isExpandable(item: TreeItem | undefined): item is ObjectItem | GroupItem {
  return item?.kind === "object" || item?.kind === "group";
}

/** The place of the item that an item is under; -1 for a root. */
export function parentOf(items: readonly TreeItem[], at: number): number {
  const level = items[at]?.level ?? 1;
  for (let above = at - 1; above >= 0; above--) if ((items[above]?.level ?? 0) < level) return above;
  return -1;
}
