import type { Column, Kind, Link, Model } from "./schema";

const TYPES: Readonly<Record<Kind, string>> = {
  text: "varchar(200)",
  integer: "integer",
  big: "bigint",
  float: "real",
  bool: "bool",
  json: "text",
  binary: "BLOB",
  decimal: "decimal",
  date: "date",
};

const KEY_TYPES: Readonly<Record<Exclude<Model["key"], "composite" | "child">, string>> = {
  auto: "integer",
  integer: "integer",
  big: "bigint",
  text: "varchar(40)",
  uuid: "char(32)",
};

/** The table of a model. */
export function tableOf(name: string): string {
  return `world_${name.toLowerCase()}`;
}

/** The columns of a model's key in its table. */
export function keyColumns(model: Model): readonly string[] {
  if (model.key === "composite") return ["hall", "seat"];
  if (model.key === "child") return [`${(model.parent ?? "").toLowerCase()}_ptr_id`];
  return [model.key === "auto" ? "id" : "code"];
}

/** Each table as Django makes it, or as another program would have: with its triggers. */
export function createSql(models: readonly Model[]): string {
  const statements = models.flatMap((model) => [
    createTable(model, models),
    ...model.many.map((to) => createPairs(model, to, models)),
  ]);
  const triggers = models.flatMap((model) => model.triggers.map((_, i) => createTrigger(model, i)));
  return [
    `CREATE TABLE log_plain (what TEXT, n)`,
    `CREATE TABLE log_keyed (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT)`,
    `CREATE TABLE counter (name TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID`,
    ...statements,
    ...triggers,
  ].join(";\n");
}

function createTable(model: Model, models: readonly Model[]): string {
  const keys = keyColumns(model);
  const notNull = model.looseKey ? "" : " NOT NULL";
  const columns: string[] = [];
  if (model.key === "composite") columns.push(`hall varchar(20)${notNull}`, `seat integer${notNull}`);
  else if (model.key === "child")
    columns.push(
      `${keys[0]} bigint NOT NULL PRIMARY KEY REFERENCES ${tableOf(model.parent ?? "")} (id) DEFERRABLE INITIALLY DEFERRED`,
    );
  else
    columns.push(
      `${keys[0]} ${KEY_TYPES[model.key]}${notNull} PRIMARY KEY${model.key === "auto" ? " AUTOINCREMENT" : ""}`,
    );
  columns.push(...model.columns.map(columnSql), ...model.links.map((link) => linkSql(link, models)));
  columns.push("note text NOT NULL DEFAULT ''", "stamp integer NOT NULL DEFAULT 0");
  if (model.generated !== "") columns.push(`both text GENERATED ALWAYS AS (note || stamp) ${model.generated}`);
  if (model.key === "composite") columns.push("PRIMARY KEY (hall, seat)");
  return `CREATE TABLE ${tableOf(model.name)} (${columns.join(", ")})${model.withoutRowid ? " WITHOUT ROWID" : ""}`;
}

function columnSql(column: Column): string {
  return `${column.name} ${TYPES[column.kind]}${column.null ? " NULL" : " NOT NULL"}${column.unique ? " UNIQUE" : ""}`;
}

function linkSql(link: Link, models: readonly Model[]): string {
  const { type, column } = target(link.to, models);
  const words = [`${link.name}_id ${type}`, link.null ? "NULL" : "NOT NULL", ...(link.unique ? ["UNIQUE"] : [])];
  const deferred = link.deferred ? " DEFERRABLE INITIALLY DEFERRED" : "";
  return `${words.join(" ")} REFERENCES ${tableOf(link.to)} (${column})${link.clause}${deferred}`;
}

function createPairs(model: Model, to: string, models: readonly Model[]): string {
  const side = (name: string): string => {
    const { type, column } = target(name, models);
    return `${name.toLowerCase()}_id ${type} NOT NULL REFERENCES ${tableOf(name)} (${column}) DEFERRABLE INITIALLY DEFERRED`;
  };
  const own = tableOf(model.name);
  const names = `${model.name.toLowerCase()}_id, ${to.toLowerCase()}_id`;
  return `CREATE TABLE ${own}_many (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, ${side(model.name)}, ${side(to)}, UNIQUE (${names}))`;
}

function target(name: string, models: readonly Model[]): { readonly type: string; readonly column: string } {
  const model = models.find((one) => one.name === name);
  if (!model || model.key === "composite") throw new Error(`nothing can point at ${name}`);
  return { type: model.key === "child" ? "bigint" : KEY_TYPES[model.key], column: keyColumns(model)[0] ?? "" };
}

function createTrigger(model: Model, i: number): string {
  const trigger = model.triggers[i];
  if (!trigger) throw new Error("no such trigger");
  const row = trigger.on === "DELETE" ? "OLD" : "NEW";
  const table = tableOf(model.name);
  const is = keyColumns(model)
    .map((column) => `${column} IS ${row}.${column}`)
    .join(" AND ");
  const bodies = {
    "plain log": `INSERT INTO log_plain VALUES ('${trigger.on} ${model.name}', ${row}.stamp)`,
    "keyed log": `INSERT INTO log_keyed (what) VALUES ('${trigger.on} ' || ${row}.${keyColumns(model)[0]})`,
    counter: `UPDATE counter SET n = n + 1 WHERE name = '${model.name}'`,
    stamp: `UPDATE ${table} SET stamp = stamp + 1 WHERE ${is}`,
    normalise: `UPDATE ${table} SET note = 'seen' WHERE ${is} AND note = ''`,
  };
  return `CREATE TRIGGER ${table}_${i} AFTER ${trigger.on} ON ${table} BEGIN ${bodies[trigger.does]}; END`;
}
