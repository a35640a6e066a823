import type { SqlValue } from "../../database/backend";
import type { Field } from "../../orm/fields";
import type { Model } from "../../orm/meta";
import type { TableRows } from "../../preview/loading";
import { inOrder } from "./sample/order";

/** Rows of tables, gathered one by one: those with the same columns go together, parents before what points at them. */
export class Gathered {
  readonly #rows = new Map<Model, Map<string, { fields: readonly Field[]; rows: SqlValue[][] }>>();

  /** Adds a row of a model's own table. */
  add(model: Model, values: ReadonlyMap<Field, SqlValue>): void {
    const fields = [...values.keys()];
    const key = fields.map(({ column }) => column).join("\0");
    const groups = this.#rows.get(model) ?? new Map<string, { fields: readonly Field[]; rows: SqlValue[][] }>();
    this.#rows.set(model, groups);
    const group = groups.get(key) ?? { fields, rows: [] };
    groups.set(key, group);
    group.rows.push([...values.values()]);
  }

  /** How many rows each model has. */
  counts(): { readonly model: Model; readonly rows: number }[] {
    return [...this.#rows].map(([model, groups]) => {
      return { model, rows: [...groups.values()].reduce((sum, { rows }) => sum + rows.length, 0) };
    });
  }

  tables(): TableRows[] {
    const { models } = inOrder([...this.#rows.keys()]);
    // A child's row needs its parents'.
    const sorted = new Set(models.flatMap((model) => [...[...model.ancestors].reverse(), model]));
    return [...sorted].flatMap((model) =>
      [...(this.#rows.get(model)?.values() ?? [])].map(({ fields, rows }): TableRows => {
        const columns = fields.map(({ column }) => column);
        const key = (model.pk.isComposite ? model.pk.parts : [model.pk]).map(({ column }) => column);
        const isKeyed = key.every((column) => columns.includes(column));
        const own = fields.find((field) => field.isForeignKey && field.remote?.concrete === model);
        return {
          table: model.table,
          key: isKeyed ? key : [],
          columns,
          rows: own === undefined ? rows : rooted(rows, fields, own),
        };
      }),
    );
  }
}

/** Rows of a tree with the roots first, for databases that look at once where a key leads. */
function rooted(rows: SqlValue[][], fields: readonly Field[], own: Field): SqlValue[][] {
  const at = fields.indexOf(own);
  const to = own.targetField === null ? -1 : fields.indexOf(own.targetField);
  if (to < 0) return rows;
  const left = new Map(rows.map((row) => [String(row[to]), row]));
  const sorted: SqlValue[][] = [];
  const place = (row: SqlValue[]): void => {
    const chain: SqlValue[][] = [];
    for (let each: SqlValue[] | undefined = row; each !== undefined && left.has(String(each[to])); ) {
      chain.push(each);
      left.delete(String(each[to]));
      each = each[at] === null ? undefined : left.get(String(each[at]));
    }
    sorted.push(...chain.reverse());
  };
  for (const row of rows) place(row);
  return sorted;
}
