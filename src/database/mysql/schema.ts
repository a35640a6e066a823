import type { DatabaseSchema, ForeignKeySchema, TableSchema } from "../schema";

/** A trigger, as far as it matters to somebody who wants to know what a write does. */
export interface TriggerText {
  readonly name: string;
  /** `INSERT`, `UPDATE` or `DELETE`. */
  readonly event: string;
  /** Its body; empty where this user may not see it. */
  readonly body: string;
}

/** A table with what only MySQL says of it. */
export interface MysqlTable extends TableSchema {
  readonly engine: string;
  /** ROLLBACK takes back what was written to it. */
  readonly transactional: boolean;
  readonly triggerTexts: readonly TriggerText[];
  readonly partitioned: boolean;
  /** Columns that the server itself sets in an update: generated ones, and those `ON UPDATE CURRENT_TIMESTAMP`. */
  readonly computed: readonly string[];
}

export interface MysqlSchema extends DatabaseSchema {
  readonly tables: readonly MysqlTable[];
}

/** The columns that name a table's rows: its primary key, else a unique index without NULL. Empty where there is none. */
export function keyOf(table: TableSchema): readonly string[] {
  if (table.primaryKey.length > 0) return table.primaryKey;
  const notNull = new Set(table.columns.filter((column) => column.notNull).map((column) => column.name));
  const unique = table.indexes.find(
    (index) => index.unique && !index.partial && index.columns.every((name) => name !== null && notNull.has(name)),
  );
  return unique?.columns.flatMap((name) => name ?? []) ?? [];
}

/** A foreign key that points at a table, and the table it is of. */
export interface Reference {
  readonly child: MysqlTable;
  readonly foreignKey: ForeignKeySchema;
}

const known = new WeakMap<
  MysqlSchema,
  { readonly tables: ReadonlyMap<string, MysqlTable>; readonly references: ReadonlyMap<string, readonly Reference[]> }
>();

function sorted(schema: MysqlSchema) {
  const before = known.get(schema);
  if (before) return before;
  const tables = new Map(schema.tables.map((table) => [table.name.toLowerCase(), table]));
  const references = new Map<string, Reference[]>();
  for (const child of schema.tables) {
    for (const foreignKey of child.foreignKeys) {
      const parent = foreignKey.table.toLowerCase();
      const list = references.get(parent) ?? [];
      references.set(parent, list);
      list.push({ child, foreignKey });
    }
  }
  const made = { tables, references };
  known.set(schema, made);
  return made;
}

/** A table by its name, whatever its case. */
export function tableOf(schema: MysqlSchema, name: string): MysqlTable | undefined {
  return sorted(schema).tables.get(name.toLowerCase());
}

/** The foreign keys that point at a table. */
export function referencesTo(schema: MysqlSchema, table: MysqlTable): readonly Reference[] {
  return sorted(schema).references.get(table.name.toLowerCase()) ?? [];
}
