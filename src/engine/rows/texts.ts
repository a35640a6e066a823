import type { ModelInstance } from "../../orm/instance";
import type { DjangoOrm } from "../../orm/orm";
import type { QuerySet } from "../../orm/queryset";

/** Characters of a text. */
const LONGEST = 120;

interface TextRow {
  readonly instance: ModelInstance;
  /** Null where it could not be made, or not in time. */
  readonly text: string | null;
}

/** A queryset's rows with their texts (`__str__`), which are made until the moment `until` of `performance.now()`. */
export async function textRows(orm: DjangoOrm, queryset: QuerySet, until: number): Promise<readonly TextRow[]> {
  let instances = (await queryset.rows()) as readonly ModelInstance[];
  const rows: TextRow[] = [];
  for (let i = 0; i < instances.length; i++) {
    const instance = instances[i];
    if (instance === undefined) continue;
    const before = orm.connection.trace.sql.length;
    const text = performance.now() < until ? await textOf(orm, instance) : null;
    if (i === 0 && orm.connection.trace.sql.length > before && instances.length > 1) {
      // The text leads on to other rows: they are read along with these, not one by one.
      const joined = queryset.chain();
      joined.query.selectRelated = Object.fromEntries(
        instance.model.fields.filter((field) => field.isForeignKey).map((field) => [field.name, {}]),
      );
      instances = (await joined.rows()) as readonly ModelInstance[];
    }
    rows.push({ instance, text });
  }
  return rows;
}

/** A row's `__str__`, its start where it is long; null where it cannot be run. */
export async function textOf(orm: DjangoOrm, instance: ModelInstance): Promise<string | null> {
  try {
    const text = await orm.interpreter.str(instance);
    return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  } catch {
    return null;
  }
}
