import type { SqlValue } from "../../database/backend";
import type { DatabaseSchema } from "../../database/schema";
import type { Field } from "../../orm/fields";
import type { Model } from "../../orm/meta";
import type { Value } from "../../python/objects";
import type { Import } from "./imports";
import { bytesOfHex, copyValues, SqlReader, type SqlToken } from "./sqlText";
import { BadValue, storedValue } from "./stored";

/**
 * Reads the rows of an SQL dump: `INSERT INTO … VALUES …` of SQLite, PostgreSQL and MySQL, and PostgreSQL's `COPY`. Tables
 * are not made, and nothing else is run: what is passed over is told.
 */
export function importSql(into: Import, text: string, schema: DatabaseSchema): void {
  // MySQL's dumps quote names by backticks, and their texts have escapes.
  const reader = new SqlReader(text.replace(/^\uFEFF/, ""), /^\s*(INSERT INTO|CREATE TABLE)[^\n]*`/im.test(text));
  const reading: Reading = { into, reader, schema, declared: new Map(), passed: new Map() };
  for (let token = reader.next(); token !== null; token = reader.next()) statement(reading, token);
  const passed = [...reading.passed].filter(([name]) => !QUIET.has(name)).map(([name, count]) => `${count} ${name}`);
  if (passed.length > 0) into.note(`Only rows are read; passed over: ${passed.join(", ")}.`);
}

interface Reading {
  readonly into: Import;
  readonly reader: SqlReader;
  readonly schema: DatabaseSchema;
  /** Columns of tables that the dump itself makes, in their order. */
  readonly declared: Map<string, string[]>;
  readonly passed: Map<string, number>;
}

/** Statements that say nothing about rows. */
const QUIET = new Set(["PRAGMA", "BEGIN", "COMMIT", "START", "SET", "LOCK", "UNLOCK", "ANALYZE"]);

function statement(reading: Reading, first: SqlToken): void {
  const { reader, passed } = reading;
  const word = first.value.toUpperCase();
  if (first.kind === "mark") return;
  if (word === "INSERT" || word === "REPLACE") insert(reading);
  else if (word === "COPY") copy(reading);
  else if (word === "CREATE") create(reading);
  else {
    passed.set(word, (passed.get(word) ?? 0) + 1);
    reader.skipStatement();
  }
}

function insert(reading: Reading): void {
  const { reader } = reading;
  let token = reader.next();
  while (token !== null && /^(OR|IGNORE|INTO|REPLACE|LOW_PRIORITY|DELAYED)$/i.test(token.value)) token = reader.next();
  const { table, after } = tableName(reader, token);
  const columns = after?.value === "(" ? namesUntilClosed(reader) : null;
  let next = columns === null ? after : reader.next();
  while (next !== null && /^(OVERRIDING|SYSTEM|USER|VALUE)$/i.test(next.value)) next = reader.next();
  if (next === null || !/^VALUES$/i.test(next.value)) {
    reading.into.note(`INSERT … SELECT is passed over: only VALUES are read (line ${reader.line}).`);
    if (next?.value !== ";") reader.skipStatement();
    return;
  }
  const target = targetOf(reading, table, columns);
  for (let open = reader.next(); open !== null && open.value === "("; open = reader.next()) {
    const values = valuesUntilClosed(reader, reading);
    if (target !== null && values !== null) addRow(reading, target, values, open.line);
    const between = reader.next();
    if (between === null || between.value === ";") return;
    if (between.value === ",") continue;
    // ON CONFLICT, RETURNING and their kin.
    reader.skipStatement();
    return;
  }
}

function copy(reading: Reading): void {
  const { reader } = reading;
  const { table, after } = tableName(reader, reader.next());
  const columns = after?.value === "(" ? namesUntilClosed(reader) : null;
  const from = columns === null ? after : reader.next();
  const source = reader.next();
  reader.skipStatement();
  if (from === null || !/^FROM$/i.test(from.value) || source === null || !/^STDIN$/i.test(source.value)) return;
  const target = targetOf(reading, table, columns);
  for (const { line, text } of reader.linesUntil("\\."))
    if (target !== null) addRow(reading, target, copyValues(text), line);
}

/** Remembers the columns of a table, for INSERTs that do not name them. */
function create(reading: Reading): void {
  const { reader, declared, passed } = reading;
  let token = reader.next();
  while (token !== null && /^(TEMP|TEMPORARY|UNLOGGED)$/i.test(token.value)) token = reader.next();
  if (token === null || !/^TABLE$/i.test(token.value)) {
    const what = `CREATE ${token?.value.toUpperCase() ?? ""}`;
    passed.set(what, (passed.get(what) ?? 0) + 1);
    if (token?.value !== ";") reader.skipStatement();
    return;
  }
  passed.set("CREATE TABLE", (passed.get("CREATE TABLE") ?? 0) + 1);
  token = reader.next();
  while (token !== null && /^(IF|NOT|EXISTS)$/i.test(token.value)) token = reader.next();
  const { table, after } = tableName(reader, token);
  if (after?.value !== "(") {
    if (after?.value !== ";") reader.skipStatement();
    return;
  }
  const names: string[] = [];
  let depth = 1;
  let isFirst = true;
  for (let part = reader.next(); part !== null && depth > 0; part = depth > 0 ? reader.next() : null) {
    if (
      isFirst &&
      part.kind === "word" &&
      !/^(CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN|KEY|INDEX|FULLTEXT)$/i.test(part.value)
    )
      names.push(part.value);
    isFirst = depth === 1 && part.kind === "mark" && part.value === ",";
    if (part.kind === "mark" && part.value === "(") depth++;
    if (part.kind === "mark" && part.value === ")") depth--;
  }
  declared.set(table.toLowerCase(), names);
  reader.skipStatement();
}

function tableName(reader: SqlReader, first: SqlToken | null): { table: string; after: SqlToken | null } {
  let table = first?.value ?? "";
  let after = reader.next();
  // `public.album` is the table `album`.
  while (after?.value === "." && after.kind === "mark") {
    table = reader.next()?.value ?? "";
    after = reader.next();
  }
  return { table, after };
}

function namesUntilClosed(reader: SqlReader): string[] {
  const names: string[] = [];
  for (
    let token = reader.next();
    token !== null && !(token.kind === "mark" && token.value === ")");
    token = reader.next()
  ) {
    if (token.kind === "word") names.push(token.value);
  }
  return names;
}

/** The values of one row; null where one of them would have to be worked out. */
function valuesUntilClosed(reader: SqlReader, { into }: Reading): (Value | SqlValue)[] | null {
  const values: (Value | SqlValue)[] = [];
  let tokens: SqlToken[] = [];
  let depth = 0;
  let isGood = true;
  const end = (): void => {
    const value = literalOf(tokens);
    if (value === undefined) {
      isGood = false;
      into.fault(
        tokens[0]?.line ?? reader.line,
        `${tokens
          .map((token) => token.value)
          .join(" ")
          .slice(0, 60)} is no plain value.`,
      );
    } else values.push(value);
    tokens = [];
  };
  for (let token = reader.next(); token !== null; token = reader.next()) {
    const mark = token.kind === "mark" ? token.value : "";
    if (mark === ")" && depth === 0) break;
    if (mark === "," && depth === 0) {
      end();
      continue;
    }
    if (mark === "(") depth++;
    if (mark === ")") depth--;
    tokens.push(token);
  }
  end();
  return isGood ? values : null;
}

/** A literal, a cast one, or the two functions that SQLite's own dumps use; undefined for anything else. */
function literalOf(given: readonly SqlToken[]): Value | SqlValue | undefined {
  const first = given[0]?.value.toLowerCase() ?? "";
  // _binary 'x' of MySQL; 'x'::type of PostgreSQL.
  const tokens = /^_\w+$/.test(first) && given[0]?.kind === "word" ? given.slice(1) : given;
  const cast = tokens.findIndex((token, i) => token.value === ":" && tokens[i + 1]?.value === ":");
  const bare = cast < 0 ? tokens : tokens.slice(0, cast);
  const [only, ...rest] = bare;
  if (only === undefined) return undefined;
  if (rest.length === 0) return plainValue(only);
  if (only.value === "-" && rest.length === 1 && rest[0]?.kind === "number")
    return plainValue({ ...rest[0], value: `-${rest[0].value}` });
  if (only.kind === "word" && first === "replace") return replaced(bare);
  const text = bare[2];
  if (only.kind === "word" && first === "unistr" && text?.kind === "text")
    return text.value.replace(/\\u([0-9a-f]{4})|\\\\/gi, (_, code?: string) =>
      code === undefined ? "\\" : String.fromCharCode(Number.parseInt(code, 16)),
    );
  return undefined;
}

/** `replace('a\nb','\n',char(10))`, also one within another. */
function replaced(tokens: readonly SqlToken[]): string | undefined {
  const texts = tokens.filter(({ kind }) => kind === "text" || kind === "number").map(({ value }) => value);
  let [text] = texts;
  for (let at = 1; text !== undefined && at + 1 < texts.length; at += 2)
    text = text.replaceAll(texts[at] ?? "", String.fromCharCode(Number(texts[at + 1])));
  return text;
}

function plainValue({ kind, value }: SqlToken): Value | SqlValue | undefined {
  if (kind === "text") return value;
  if (kind === "blob") return bytesOfHex(value);
  if (kind === "number") return /^[+-]?\d+$/.test(value) ? BigInt(value.replace(/^\+/, "")) : Number(value);
  if (/^null$/i.test(value)) return null;
  return /^(true|false)$/i.test(value) ? /^true$/i.test(value) : undefined;
}

interface Target {
  readonly model: Model;
  /** A field for each place of a row; null for columns that no field has. */
  readonly fields: readonly (Field | null)[];
}

function targetOf(
  { into, schema, declared }: Reading,
  table: string,
  columns: readonly string[] | null,
): Target | null {
  const name = table.toLowerCase();
  const model = into.registry.models.find(({ info }) => !info.proxy && info.table.toLowerCase() === name);
  if (model === undefined) {
    if (!/^(sqlite_|django_migrations$)/.test(name))
      into.note(`Rows of ${table} are left out: it is no table of this project's models.`);
    return null;
  }
  const order =
    columns ??
    declared.get(name) ??
    schema.tables.find((each) => each.name.toLowerCase() === name)?.columns.map((column) => column.name) ??
    [];
  const fields = order.map(
    (column) => model.localFields.find((field) => field.column.toLowerCase() === column.toLowerCase()) ?? null,
  );
  const left = order.filter((_, i) => fields[i] === null);
  if (left.length > 0)
    into.note(`Columns of ${table} that ${model.label} does not have are left out: ${left.join(", ")}.`);
  return { model, fields };
}

function addRow(
  { into }: Reading,
  { model, fields }: Target,
  values: readonly (Value | SqlValue)[],
  line: number,
): void {
  if (values.length !== fields.length) {
    into.fault(line, `This row has ${values.length} values for ${fields.length} columns of ${model.table}.`);
    return;
  }
  const row = new Map<Field, SqlValue>();
  for (const [i, field] of fields.entries()) {
    if (field === null || field.isGenerated) continue;
    try {
      row.set(field, storedValue(field, values[i] ?? null, "sql", into.conversion));
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      into.fault(line, error.message, field.column);
      return;
    }
  }
  into.add(model, row);
}
