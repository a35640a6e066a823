import type { Column, Relation } from "./columns";
import type { JoinColumnDraft } from "./drafts";
import { columnsOf, type Entity } from "./tables";

/** One column of a foreign key. */
export interface JoinColumn {
  readonly name: string;
  /** The column that the entity itself declares under that name. */
  readonly declared: Column | null;
  readonly referenced: Column;
}

/** Whether the relation's column lies on this side. */
export function isOwning({ draft }: Relation): boolean {
  return draft.type === "many-to-one" || (draft.type === "one-to-one" && draft.joinColumns !== null);
}

/** The columns of an owning relation's foreign key; empty where the target has no such columns. */
export function joinColumnsFor(entity: Entity, relation: Relation, target: Entity): JoinColumn[] {
  const drafts = relation.draft.joinColumns ?? [];
  const own = columnsOf(entity);
  return referencedBy(drafts, target).map((referenced) => {
    const given = givenName(drafts, referenced);
    const name = given ?? entity.rules.naming.joinColumnName(relation.draft.property, lastOf(referenced.path));
    const inside = relation.path.slice(0, -1).join(".");
    const declared = own.find((column) => column.bare === name && column.path.slice(0, -1).join(".") === inside);
    const column = entity.rules.naming.columnName(relation.draft.property, name, relation.prefixes);
    return { name: declared?.name ?? column, declared: declared ?? null, referenced };
  });
}

/** The columns of a junction table, this side's and the other's, told apart where they would be called the same. */
export function junctionColumns(
  owner: Entity,
  relation: Relation,
  target: Entity,
): { readonly own: readonly JoinColumn[]; readonly inverse: readonly JoinColumn[] } {
  const table = relation.draft.joinTable;
  const side = (entity: Entity, drafts: readonly JoinColumnDraft[]): JoinColumn[] =>
    referencedBy(drafts, entity).map((referenced) => ({
      name:
        givenName(drafts, referenced) ??
        owner.rules.naming.joinTableColumnName(entity.bareTable, lastOf(referenced.path), referenced.name),
      declared: null,
      referenced,
    }));
  const own = side(owner, table?.joinColumns ?? []);
  const inverse = side(target, table?.inverseJoinColumns ?? []);
  const shared = new Set(own.map(({ name }) => name).filter((name) => inverse.some((other) => other.name === name)));
  const numbered = (columns: readonly JoinColumn[], number: number) =>
    columns.map((column) => (shared.has(column.name) ? { ...column, name: `${column.name}_${number}` } : column));
  return { own: numbered(own, 1), inverse: numbered(inverse, 2) };
}

function referencedBy(drafts: readonly JoinColumnDraft[], target: Entity): readonly Column[] {
  const columns = columnsOf(target);
  const primary = columns.filter((column) => column.primary);
  if (!drafts.some(({ referenced }) => referenced !== undefined)) return primary;
  const fits = (column: Column, name: string | undefined) =>
    lastOf(column.path) === name || column.path.join(".") === name;
  const found = drafts.flatMap(({ referenced }) => columns.find((column) => fits(column, referenced)) ?? []);
  const place = (column: Column) => (primary.includes(column) ? primary.indexOf(column) : primary.length);
  return [...found].sort((a, b) => place(a) - place(b));
}

function givenName(drafts: readonly JoinColumnDraft[], referenced: Column): string | undefined {
  const fits = (draft: JoinColumnDraft) =>
    draft.referenced === undefined || draft.referenced === lastOf(referenced.path);
  return drafts.find((draft) => fits(draft) && draft.name !== undefined)?.name;
}

function lastOf(path: readonly string[]): string {
  return path.at(-1) ?? "";
}
