import type { SqlRow, SqlValue } from "../backend";
import type { ColumnSchema, ForeignKeySchema, IndexSchema } from "../schema";
import type { MysqlConnection } from "./connection";
import type { MysqlSchema, MysqlTable, TriggerText } from "./schema";
import type { Server } from "./server";

const TABLES = `SELECT TABLE_NAME AS name, TABLE_TYPE AS type, ENGINE AS engine, TABLE_ROWS AS estimate,
  TABLE_COMMENT AS comment, CREATE_OPTIONS AS options
  FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME`;

const COLUMNS = `SELECT TABLE_NAME AS tbl, COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE AS nullable,
  COLUMN_DEFAULT AS dflt, EXTRA AS extra, COLLATION_NAME AS collation, COLUMN_COMMENT AS comment
  FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION`;

const INDEXES = `SELECT TABLE_NAME AS tbl, INDEX_NAME AS idx, NON_UNIQUE AS many, COLUMN_NAME AS col, SUB_PART AS part
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`;

const FOREIGN_KEYS = `SELECT TABLE_NAME AS tbl, CONSTRAINT_NAME AS name, COLUMN_NAME AS col,
  REFERENCED_TABLE_NAME AS target, REFERENCED_COLUMN_NAME AS ref
  FROM information_schema.KEY_COLUMN_USAGE
  WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL AND REFERENCED_TABLE_SCHEMA = DATABASE()
  ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`;

const ACTIONS = `SELECT TABLE_NAME AS tbl, CONSTRAINT_NAME AS name, DELETE_RULE AS on_delete, UPDATE_RULE AS on_update
  FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()`;

const TRIGGERS = `SELECT EVENT_OBJECT_TABLE AS tbl, TRIGGER_NAME AS name, EVENT_MANIPULATION AS event, ACTION_STATEMENT AS body
  FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY EVENT_OBJECT_TABLE, TRIGGER_NAME`;

const CHECKS_MARIADB = `SELECT TABLE_NAME AS tbl, CHECK_CLAUSE AS clause
  FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()`;

const CHECKS_MYSQL = `SELECT t.TABLE_NAME AS tbl, c.CHECK_CLAUSE AS clause
  FROM information_schema.TABLE_CONSTRAINTS AS t JOIN information_schema.CHECK_CONSTRAINTS AS c
  ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME
  WHERE t.CONSTRAINT_TYPE = 'CHECK' AND t.TABLE_SCHEMA = DATABASE()`;

const ENGINES = "SELECT ENGINE AS name FROM information_schema.ENGINES WHERE TRANSACTIONS = 'YES'";

/** Reads the whole schema of the database in use, with one query for each kind of thing. */
export async function introspectMysql(connection: MysqlConnection, { product }: Server): Promise<MysqlSchema> {
  // One connection takes them one after another; sent together, the server waits for none of our answers.
  const [tables = [], columns = [], indexes = [], keys = [], actions = [], triggers = [], checks = [], engines = []] =
    await Promise.all(
      [
        TABLES,
        COLUMNS,
        INDEXES,
        FOREIGN_KEYS,
        ACTIONS,
        TRIGGERS,
        product === "MariaDB" ? CHECKS_MARIADB : CHECKS_MYSQL,
        ENGINES,
      ].map((sql) => connection.all(sql)),
    );
  const transactional = new Set(engines.map((row) => text(row.name).toLowerCase()));
  const parts: Parts = {
    columns: byTable(columns),
    indexes: byTable(indexes),
    keys: byTable(keys),
    actions: new Map(actions.map((row) => [`${text(row.tbl)}\0${text(row.name)}`, row])),
    triggers: byTable(triggers),
    checks: byTable(checks),
    isTransactional: (engine) => transactional.has(engine.toLowerCase()),
    product,
  };
  return {
    tables: tables.flatMap((row) => (text(row.type) === "SEQUENCE" ? [] : [tableOf(row, parts)])),
  };
}

interface Parts {
  readonly columns: ReadonlyMap<string, readonly SqlRow[]>;
  readonly indexes: ReadonlyMap<string, readonly SqlRow[]>;
  readonly keys: ReadonlyMap<string, readonly SqlRow[]>;
  readonly actions: ReadonlyMap<string, SqlRow>;
  readonly triggers: ReadonlyMap<string, readonly SqlRow[]>;
  readonly checks: ReadonlyMap<string, readonly SqlRow[]>;
  readonly isTransactional: (engine: string) => boolean;
  readonly product: Server["product"];
}

/** What EXTRA says of a column whose value the server makes; `DEFAULT_GENERATED` is only a default. */
const COMPUTED = /on update|(?:stored|virtual) generated|persistent|virtual/i;

function tableOf(row: SqlRow, parts: Parts): MysqlTable {
  const name = text(row.name);
  const columns = parts.columns.get(name) ?? [];
  const indexes = parts.indexes.get(name) ?? [];
  const primary = indexes.filter((index) => text(index.idx) === "PRIMARY");
  const triggers = (parts.triggers.get(name) ?? []).map(
    (trigger): TriggerText => ({ name: text(trigger.name), event: text(trigger.event), body: text(trigger.body) }),
  );
  const isView = /view/i.test(text(row.type));
  const engine = text(row.engine);
  const comment = isView ? "" : text(row.comment);
  return {
    name,
    kind: isView ? "view" : "table",
    columns: columns.map((column) => columnOf(column, parts.product)),
    primaryKey: primary.map((index) => text(index.col)),
    rowid: null,
    foreignKeys: foreignKeysOf(parts.keys.get(name) ?? [], parts.actions),
    indexes: indexesOf(indexes.filter((index) => text(index.idx) !== "PRIMARY")),
    triggers: [...new Set(triggers.map((trigger) => trigger.name))],
    checks: (parts.checks.get(name) ?? []).map((check) => text(check.clause)),
    engine,
    transactional: !isView && parts.isTransactional(engine),
    triggerTexts: triggers,
    partitioned: /partitioned/i.test(text(row.options)),
    computed: columns.flatMap(({ name, extra }) => (COMPUTED.test(text(extra)) ? [text(name)] : [])),
    ...(comment !== "" && { comment }),
    ...(!isView && row.estimate !== null && row.estimate !== undefined && { estimate: Number(row.estimate) }),
  };
}

function columnOf(row: SqlRow, product: Server["product"]): ColumnSchema {
  const extra = text(row.extra);
  const collation = text(row.collation);
  const comment = text(row.comment);
  return {
    name: text(row.name),
    type: text(row.type),
    notNull: text(row.nullable) !== "YES",
    default: defaultOf(row, extra, product),
    generated: /stored generated|persistent/i.test(extra) ? "stored" : /virtual/i.test(extra) ? "virtual" : null,
    auto: /auto_increment/i.test(extra),
    ...(collation !== "" && { collation }),
    ...(comment !== "" && { comment }),
  };
}

/** A default as SQL: MariaDB writes it so; MySQL gives the bare text of a literal, and says where it is an expression. */
function defaultOf({ dflt, type }: SqlRow, extra: string, product: Server["product"]): string | null {
  if (dflt === null || dflt === undefined) return null;
  const value = text(dflt);
  if (product === "MariaDB") return value === "NULL" ? null : value;
  if (/DEFAULT_GENERATED/i.test(extra)) return value;
  if (/^(?:tiny|small|medium|big)?int|^(?:decimal|float|double|year)/i.test(text(type))) return value;
  return /^b'/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

function foreignKeysOf(rows: readonly SqlRow[], actions: ReadonlyMap<string, SqlRow>): ForeignKeySchema[] {
  return [...groupBy(rows, (row) => text(row.name))].flatMap(([name, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const action = actions.get(`${text(first.tbl)}\0${name}`);
    return {
      name,
      columns: group.map((row) => text(row.col)),
      table: text(first.target),
      references: group.map((row) => text(row.ref)),
      onDelete: text(action?.on_delete) || "NO ACTION",
      onUpdate: text(action?.on_update) || "NO ACTION",
      deferred: false,
    };
  });
}

function indexesOf(rows: readonly SqlRow[]): IndexSchema[] {
  return [...groupBy(rows, (row) => text(row.idx))].map(([name, columns]) => ({
    name,
    unique: Number(columns[0]?.many) === 0,
    columns: columns.map((row) => (row.col === null || row.col === undefined ? null : text(row.col))),
    // An index of the first characters only.
    partial: columns.some((row) => row.part !== null),
  }));
}

function byTable(rows: readonly SqlRow[]): Map<string, SqlRow[]> {
  return groupBy(rows, (row) => text(row.tbl));
}

function groupBy(rows: readonly SqlRow[], key: (row: SqlRow) => string): Map<string, SqlRow[]> {
  const groups = new Map<string, SqlRow[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

function text(value: SqlValue | undefined): string {
  if (value === null || value === undefined) return "";
  // Parts of MySQL's catalogue come as bytes.
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : String(value);
}
