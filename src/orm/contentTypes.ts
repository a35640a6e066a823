import type { Value } from "../python/objects";
import type { Orm } from "./context";
import { fail, ImproperlyConfigured } from "./errors";
import type { Model } from "./meta";
import { param, sql } from "./sql";

/** The id that `django_content_type` has for a model. Throws where the table or the row is not there. */
export async function contentTypeOf(orm: Orm, model: Model): Promise<Value> {
  const { app, modelName } = model.concrete;
  const rows = await orm.connection.read(
    sql`SELECT id AS id FROM django_content_type WHERE app_label = ${param(app)} AND model = ${param(modelName)}`,
  );
  const id = rows[0]?.id;
  if (id === undefined || id === null) {
    throw fail(ImproperlyConfigured, `django_content_type has no row for ${model.label}`, {
      hint: "Run the project's migrations, so that the content type exists.",
    });
  }
  return BigInt(id as number);
}

/** The model that a content type's id stands for; null where it is none of the project's. */
export async function modelOfContentType(orm: Orm, id: Value): Promise<Model | null> {
  if (typeof id !== "bigint") return null;
  const rows = await orm.connection.read(
    sql`SELECT app_label AS app, model AS name FROM django_content_type WHERE id = ${param(id)}`,
  );
  const row = rows[0];
  return row ? orm.registry.get(`${String(row.app)}.${String(row.name)}`) : null;
}
