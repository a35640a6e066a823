import type { TableValue } from "../../preview/observe";
import { QuerysetError } from "../../protocol/errors";
import type { ColumnInfo } from "../../protocol/results";

type Table = Pick<TableValue, "columns" | "model">;

/** A column that both results have, with its places in the first and in the second. */
export interface SharedColumn {
  readonly name: string;
  readonly at: readonly [number, number];
}

/** What of two results is compared. */
export interface Matching {
  readonly columns: readonly SharedColumn[];
  /** The columns of the primary key; null where rows have none in both. */
  readonly key: readonly SharedColumn[] | null;
  /** Columns that only one of them has. */
  readonly uncompared: readonly string[];
}

/** Which columns of two results are compared, and which of them tell one row from another. Throws `ValueError` where none are shared. */
export function matchingOf(before: Table, after: Table): Matching {
  const columns = before.columns.flatMap(({ name }, first): SharedColumn[] => {
    const second = after.columns.findIndex((column) => column.name === name);
    return second < 0 ? [] : [{ name, at: [first, second] }];
  });
  if (columns.length === 0) {
    throw new QuerysetError("ValueError", "These results have no column in common, so there is nothing to compare.", {
      hint: "Compare results of the same model, or with the same values().",
    });
  }
  const names = new Set(columns.map(({ name }) => name));
  const uncompared = [...before.columns, ...after.columns].map(({ name }) => name).filter((name) => !names.has(name));
  const own = keyNames(before);
  const same = before.model === after.model && own.join(" ") === keyNames(after).join(" ");
  const key = columns.filter(({ name }) => own.includes(name));
  return { columns, key: same && own.length > 0 && key.length === own.length ? key : null, uncompared };
}

/** The columns that hold the primary key of the rows themselves, not of rows they are joined with. */
function keyNames({ columns }: Table): readonly string[] {
  return columns.filter(isOwnKey).map(({ name }) => name);
}

function isOwnKey({ name, field }: ColumnInfo): boolean {
  return field?.primaryKey === true && (name === field.attname || name === field.name || name === "pk");
}
