import type { ContentType } from "../models/database/labels";
import type { DatabaseSchema } from "../models/schema";
import type { Session } from "./backend";

/** The rows of `django_content_type`, which names the models of a Django database; empty where there is none. */
export async function readContentTypes(session: Session, schema: DatabaseSchema): Promise<readonly ContentType[]> {
  const table = schema.tables.find((each) => each.name === "django_content_type");
  const names = new Set(table?.columns.map((column) => column.name));
  if (!names.has("app_label") || !names.has("model")) return [];
  const rows = await session.all("SELECT app_label AS app, model FROM django_content_type");
  return rows.map((row) => ({ app: String(row.app), model: String(row.model) }));
}
