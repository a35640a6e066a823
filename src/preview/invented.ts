import type { SqlValue } from "../database/backend";
import type { Registry } from "../orm/registry";
import type { ChangeSet } from "./changeSet";

/** The keys that the database made up for the new rows of a table, by size, as it hands them out. */
export class Invented {
  readonly #keys: Float64Array;

  constructor(keys: Float64Array) {
    this.#keys = keys;
  }

  /** A key's place among them; -1 for other values. */
  rankOf(value: SqlValue): number {
    if (typeof value !== "bigint") return -1;
    const wanted = Number(value);
    const keys = this.#keys;
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return keys[low] === wanted ? low : -1;
  }
}

/** The made-up keys that a column may hold, by `table NUL column`: of a table's own key, and of those that point at it. */
export function inventedKeys(changes: ChangeSet, registry: Registry): ReadonlyMap<string, Invented> {
  const models = registry.models.filter((model) => !model.info.proxy);
  const columns = new Map<string, Invented>();
  const byTable = new Map<string, Invented>();
  for (const model of models) {
    const { pk } = model;
    const table = model.info.table;
    if (!pk || pk.isComposite || pk.model !== model || !pk.type.isAuto) continue;
    const keys = newKeys(changes, table, pk.column);
    if (keys.length === 0) continue;
    const invented = new Invented(keys);
    byTable.set(table, invented);
    columns.set(`${table}\0${pk.column}`, invented);
  }
  if (byTable.size === 0) return columns;
  for (const model of models)
    for (const field of model.localFields) {
      if (!field.isForeignKey || !field.remote) continue;
      const invented = byTable.get((field.targetField?.model ?? field.remote).table);
      if (invented) columns.set(`${model.info.table}\0${field.column}`, invented);
    }
  return columns;
}

function newKeys(changes: ChangeSet, table: string, column: string): Float64Array {
  const groups = changes.groups.filter((group) => group.action === "insert" && group.table === table);
  const keys = new Float64Array(groups.reduce((sum, { count }) => sum + count, 0));
  let at = 0;
  for (const group of groups)
    for (const { key } of group.rows()) {
      const value = key[column];
      // Past 2^53 two keys could be taken for one: such are never handed out in order, and count as given.
      if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) keys[at++] = Number(value);
    }
  return keys.subarray(0, at).sort();
}
