import type { AppliedMigration } from "../models/migrations";
import type { DatabaseSchema } from "../models/schema";
import type { Session } from "./backend";

/** The rows of `django_migrations`; null where the database has no such table. */
export async function readMigrations(
  session: Session,
  schema: DatabaseSchema,
): Promise<readonly AppliedMigration[] | null> {
  const table = schema.tables.find((each) => each.name === "django_migrations");
  const names = new Set(table?.columns.map((column) => column.name));
  if (!names.has("app") || !names.has("name")) return null;
  const rows = await session.all("SELECT app, name FROM django_migrations ORDER BY id");
  return rows.map((row) => ({ app: String(row.app), name: String(row.name) }));
}
