import type { TableValue } from "../../preview/observe";
import type { Refinement } from "../../protocol/refine";
import type { ColumnInfo } from "../../protocol/results";
import { type Names, readRefinement } from "./read";

/** The names that a result's columns go by in a query. A column of a related model goes by its path alone. */
export function namesOf(columns: readonly ColumnInfo[]): readonly Names[] {
  return columns.map(({ name, field }) => ({
    column: name,
    others:
      field === undefined || field.attname !== name
        ? []
        : [...(field.name === name ? [] : [field.name]), ...(field.primaryKey ? ["pk"] : [])],
  }));
}

/** What a statement says of the order and the conditions of the rows it came to. */
export function refinementOf(source: string, { columns, blocks }: TableValue): Refinement {
  return readRefinement(source, namesOf(columns), blocks);
}
