import type { Session } from "../../database/backend";
import { Q } from "../../orm/expressions/q";
import type { ModelInstance } from "../../orm/instance";
import type { Model } from "../../orm/meta";
import type { DjangoOrm } from "../../orm/orm";
import { NOTHING } from "../../preview/observe";
import { runScript, type ScriptHost } from "../../preview/script";
import type { ColumnInfo } from "../../protocol/results";
import type { RelatedLabels } from "../../protocol/rows";
import type { Value } from "../../python/objects";
import { cellOf } from "../cells";
import { momentNow } from "../clock";
import { textRows } from "./texts";

/** Milliseconds that the texts of one page may take; keys stand for the rest. */
const PATIENCE = 400;

/** The texts of the rows that foreign keys lead to, by column. */
export async function labelsOf(
  host: ScriptHost,
  session: Session,
  columns: readonly ColumnInfo[],
  rows: readonly (readonly Value[])[],
): Promise<readonly RelatedLabels[]> {
  const relations = columns.flatMap(({ field }, column) =>
    field?.related === undefined ? [] : [{ column, related: field.related, target: field.target ?? "pk" }],
  );
  if (relations.length === 0 || rows.length === 0) return [];
  const script = { source: "", now: momentNow(), seed: 0, keepGoing: false };
  const { orm } = await runScript(host, script, session, false, null, async () => NOTHING);
  const until = performance.now() + PATIENCE;
  const found: RelatedLabels[] = [];
  for (const { column, related, target } of relations) {
    const model = host.registry.get(related);
    const keys = new Map(
      rows.flatMap((row) => {
        const value = row[column] ?? null;
        return value === null ? [] : [[cellOf(value).text, value] as const];
      }),
    );
    if (model === null || keys.size === 0) continue;
    try {
      found.push({ column, labels: await textsOf(orm, model, target, [...keys.values()], until) });
    } catch {
      // Rows that cannot be read, or a table that is not there: the keys speak for themselves.
    }
  }
  return found;
}

async function textsOf(
  orm: DjangoOrm,
  model: Model,
  target: string,
  keys: readonly Value[],
  until: number,
): Promise<Record<string, string>> {
  const queryset = orm.allRows(model).where(new Q([{ key: `${target}__in`, value: [...keys] }]));
  const labels: Record<string, string> = {};
  for (const { instance, text } of await textRows(orm, queryset, until)) {
    const key = target === "pk" ? instance.pk : keyOf(model, instance, target);
    if (text !== null) labels[cellOf(key).text] = text;
  }
  return labels;
}

function keyOf(model: Model, instance: ModelInstance, target: string): Value {
  const field = model.fields.find(({ name }) => name === target);
  return field === undefined ? instance.pk : (instance.fieldValue(field) ?? null);
}
