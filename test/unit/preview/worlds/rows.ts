import type { Chance } from "./chance";
import type { Model } from "./schema";
import { keyColumns, tableOf } from "./tables";
import { type Literal, literal, text } from "./values";

/** The keys that rows have or may get, by model. */
export type Keys = ReadonlyMap<string, readonly Literal[]>;

const ROWS = 6;

/** Keys for each model: of its rows, and one that no row has. */
export function keysOf(models: readonly Model[]): Keys {
  const keys = new Map<string, readonly Literal[]>();
  for (const model of models)
    keys.set(
      model.name,
      Array.from({ length: ROWS + 1 }, (_, i) => keyOf(model, i)),
    );
  return keys;
}

function keyOf(model: Model, i: number): Literal {
  const number = { sql: String(i + 1), python: String(i + 1) };
  switch (model.key) {
    case "auto":
    case "child":
      return number;
    case "integer":
      return i === 0 ? { sql: "0", python: "0" } : { sql: String(i * 10), python: String(i * 10) };
    case "big":
      return { sql: `900719925474099${i}`, python: `900719925474099${i}` };
    case "text":
      return text(["", "null", "O'Neil", "🎸", "a/b", "Ä", "none"][i] ?? `key ${i}`);
    case "uuid":
      return { sql: `'${String(i).repeat(32)}'`, python: `UUID("${String(i).repeat(32)}")` };
    case "composite": {
      // Some share their first part, some their second.
      const [hall, seat] = [text(`hall ${i % 2}`), Math.floor(i / 2)];
      return { sql: `${hall.sql}, ${seat}`, python: `(${hall.python}, ${seat})` };
    }
  }
}

/** Fills the tables with rows that keep every rule, and then some that only a loose table allows. */
export function insertSql(chance: Chance, models: readonly Model[], keys: Keys): string {
  const statements = models.map((model) => `INSERT INTO counter VALUES ('${model.name}', 0)`);
  const counts = new Map<string, number>();
  for (const model of models) {
    const most = model.parent === null ? ROWS : (counts.get(model.parent) ?? 0);
    const count = chance.int(0, most);
    counts.set(model.name, count);
    const there = (name: string): readonly Literal[] => (keys.get(name) ?? []).slice(0, counts.get(name));
    for (let i = 0; i < count; i++) {
      const columns = [...keyColumns(model)];
      const values = [keys.get(model.name)?.[i]?.sql ?? "NULL"];
      const rest = rowOf(chance, model, i, (name) => (name === model.name ? there(name).slice(0, i + 1) : there(name)));
      // A row that has to point somewhere where nothing is cannot be.
      if (rest === null) {
        counts.set(model.name, i);
        break;
      }
      columns.push(...rest.map(([column]) => column));
      values.push(...rest.map(([, value]) => value.sql));
      statements.push(`INSERT INTO ${tableOf(model.name)} (${columns.join(", ")}) VALUES (${values.join(", ")})`);
    }
    for (const to of model.many) statements.push(...pairs(chance, model, to, there));
    if (model.looseKey && !model.withoutRowid && model.columns.every((column) => column.null))
      if (model.links.every((link) => link.null))
        statements.push(`INSERT INTO ${tableOf(model.name)} (note) VALUES ('keyless')`);
  }
  return statements.join(";\n");
}

function rowOf(
  chance: Chance,
  model: Model,
  i: number,
  there: (name: string) => readonly Literal[],
): (readonly [column: string, value: Literal])[] | null {
  const row: (readonly [string, Literal])[] = model.columns.map((column) => [
    column.name,
    literal(chance, column.kind, column.null, column.unique ? i : null),
  ]);
  for (const link of model.links) {
    const targets = there(link.to);
    const target = link.unique ? targets[i] : targets.length > 0 ? chance.pick(targets) : undefined;
    if (target !== undefined && !(link.null && chance.oneIn(3))) row.push([`${link.name}_id`, target]);
    else if (!link.null) return null;
  }
  // Nothing that statements read: bytes where text is declared, as SQLite allows.
  const note = chance.oneIn(5) ? { sql: "X'00ff'", python: "" } : text(chance.pick(["", "n", "null", "seen"]));
  row.push(["note", note]);
  return row;
}

function pairs(chance: Chance, model: Model, to: string, there: (name: string) => readonly Literal[]): string[] {
  const [own, other] = [there(model.name), there(to)];
  if (own.length === 0 || other.length === 0) return [];
  const names = `${model.name.toLowerCase()}_id, ${to.toLowerCase()}_id`;
  return chance.times(chance.int(0, 4), () => {
    return `INSERT OR IGNORE INTO ${tableOf(model.name)}_many (${names}) VALUES (${chance.pick(own).sql}, ${chance.pick(other).sql})`;
  });
}
