import type { PreviewView } from "../../../src/protocol/results";
import type { AnyKind, AnyServer } from "../anyServer";
import { keyOf, NOTE, type State } from "./dumps";

/** Where another program writes. */
export interface Place {
  readonly server: AnyServer;
  readonly kind: AnyKind;
  readonly database: string;
}

/** Gives a column of a row that a preview changes or deletes another row's value, or a new note; false where none could be. */
export async function changeTouched(place: Place, view: PreviewView, state: State, choice: number): Promise<boolean> {
  const touched = view.effects.flatMap(({ action, table, rows }) =>
    action === "insert" ? [] : rows.map(({ pk }) => ({ table, pk: String(pk) })),
  );
  for (let i = 0; i < touched.length; i++) {
    const { table, pk } = touched[(i + choice) % touched.length] ?? { table: "", pk: "" };
    const rows = state.get(table);
    const row = rows?.get(pk);
    if (!rows || !row) continue;
    const key = keyOf(row);
    const columns = Object.keys(row).filter((name) => name !== key);
    const column = columns[choice % columns.length] ?? NOTE;
    const other = [...rows].find(([, each]) => each[column] !== row[column]);
    const q = (name: string): string => (place.kind.engine === "postgresql" ? `"${name}"` : `\`${name}\``);
    const value =
      other && `(SELECT v FROM (SELECT ${q(column)} AS v FROM ${q(table)} WHERE ${q(key)} = ${other[0]}) AS o)`;
    const statements = [
      ...(value ? [`UPDATE ${q(table)} SET ${q(column)} = ${value} WHERE ${q(key)} = ${pk}`] : []),
      `UPDATE ${q(table)} SET ${NOTE} = 'theirs' WHERE ${q(key)} = ${pk}`,
    ];
    for (const statement of statements)
      if (
        await place.server.sql(place.database, [statement]).then(
          () => true,
          () => false,
        )
      )
        return true;
  }
  return false;
}

/** Changes a row that a preview does not touch, where nothing looks; its table, or null where there is none. */
export async function changeUntouched(
  place: Place,
  view: PreviewView,
  state: State,
  choice: number,
): Promise<string | null> {
  const touched = new Set(view.effects.flatMap(({ table, rows }) => rows.map(({ pk }) => `${table} ${String(pk)}`)));
  const free = [...state].flatMap(([table, rows]) =>
    [...rows].flatMap(([pk, row]) => (touched.has(`${table} ${pk}`) ? [] : [{ table, pk, key: keyOf(row) }])),
  );
  const one = free[choice % Math.max(1, free.length)];
  if (!one) return null;
  const q = (name: string): string => (place.kind.engine === "postgresql" ? `"${name}"` : `\`${name}\``);
  await place.server.sql(place.database, [
    `UPDATE ${q(one.table)} SET ${NOTE} = 'untouched ${choice}' WHERE ${q(one.key)} = ${one.pk}`,
  ]);
  return one.table;
}
