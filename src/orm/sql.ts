import type { SqlValue } from "../database/backend";

/** Stands for one parameter in the text of an `Sql`; turned into the dialect's placeholder when it is sent. */
export const MARK = "\u0001";

/** A piece of SQL with the parameters of its marks, in order. */
export interface Sql {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

export const raw = (text: string): Sql => ({ text, params: [] });

export const param = (value: SqlValue): Sql => ({ text: MARK, params: [value] });

/** Puts pieces and plain text together: ``sql`${lhs} = ${rhs}` ``. Strings among the values are text, never parameters. */
export function sql(strings: TemplateStringsArray, ...values: readonly (Sql | string)[]): Sql {
  let text = strings[0] ?? "";
  const params: SqlValue[] = [];
  values.forEach((value, i) => {
    if (typeof value === "string") text += value;
    else {
      text += value.text;
      params.push(...value.params);
    }
    text += strings[i + 1] ?? "";
  });
  return { text, params };
}

/** Pieces with a separator between them. */
export function joined(pieces: readonly Sql[], separator: string): Sql {
  return { text: pieces.map((piece) => piece.text).join(separator), params: pieces.flatMap((piece) => piece.params) };
}

/** SQL for people: parameters written in as literals. Shown, never sent. */
export function readable({ text, params }: Sql): string {
  let next = 0;
  return text.replaceAll(MARK, () => literal(params[next++] ?? null));
}

/** Whole, however long: what is shown can be copied and run. */
function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (value instanceof Uint8Array)
    return `X'${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("")}'`;
  return String(value);
}
