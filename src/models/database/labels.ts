import type { TableSchema } from "../schema";
import { modelName } from "./names";

/** A row of `django_content_type`: an app's label, and a model's name in lower case. */
export interface ContentType {
  readonly app: string;
  readonly model: string;
}

/** Tables of Django's own that are not called after their app and model. */
const DJANGO_TABLES: Readonly<Record<string, TableName>> = {
  django_admin_log: { app: "admin", name: "LogEntry" },
  django_content_type: { app: "contenttypes", name: "ContentType" },
  django_session: { app: "sessions", name: "Session" },
  django_site: { app: "sites", name: "Site" },
};

/** Where a table's model stands: `app.Name`. */
export interface TableName {
  readonly app: string;
  readonly name: string;
}

/**
 * Names a model for each table. A content type that fits says which app a table is of; join tables stand with the
 * table they start from, as Django names them (`library.Book_subjects`).
 */
export function nameTables(
  tables: readonly TableSchema[],
  app: string,
  contentTypes: readonly ContentType[],
): ReadonlyMap<string, TableName> {
  const names = new Map<string, TableName>();
  const used = new Set<string>();
  const place = (table: TableSchema, { app, name }: TableName) => {
    // Django tells models apart without regard to case.
    let unused = name;
    for (let number = 0; used.has(`${app}.${unused}`.toLowerCase()); number++) unused = `${name}_${number}`;
    used.add(`${app}.${unused}`.toLowerCase());
    names.set(table.name, { app, name: unused });
  };
  const owners = new Map(contentTypes.map((type) => [`${type.app}_${type.model}`.toLowerCase(), type]));
  for (const table of tables) {
    const owner = owners.get(table.name.toLowerCase());
    const own = contentTypes.length > 0 ? DJANGO_TABLES[table.name] : undefined;
    if (own !== undefined) place(table, own);
    else if (owner !== undefined) place(table, { app: owner.app, name: capitalise(owner.model) });
  }
  for (const table of tables) {
    if (!names.has(table.name)) place(table, joinName(table, owners) ?? { app, name: modelName(table.name) });
  }
  return names;
}

/** `library_book_subjects` as `Book_subjects`, where `library_book` is a model's table. */
function joinName(table: TableSchema, owners: ReadonlyMap<string, ContentType>): TableName | null {
  if (!isJoinTable(table)) return null;
  for (let end = table.name.lastIndexOf("_"); end > 0; end = table.name.lastIndexOf("_", end - 1)) {
    const owner = owners.get(table.name.slice(0, end).toLowerCase());
    if (owner !== undefined) return { app: owner.app, name: `${capitalise(owner.model)}${table.name.slice(end)}` };
  }
  return null;
}

/** A table of two foreign keys, an `id` at most, and the promise that no pair comes twice. */
export function isJoinTable(table: TableSchema): boolean {
  const keys = table.foreignKeys.filter((key) => key.columns.length === 1).map((key) => key.columns[0] ?? "");
  if (keys.length !== 2 || table.foreignKeys.length !== 2) return false;
  const others = table.columns.filter((column) => !keys.includes(column.name));
  if (others.some((column) => !column.auto) || others.length > 1) return false;
  const isPair = (columns: readonly (string | null)[]) =>
    columns.length === 2 && keys.every((key) => columns.includes(key));
  return (
    isPair(table.primaryKey) || table.indexes.some((index) => index.unique && !index.partial && isPair(index.columns))
  );
}

function capitalise(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
