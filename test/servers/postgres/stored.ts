import type { DatabaseSync } from "node:sqlite";
import type pg from "pg";
import { durationMicros } from "../../../src/orm/dialects/postgres/durations";
import type { Json } from "../../../src/protocol/json";
import { parseDateTime } from "../../../src/python/dateParsing";
import { PyTimezone } from "../../../src/python/datetime";
import type { ServerColumn, ServerTables } from "./tables";

const q = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Copies every row of a SQLite database into tables of the same names; datetimes are UTC, or of that zone where Django keeps them naive. */
export async function copyRows(from: DatabaseSync, to: pg.Client, tables: ServerTables, zone: string): Promise<void> {
  await to.query(`SET TimeZone = '${zone}'`);
  await to.query("SET session_replication_role = replica");
  for (const [table, columns] of tables.columns) {
    const read = from.prepare(`SELECT * FROM ${q(table)}`);
    read.setReadBigInts(true);
    const generated = new Set(["gross", "shout"]);
    const written = columns.filter(({ name }) => !(table === "modern_invoice" && generated.has(name)));
    const names = written.map(({ name }) => q(name)).join(", ");
    const places = written.map(({ type, field }, i) =>
      field === "DurationField" ? `$${i + 1}::bigint * interval '1 microsecond'` : `$${i + 1}::${type}`,
    );
    for (const row of read.iterate() as Iterable<Record<string, unknown>>) {
      await to.query(
        `INSERT INTO ${q(table)} (${names}) VALUES (${places.join(", ")})`,
        written.map(({ name, field }) => toServer(row[name], field)),
      );
    }
  }
  await to.query("RESET session_replication_role");
}

function toServer(value: unknown, field: string): unknown {
  if (field === "BooleanField" && typeof value === "bigint") return value === 1n;
  if (value instanceof Uint8Array) return Buffer.from(value);
  return typeof value === "bigint" || typeof value === "number" ? String(value) : value;
}

/** The next keys of a SQLite database, for the server's sequences: a rehearsal uses them up, and a case expects the first. */
export function sequences(from: DatabaseSync, tables: ServerTables): string {
  const known = new Map(
    (from.prepare("SELECT name, seq FROM sqlite_sequence").all() as { name: string; seq: number }[]).map(
      ({ name, seq }) => [name, seq],
    ),
  );
  const set: string[] = [];
  for (const [table, columns] of tables.columns) {
    const auto = columns.find(({ field }) => field.endsWith("AutoField"));
    if (!auto) continue;
    const last = known.get(table) ?? 0;
    set.push(`setval(pg_get_serial_sequence('${q(table)}', '${auto.name}'), ${Math.max(last, 1)}, ${last > 0})`);
  }
  return `SELECT ${set.join(", ")}`;
}

/** A stored value of a column in a form that both databases' values have: so that rows can be compared. */
export function comparable(value: Json, column: ServerColumn | undefined, zone: string | null): Json {
  if (value === null || !column) return value;
  switch (column.field) {
    case "BooleanField":
      return value === "true" || value === 1 ? 1 : value === "false" || value === 0 ? 0 : value;
    case "UUIDField":
      return typeof value === "string" ? value.replaceAll("-", "") : value;
    case "DecimalField":
      return Number(value);
    case "FloatField":
      return Number(value);
    case "DurationField":
      return typeof value === "string" ? Number(durationMicros(value)) : value;
    case "JSONField":
      return typeof value === "string" ? (JSON.parse(value) as Json) : value;
    case "DateTimeField":
      return typeof value === "string" ? moment(value, zone) : value;
    case "TimeField":
      return typeof value === "string" ? trimmed(value) : value;
    default:
      return value;
  }
}

function moment(text: string, zone: string | null): string {
  const parsed = parseDateTime(text);
  if (!parsed?.zone) return trimmed(text);
  const local = (zone === null ? parsed : parsed.in(new PyTimezone(zone))).plain.toString().replace("T", " ");
  return trimmed(local.length === 16 ? `${local}:00` : local);
}

/** SQLite has all six digits of a fraction, the server none that say nothing. */
function trimmed(text: string): string {
  return text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}
