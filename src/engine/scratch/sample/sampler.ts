import type { Session, SqlValue } from "../../../database/backend";
import type { Field } from "../../../orm/fields";
import type { Conversion } from "../../../orm/fieldTypes";
import type { Model } from "../../../orm/meta";
import type { Registry } from "../../../orm/registry";
import type { RowLoad, TableRows } from "../../../preview/loading";
import { QuerysetError } from "../../../protocol/errors";
import type { SampleCount } from "../../../protocol/scratch";
import { Chance } from "./chance";
import { GenericKeys, genericTargets } from "./generic";
import { inOrder, keysOf } from "./order";
import { groupText, Pools } from "./pools";
import { type Row, RowMaker } from "./rows";

/** What samples are made for. */
export interface SampleOptions {
  readonly registry: Registry;
  readonly conversion: Conversion;
  /** Reads what is there already. */
  readonly session: Session;
  readonly seed: number;
  /** Seconds since 1970: samples lie around it. */
  readonly now: number;
}

/** Rows of one model that are made at most. */
const MOST_ROWS = 100_000;

/**
 * Makes up rows for some models: what fits their fields, constraints and relations. The same seed over the same data
 * gives the same rows. Throws `LookupError` for a model that is not there, `Unsupported` for one that cannot have rows.
 */
export async function sampleRows(counts: readonly SampleCount[], options: SampleOptions): Promise<RowLoad> {
  const { registry, session, conversion, seed, now } = options;
  // Its sequences hand out keys; rows that bring their own would be met by them later.
  if (conversion.dialect.name === "postgres")
    throw new QuerysetError(
      "Unsupported",
      "Sample rows are not made in PostgreSQL: their keys would be handed out once more.",
      {
        hint: "Make them in the scratch database, or in a SQLite or MySQL database.",
      },
    );
  const chance = new Chance(seed);
  const pools = new Pools(session, conversion.dialect);
  const wanted = new Map<Model, number>();
  for (const { model: label, rows } of counts) {
    if (rows > 0) wanted.set(modelFor(registry, label).concrete, Math.min(rows, MOST_ROWS));
  }
  const notes = await addNeeded(wanted, pools);
  const generic = new GenericKeys(session, conversion.dialect, pools, chance, [...wanted.keys()]);
  const order = inOrder([...wanted.keys()], (model) => genericTargets(model, [...wanted.keys()]));
  for (const { label, isNullable, remote } of order.late) {
    if (isNullable) continue;
    throw new QuerysetError(
      "Unsupported",
      `${label} needs a row of ${remote?.label ?? ""}, which needs one of it first.`,
    );
  }
  const making = {
    chance,
    pools,
    conversion,
    now,
    left: order.late,
    generic: (model: Model) => generic.valuesFor(model),
  };
  const made = new Map<Model, readonly Row[]>();
  for (const model of order.models) {
    const { rows, note } = await makeRows(await RowMaker.for(model, making), wanted.get(model) ?? 0);
    made.set(model, rows);
    if (note !== null) notes.push(note);
  }
  const tables = [...made].flatMap(([model, rows]) => tablesOf(model, rows));
  const types = generic.contentTypes.length === 0 ? [] : contentTypeTable(generic.contentTypes);
  const late = await fillLate(order.late, made, pools, chance);
  const links = await manyToMany(made, pools, chance);
  const lines = [...made].map(([model, rows]) => `${rows.length} of ${model.label}`).join(", ");
  return {
    source: `# Sample rows: ${lines} (seed ${seed})`,
    tables: [...types, ...tables, ...late, ...links],
    notes,
  };
}

function modelFor(registry: Registry, label: string): Model {
  const model = registry.get(label);
  if (model === null) throw new QuerysetError("LookupError", `There is no model ${label}.`);
  const { info } = model.concrete;
  const isMissing = info.drift.some(({ kind }) => kind === "tableMissing");
  const reason =
    info.readOnly ??
    (isMissing ? `The database has no table ${info.table}.` : info.swapped && "Another model stands for it.");
  if (reason) throw new QuerysetError("Unsupported", `${label} cannot get rows: ${reason}`);
  return model;
}

/** Adds the models whose rows are needed and of which there are none yet. */
async function addNeeded(wanted: Map<Model, number>, pools: Pools): Promise<string[]> {
  const notes: string[] = [];
  const open = [...wanted.keys()];
  for (let model = open.shift(); model !== undefined; model = open.shift()) {
    const rows = wanted.get(model) ?? 0;
    for (const key of keysOf(model)) {
      const target = key.remote?.concrete;
      if (target === undefined || key.isNullable || key.targetField === null || wanted.has(target)) continue;
      if (target === model || [...wanted.keys()].some((other) => other.isSubclassOf(target))) continue;
      if ((await pools.values(key.targetField)).length > 0) continue;
      const count = key.isUnique ? rows : Math.max(1, Math.min(rows, 5));
      wanted.set(target, count);
      open.push(target);
      notes.push(`${model.name}.${key.name} needs rows of ${target.label}, which has none: ${count} more are made.`);
    }
  }
  return notes;
}

async function makeRows(maker: RowMaker, count: number): Promise<{ rows: Row[]; note: string | null }> {
  const rows: Row[] = [];
  while (rows.length < count) {
    const row = await maker.next();
    if ("reason" in row)
      return { rows, note: `Only ${rows.length} of ${count} rows of ${maker.model.label}: ${row.reason}.` };
    rows.push(row);
  }
  return { rows, note: null };
}

/** A model's rows by table: the parents' first. */
function tablesOf(model: Model, rows: readonly Row[]): TableRows[] {
  if (rows.length === 0) return [];
  const owners = [...model.ancestors].reverse().concat(model.concrete);
  return owners.map((owner) => {
    const fields = owner.localFields.filter((field) => !field.isGenerated && !field.isComposite);
    return {
      table: owner.table,
      key: [],
      columns: fields.map(({ column }) => column),
      rows: rows.map((row) => fields.map((field) => row.get(field) ?? null)),
    };
  });
}

function contentTypeTable(rows: readonly Row[]): TableRows[] {
  const fields = [...(rows[0]?.keys() ?? [])];
  const table = fields[0]?.model.table ?? "";
  const columns = fields.map(({ column }) => column);
  return [{ table, key: [], columns, rows: rows.map((row) => fields.map((field) => row.get(field) ?? null)) }];
}

/** Keys of cycles, set once the rows at both their ends are there. */
async function fillLate(
  late: ReadonlySet<Field>,
  made: ReadonlyMap<Model, readonly Row[]>,
  pools: Pools,
  chance: Chance,
): Promise<TableRows[]> {
  const tables: TableRows[] = [];
  for (const field of late) {
    const { pk } = field.model;
    const values = field.targetField === null ? [] : [...(await pools.values(field.targetField))];
    if (pk.isComposite) continue;
    const rows: SqlValue[][] = [];
    for (const row of [...made].flatMap(([model, all]) => (model.isSubclassOf(field.model) ? all : []))) {
      if (values.length === 0 || (field.isNullable && chance.isTrue(0.3))) continue;
      const value = field.isUnique ? values.splice(chance.integer(0, values.length - 1), 1)[0] : chance.pick(values);
      rows.push([row.get(pk) ?? null, value ?? null]);
    }
    if (rows.length > 0)
      tables.push({ table: field.model.table, key: [pk.column], columns: [pk.column, field.column], rows });
  }
  return tables;
}

/** Rows of the tables behind many-to-many fields: up to three for each new row. */
async function manyToMany(
  made: ReadonlyMap<Model, readonly Row[]>,
  pools: Pools,
  chance: Chance,
): Promise<TableRows[]> {
  const tables: TableRows[] = [];
  for (const [model, rows] of made) {
    for (const field of model.manyToMany) {
      const { through } = field;
      // A model of the project's own has rows of its own; an ancestor's links come with the ancestor's rows.
      if (through === null || through.model.info.autoCreated !== true || through.to.targetField === null) continue;
      const { from, to } = through;
      const targets = await pools.values(through.to.targetField);
      const taken = await pools.taken([from, to]);
      const id = through.model.pk.type.isAuto ? through.model.pk : null;
      const links: SqlValue[][] = [];
      for (const row of rows) {
        const source = from.targetField === null ? null : (row.get(from.targetField) ?? null);
        for (const target of chance.some(targets.slice(0, 200), chance.integer(0, 3))) {
          const key = groupText([source, target]);
          if (key === null || taken.has(key) || (from.remote === to.remote && source === target)) continue;
          taken.add(key);
          links.push(id === null ? [source, target] : [await pools.nextKey(id), source, target]);
        }
      }
      const columns = [...(id === null ? [] : [id.column]), from.column, to.column];
      if (links.length > 0) tables.push({ table: through.model.table, key: [], columns, rows: links });
    }
  }
  return tables;
}
