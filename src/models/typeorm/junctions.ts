import type { FieldInfo, ModelInfo, OnDelete } from "../../protocol/models";
import type { Column, Relation } from "./columns";
import { type Evaluator, resultNode } from "./evaluate";
import { columnField, compositeKey, OBJECTS } from "./fields";
import type { JoinColumn } from "./joins";
import type { Names } from "./models";
import { shorten } from "./naming";
import type { Entity } from "./tables";
import { FunctionValue, textOf, type Value } from "./values";

/** What is known of a junction table. */
export interface Junction {
  readonly relation: Relation;
  readonly table: string;
  /** The model's label. */
  readonly through: string;
  readonly target: Entity;
  readonly from: string;
  readonly to: string;
  readonly own: JoinColumn;
  readonly inverse: JoinColumn;
}

/** The junction table of a many-to-many relation, with the data source's prefix. */
export function joinTableName(owner: Entity, relation: Relation, target: Entity): string {
  const { rules } = owner;
  const name =
    relation.draft.joinTable?.name ??
    rules.naming.joinTableName(owner.bareTable, target.bareTable, relation.path.join("."));
  const isLong = rules.maxAliasLength > 0 && name.length > rules.maxAliasLength;
  return rules.tablePrefix + (isLong ? shorten(name) : name);
}

/** The model of a junction table that no entity stands for: two keys, which together are its primary key. */
export function junctionModel(junction: Junction, owner: Entity, names: ReadonlyMap<Entity, Names>): ModelInfo {
  const { relation, target, from, to, own, inverse } = junction;
  const action = textOf(relation.draft.options.get("onDelete"))?.toUpperCase();
  const onDelete: OnDelete = action === "RESTRICT" ? "RESTRICT" : action === "NO ACTION" ? "DO_NOTHING" : "CASCADE";
  return {
    ...tableModel(owner, junction.through.slice(owner.app.length + 1), junction.table),
    fields: [
      keyField(from, own, owner, names, onDelete),
      keyField(to, inverse, target, names, "CASCADE"),
      compositeKey([from, to]),
    ],
    source: `${relation.draft.place.file}:${relation.draft.place.line}`,
    place: relation.draft.place,
  };
}

/** The table in which TypeORM keeps every ancestor of every row of a tree. */
export function closureModel(
  entity: Entity,
  primary: readonly Column[],
  names: Names,
  evaluator: Evaluator,
): ModelInfo | null {
  const [key] = primary;
  // Keys of several columns have no field that could point at them.
  if (primary.length !== 1 || key === undefined) return null;
  const options = entity.draft.tree?.options;
  const bare = textOf(options?.get("closureTableName")) ?? entity.bareTable;
  const property = key.path.at(-1) ?? "id";
  const column = (option: string, end: string): JoinColumn => {
    const given = namedBy(options?.get(option), property, evaluator) ?? `${property}_${end}`;
    return { name: entity.rules.naming.columnName(given, undefined, []), declared: null, referenced: key };
  };
  const all = new Map([[entity, names]]);
  const hasLevel = entity.parts.some((part) => part.kind === "column" && part.column.draft?.mode === "treeLevel");
  const name = entity.rules.naming.columnName("level", undefined, []);
  const level: Column = {
    path: ["level"],
    name,
    bare: name,
    shape: { type: "IntegerField" },
    primary: false,
    nullable: false,
  };
  const ends = ["ancestor", "descendant"];
  return {
    ...tableModel(entity, `${entity.draft.name}_closure`, `${entity.rules.tablePrefix}${bare}_closure`),
    // No field leads through it, so it needs a name of its own.
    autoCreated: false,
    fields: [
      keyField("ancestor", column("ancestorColumnName", "ancestor"), entity, all, "CASCADE"),
      keyField("descendant", column("descendantColumnName", "descendant"), entity, all, "CASCADE"),
      ...(hasLevel ? [columnField(level, entity, "level", { unique: false, index: false, whole: false })] : []),
      compositeKey(ends),
    ],
  };
}

/** `(column) => "ancestor_" + column.propertyName`, worked out for one column. */
function namedBy(value: Value, property: string, evaluator: Evaluator): string | undefined {
  if (!(value instanceof FunctionValue)) return undefined;
  const plain = textOf(evaluator.result(value));
  const body = resultNode(value.node);
  if (plain !== undefined || body === null) return plain;
  const text = value.module.textOf(body);
  const before = /^["'](\w*)["']\s*\+\s*\w+\.propertyName$/.exec(text) ?? /^`(\w*)\$\{\w+\.propertyName\}`$/.exec(text);
  if (before !== null) return `${before[1] ?? ""}${property}`;
  const behind = /^\w+\.propertyName\s*\+\s*["'](\w*)["']$/.exec(text) ?? /^`\$\{\w+\.propertyName\}(\w*)`$/.exec(text);
  return behind === null ? undefined : `${property}${behind[1] ?? ""}`;
}

function tableModel(entity: Entity, name: string, table: string): ModelInfo {
  return {
    label: `${entity.app}.${name}`,
    app: entity.app,
    name,
    table,
    ...(entity.draft.schema === undefined ? {} : { schema: entity.draft.schema }),
    origin: "typeorm",
    source: `${entity.draft.place.file}:${entity.draft.place.line}`,
    place: entity.draft.place,
    fields: [],
    managers: [OBJECTS],
    methods: [],
    primaryKey: "pk",
    parents: [],
    proxy: false,
    managed: true,
    autoCreated: true,
    ordering: [],
    uniqueTogether: [],
    constraints: [],
    drift: [],
  };
}

function keyField(
  name: string,
  key: JoinColumn,
  target: Entity,
  names: ReadonlyMap<Entity, Names>,
  onDelete: OnDelete,
): FieldInfo {
  const toField = names.get(target)?.byColumn.get(key.referenced.name);
  return {
    name,
    attname: key.name === name ? `${name}_id` : key.name,
    column: key.name,
    type: "ForeignKey",
    null: false,
    primaryKey: false,
    dbIndex: true,
    relation: {
      kind: "fk",
      model: target.label,
      onDelete,
      relatedName: "+",
      ...(toField === undefined ? {} : { toField }),
    },
  };
}
