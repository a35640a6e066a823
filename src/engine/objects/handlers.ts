import { ModelInstance } from "../../orm/instance";
import type { DjangoOrm } from "../../orm/orm";
import { columnOf } from "../../preview/columns";
import type { Handlers } from "../../protocol/channel";
import type { ObjectNode, ObjectRelation, ObjectsApi, ObjectView } from "../../protocol/objects";
import type { RowTotal } from "../../protocol/results";
import type { PyTimezone } from "../../python/datetime";
import { Interrupted } from "../../python/runtime";
import { cellOf } from "../cells";
import { zoneOf } from "../rows/table";
import { textOf, textRows } from "../rows/texts";
import { instanceOf, keyTexts, type Readable, reading, steady } from "./read";
import { type Relation, relatedOne, relatedRows, relationOf, relationsOf } from "./relations";
import { statementFor } from "./statement";

/** Related rows that are counted without being asked for all of them. */
const COUNTED = 10_000;
/** Rows of one answer, at most. */
const MOST = 1_000;
/** Milliseconds that the texts of one answer may take; model and key stand for the rest. */
const PATIENCE = 400;

/** The calls about single rows and what they are related to. */
export function objectHandlers(workspace: () => Readable): Handlers<ObjectsApi> {
  return {
    object: (ref, signal) => {
      const zone = zoneOf(workspace().host);
      return reading(workspace(), signal, async (orm) => viewOf(orm, await instanceOf(orm, ref), zone));
    },
    related: ({ relation, start, count, ...ref }, signal) =>
      reading(workspace(), signal, async (orm) => {
        const instance = await instanceOf(orm, ref);
        const rows = await relatedRows(orm, instance, relationOf(instance.model, relation));
        const wanted = Math.min(count, MOST);
        // One more than is wanted says whether there are further ones.
        const read = await textRows(
          orm,
          steady(orm, rows).limited(start, start + wanted + 1),
          performance.now() + PATIENCE,
        );
        return {
          rows: read.slice(0, wanted).map(({ instance: row, text }) => nodeOf(row, text)),
          more: read.length > wanted,
        };
      }),
    relatedCount: ({ relation, exact, ...ref }, signal) =>
      reading(workspace(), signal, async (orm): Promise<RowTotal> => {
        const instance = await instanceOf(orm, ref);
        const rows = (await relatedRows(orm, instance, relationOf(instance.model, relation))).chain();
        rows.query.clearOrdering(true);
        if (!exact) rows.query.setLimits(null, COUNTED + 1);
        const found = Number(await rows.count());
        return exact || found <= COUNTED ? { rows: found } : { rows: null, moreThan: COUNTED };
      }),
    objectStatement: (request, signal) =>
      reading(workspace(), signal, async (orm) => ({ source: await statementFor(orm, request) })),
  };
}

async function viewOf(orm: DjangoOrm, instance: ModelInstance, zone: PyTimezone | null): Promise<ObjectView> {
  const { model } = instance;
  const relations: ObjectRelation[] = [];
  for (const relation of relationsOf(model)) relations.push(await described(orm, instance, relation));
  const { readOnly } = model.info;
  return {
    ...nodeOf(instance, await textOf(orm, instance)),
    fields: model.fields.map((field) => ({
      column: columnOf(field),
      cell: cellOf(instance.fieldValue(field) ?? null, zone),
    })),
    relations,
    ...(readOnly !== undefined && { readOnly }),
  };
}

/** A relation; where it leads to one row at most, with that row. */
async function described(orm: DjangoOrm, instance: ModelInstance, relation: Relation): Promise<ObjectRelation> {
  if (relation.facts.many) return relation.facts;
  try {
    const row = await relatedOne(instance, relation);
    return { ...relation.facts, one: row instanceof ModelInstance ? nodeOf(row, await textOf(orm, row)) : null };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return { ...relation.facts, fault: error instanceof Error ? error.message : String(error) };
  }
}

function nodeOf(instance: ModelInstance, text: string | null): ObjectNode {
  const key = keyTexts(instance);
  const { label, name } = instance.model;
  return { model: label, key, text: text ?? `${name} object (${key.join(", ")})` };
}
