import { Q } from "../../orm/expressions/q";
import type { Field } from "../../orm/fields";
import { ModelInstance } from "../../orm/instance";
import type { Model } from "../../orm/meta";
import type { DjangoOrm } from "../../orm/orm";
import type { QuerySet } from "../../orm/queryset";
import { NOTHING } from "../../preview/observe";
import { runScript } from "../../preview/script";
import { QuerysetError } from "../../protocol/errors";
import type { ObjectRef } from "../../protocol/objects";
import { PyTuple } from "../../python/collections";
import { toBytes, unescapeText } from "../../python/literals";
import type { Value } from "../../python/objects";
import { cellText } from "../cells";
import { momentNow } from "../clock";
import type { Workspace } from "../workspace";

/** What rows are read with. */
export type Readable = Pick<Workspace, "backend" | "host">;

/** Reads with an ORM of its own, over a session that ends with the work. */
export function reading<T>(
  { backend, host }: Readable,
  signal: AbortSignal,
  work: (orm: DjangoOrm) => Promise<T>,
): Promise<T> {
  const script = { source: "", now: momentNow(), seed: 0, keepGoing: false };
  return backend.read(async (session) => {
    const { orm } = await runScript(host, script, session, false, signal, async () => NOTHING);
    return work(orm);
  });
}

/** The model of a label. Throws LookupError where the project has none of it. */
export function modelOf(orm: DjangoOrm, label: string): Model {
  const model = orm.registry.get(label);
  if (model === null)
    throw new QuerysetError("LookupError", `${label} is not among this project's models.`, {
      hint: "Is its app in INSTALLED_APPS?",
    });
  return model;
}

/** The row of a reference, whatever its model's managers hide. Throws DoesNotExist where there is none. */
export async function instanceOf(orm: DjangoOrm, { model: label, key }: ObjectRef): Promise<ModelInstance> {
  const model = modelOf(orm, label);
  const { pk } = model;
  const parts = (pk.isComposite ? pk.parts : [pk]).map((field, at) => keyValue(field, key[at] ?? null));
  const value: Value = pk.isComposite ? new PyTuple(parts) : (parts[0] ?? null);
  const [found] = await keyed(orm.allRows(model), value, model, key);
  if (found instanceof ModelInstance) return found;
  throw gone(model, key);
}

/** A part of a key by its text: bytes come as Python writes them, and a field makes its value of any other text. */
function keyValue(field: Field, text: string | null): Value {
  const isBytes = field.valueType.family === "binary" && text !== null && /^b(['"]).*\1$/s.test(text);
  return isBytes ? toBytes(unescapeText(text.slice(2, -1), true)) : text;
}

async function keyed(rows: QuerySet, value: Value, model: Model, key: readonly string[]): Promise<readonly Value[]> {
  try {
    return await rows
      .where(new Q([{ key: "pk", value }]))
      .limited(0, 1)
      .rows();
  } catch (error) {
    // What cannot be a key of the model is none of its rows'.
    if (error instanceof Error && (error.name === "ValueError" || error.name === "ValidationError"))
      throw gone(model, key);
    throw error;
  }
}

function gone(model: Model, key: readonly string[]): QuerysetError {
  return new QuerysetError("DoesNotExist", `${model.label} has no row with the key ${key.join(", ")}.`, {
    hint: "It may have been deleted meanwhile.",
  });
}

/** The texts that name a row's key; see `ObjectRef`. */
export function keyTexts(instance: ModelInstance): string[] {
  const { pk } = instance;
  return (pk instanceof PyTuple ? pk.items : [pk]).map((part) => cellText(part));
}

/** A queryset whose rows stay in their places from one page to the next: its own order, and the key where that leaves ties. */
export function steady(orm: DjangoOrm, queryset: QuerySet): QuerySet {
  const copy = queryset.chain();
  const own = copy.query.orderingEntries(orm.compiler.options.orderingOf);
  copy.query.ordering = [];
  copy.query.addOrdering([...own, "pk"]);
  return copy;
}
