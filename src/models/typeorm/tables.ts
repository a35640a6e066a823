import { type Column, type ColumnContext, type Part, partsOf, type Relation } from "./columns";
import type { EntityDraft, MemberDraft, TargetDraft } from "./drafts";
import type { Evaluator } from "./evaluate";
import type { NamingStrategy } from "./naming";
import { foldersAbove } from "./paths";
import { numberOf, textOf } from "./values";

/** How a data source names things. */
export interface NamingRules {
  readonly naming: NamingStrategy;
  /** What every table's name starts with. */
  readonly tablePrefix: string;
  /** Junction tables with longer names get shortened ones; 0 where there is no bound. */
  readonly maxAliasLength: number;
}

/** An entity with its table and columns. */
export interface Entity {
  readonly draft: EntityDraft;
  readonly app: string;
  readonly label: string;
  readonly rules: NamingRules;
  /** The table's name without the data source's prefix: other names are made from it. */
  readonly bareTable: string;
  readonly table: string;
  /** The entity at the top of the table, where that is another one; null for one with a table of its own. */
  readonly root: Entity | null;
  /** Entities that inherit from it in the same table. */
  readonly children: readonly EntityDraft[];
  readonly parts: readonly Part[];
  readonly discriminator: Column | null;
  readonly discriminatorValue: string;
}

/** Every entity of a project, found by class or by name. */
export class Entities {
  readonly all: readonly Entity[];
  readonly #byKey = new Map<object, Entity>();
  readonly #byName = new Map<string, Entity[]>();

  constructor(
    drafts: readonly EntityDraft[],
    apps: ReadonlyMap<EntityDraft, string>,
    rulesOf: (file: string) => NamingRules,
    evaluator: Evaluator,
  ) {
    const children = new Map<EntityDraft, EntityDraft[]>();
    const roots = new Map<EntityDraft, EntityDraft>();
    const byClass = new Map(drafts.map((draft) => [draft.key, draft]));
    const childKeys = new Set(drafts.filter(({ kind }) => kind === "child").map(({ key }) => key));
    for (const draft of drafts.filter(({ kind }) => kind === "child")) {
      const above = draft.ancestors.flatMap((ancestor) => byClass.get(ancestor) ?? []);
      const root = above.find(({ inheritance }) => inheritance !== undefined);
      for (const ancestor of above) children.set(ancestor, [...(children.get(ancestor) ?? []), draft]);
      if (root !== undefined) roots.set(draft, root);
    }
    const build = (draft: EntityDraft): Entity => {
      const known = this.#byKey.get(draft.key);
      if (known !== undefined) return known;
      const root = roots.get(draft);
      const made = entityOf(draft, {
        app: apps.get(draft) ?? "main",
        root: root === undefined || root === draft ? null : build(root),
        children: children.get(draft) ?? [],
        childKeys,
        rules: rulesOf(draft.place.file),
        evaluator,
      });
      this.#byKey.set(draft.key, made);
      this.#byName.set(draft.name, [...(this.#byName.get(draft.name) ?? []), made]);
      return made;
    };
    this.all = drafts.map(build);
  }

  /** The entity of a class, else the nearest one of that name (entity or table); null where there is none. */
  find(target: TargetDraft, from: Entity): Entity | null {
    const direct = target.key === undefined ? undefined : this.#byKey.get(target.key);
    if (direct !== undefined) return direct;
    const named = this.#byName.get(target.name) ?? this.all.filter(({ draft }) => draft.tableName === target.name);
    const folders = foldersAbove(from.draft.place.file);
    const nearness = (entity: Entity) => folders.findIndex((folder) => entity.draft.place.file.startsWith(folder));
    return [...named].sort((a, b) => nearness(a) - nearness(b))[0] ?? null;
  }

  byKey(key: object): Entity | null {
    return this.#byKey.get(key) ?? null;
  }
}

interface EntityContext {
  readonly app: string;
  readonly root: Entity | null;
  readonly children: readonly EntityDraft[];
  readonly childKeys: ReadonlySet<object>;
  readonly rules: NamingRules;
  readonly evaluator: Evaluator;
}

function entityOf(draft: EntityDraft, given: EntityContext): Entity {
  const { app, root, children, childKeys, rules, evaluator } = given;
  const source = root?.draft ?? draft;
  const bareTable = rules.naming.tableName(source.name, source.tableName);
  const context: ColumnContext = {
    naming: rules.naming,
    evaluator,
    nullableOwner: (owner) => childKeys.has(owner),
    nullableEmbedded: draft.inheritance !== undefined || root !== null,
  };
  const parts = [...partsOf(withChildren(draft, children), context), ...treeColumns(draft, rules.naming)];
  const discriminator = discriminatorOf(draft, root, parts, rules.naming);
  const isDeclared = parts.some((part) => part.kind === "column" && part.column === discriminator);
  return {
    draft,
    app,
    label: `${app}.${draft.name}`,
    rules,
    bareTable,
    table: rules.tablePrefix + bareTable,
    root,
    children,
    parts: discriminator === null || isDeclared ? parts : [...parts, { kind: "column", column: discriminator }],
    discriminator,
    discriminatorValue: draft.discriminator ?? draft.name,
  };
}

/** A shared table has the columns of every entity in it. */
function withChildren(draft: EntityDraft, children: readonly EntityDraft[]): readonly MemberDraft[] {
  const members = new Map(draft.members.map((member) => [member.property, member]));
  for (const child of children)
    for (const member of child.members) if (!members.has(member.property)) members.set(member.property, member);
  return [...members.values()];
}

function discriminatorOf(
  draft: EntityDraft,
  root: Entity | null,
  parts: readonly Part[],
  naming: NamingStrategy,
): Column | null {
  const declared = (path: string): Column | null => {
    const own = parts.find((part) => part.kind === "column" && part.column.path.join(".") === path);
    return own?.kind === "column" ? own.column : null;
  };
  if (root?.discriminator != null) return declared(root.discriminator.path.join(".")) ?? root.discriminator;
  const column = draft.inheritance?.column;
  if (column == null) return null;
  const property = textOf(column.get("name")) ?? "type";
  const own = declared(property);
  if (own !== null) return own;
  const length = numberOf(column.get("length"));
  const name = naming.columnName(property, textOf(column.get("name")), []);
  const shape = { type: "CharField", ...(length === undefined ? {} : { maxLength: length }) };
  return { path: [property], name, bare: name, shape, primary: false, nullable: column.get("nullable") === true };
}

/** The columns in which TypeORM keeps a tree's shape. */
function treeColumns(draft: EntityDraft, naming: NamingStrategy): Part[] {
  const part = (property: string, type: string, nullable: boolean, sql: string): Part => {
    const name = naming.columnName(property, property, []);
    const column = { path: [property], name, bare: name, shape: { type }, primary: false, nullable, default: sql };
    return { kind: "column", column };
  };
  if (draft.tree?.type === "materialized-path") return [part("mpath", "CharField", true, "''")];
  if (draft.tree?.type !== "nested-set") return [];
  return [part("nsleft", "IntegerField", false, "1"), part("nsright", "IntegerField", false, "2")];
}

/** The columns that were declared for an entity, join columns of relations left out. */
export function columnsOf(entity: Entity): readonly Column[] {
  return entity.parts.flatMap((part) => (part.kind === "column" ? [part.column] : []));
}

export function relationsOf(entity: Entity): readonly Relation[] {
  return entity.parts.flatMap((part) => (part.kind === "relation" ? [part.relation] : []));
}
