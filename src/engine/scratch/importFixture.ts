import type { SqlValue } from "../../database/backend";
import type { Field } from "../../orm/fields";
import type { Model } from "../../orm/meta";
import { PyDict } from "../../python/collections";
import { parseJson } from "../../python/jsonModule";
import type { Value } from "../../python/objects";
import type { Import } from "./imports";
import { NaturalKeys } from "./naturalKeys";
import { BadValue, shown, storedValue } from "./stored";

interface Entry {
  readonly line: number;
  readonly model: Model;
  readonly key: SqlValue;
  readonly fields: PyDict;
}

/** Reads a Django fixture, as `dumpdata --format json` writes it, natural keys included. */
export async function importFixture(into: Import, text: string): Promise<void> {
  const lines = new Lines(text);
  let objects: Value;
  try {
    objects = parseJson(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    into.fault(1, `This is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  if (!Array.isArray(objects)) {
    into.fault(1, "A fixture is a list of objects with model, pk and fields.");
    return;
  }
  const entries: Entry[] = [];
  for (const object of objects) {
    const entry = await entryOf(into, object, lines.next());
    if (entry !== null) entries.push(entry);
  }
  const natural = new NaturalKeys(into);
  for (const { model, key, fields } of entries) natural.know(model, key, fields);
  for (const entry of entries) await addEntry(into, entry, natural);
}

/** The lines at which a fixture's objects begin: each has one member named `model` of its own. */
class Lines {
  readonly #found: number[];
  #at = 0;

  constructor(text: string) {
    this.#found = [];
    let line = 1;
    let from = 0;
    for (const { index } of text.matchAll(/"model"\s*:\s*"\w+\.\w+"/g)) {
      for (; from < index; from++) if (text.charCodeAt(from) === 10) line++;
      this.#found.push(line);
    }
  }

  next(): number {
    return this.#found[this.#at++] ?? 1;
  }
}

async function entryOf(into: Import, object: Value, line: number): Promise<Entry | null> {
  const label = object instanceof PyDict ? object.get("model") : undefined;
  const fields = object instanceof PyDict ? object.get("fields") : undefined;
  if (!(object instanceof PyDict) || typeof label !== "string" || !(fields instanceof PyDict)) {
    into.fault(line, "An object of a fixture has a model, a pk and fields.");
    return null;
  }
  const model = into.registry.get(label);
  if (model === null) {
    into.note(`Objects of ${label}, which is none of this project's models, are left out.`);
    return null;
  }
  const given = object.get("pk") ?? null;
  const { pk } = model.concrete;
  // Written with natural keys, an object has none of its own.
  if (given === null) return { line, model, fields, key: pk.type.isAuto ? await into.nextKey(pk) : null };
  try {
    return { line, model, fields, key: storedValue(pk, given, "fixture", into.conversion) };
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    into.fault(line, error.message, "pk");
    return null;
  }
}

async function addEntry(into: Import, { line, model, key, fields }: Entry, natural: NaturalKeys): Promise<void> {
  const { concrete } = model;
  const row = new Map<Field, SqlValue>();
  const links: { field: Field; values: readonly Value[] }[] = [];
  if (!concrete.pk.isComposite && concrete.pk.model === concrete) row.set(concrete.pk, key);
  let isGood = true;
  for (const [given, value] of fields.entries()) {
    const name = String(given);
    const field = concrete.fields.find((each) => each.name === name || each.attname === name);
    const many = concrete.manyToMany.find((each) => each.name === name);
    try {
      if (many !== undefined) {
        if (Array.isArray(value)) links.push({ field: many, values: value });
      } else if (field === undefined || field.isGenerated)
        into.note(`${model.label} has no field ${name}: its values are left out.`);
      // A parent's columns come with the parent's own object.
      else if (field.model === concrete) row.set(field, await keyOrValue(into, field, value, natural));
      else into.note(`${model.label}.${name} belongs to ${field.model.label}, whose own objects have it.`);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      into.fault(line, error.message, name);
      isGood = false;
    }
  }
  if (!isGood) return;
  // As loaddata makes an instance of the fields that are there.
  for (const field of concrete.localFields) {
    if (row.has(field) || field.isGenerated || field.isComposite || field.type.isAuto) continue;
    const value = into.defaultOf(field);
    if (value !== undefined) row.set(field, value);
  }
  into.add(concrete, row);
  for (const { field, values } of links) await addLinks(into, line, { field, values, key }, natural);
}

async function keyOrValue(into: Import, field: Field, value: Value, natural: NaturalKeys): Promise<SqlValue> {
  if (!field.isForeignKey || !Array.isArray(value) || field.remote === null)
    return storedValue(field, value, "fixture", into.conversion);
  const found = await natural.find(field.remote, value);
  if (found === null) throw new BadValue(`${field.remote.label} has no row with the natural key ${shown(value)}.`);
  return found;
}

async function addLinks(
  into: Import,
  line: number,
  { field, values, key }: { readonly field: Field; readonly values: readonly Value[]; readonly key: SqlValue },
  natural: NaturalKeys,
): Promise<void> {
  const { through } = field;
  if (through === null || through.model.info.autoCreated !== true) return;
  for (const value of values) {
    try {
      const target = await keyOrValue(into, through.to, value, natural);
      const id = through.model.pk.type.isAuto
        ? [[through.model.pk, await into.linkKey(through, key, target)] as const]
        : [];
      into.add(through.model, new Map<Field, SqlValue>([...id, [through.from, key], [through.to, target]]));
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      into.fault(line, error.message, field.name);
    }
  }
}
