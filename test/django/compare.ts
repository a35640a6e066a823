import type { Json } from "../../src/protocol/json";
import type { StatementResult } from "../../src/protocol/results";
import type { Expectation } from "./case";

/** SQLite's own texts differ by version, so only the class of such an error is compared. */
const DATABASE_TEXT = /constraint failed|no such|datatype mismatch|UNIQUE|NOT NULL|FOREIGN KEY|CHECK/;

/** The form in which stored values of a column are compared. */
type Stored = (table: string, column: string, value: Json) => Json;

const asItIs: Stored = (_table, _column, value) => value;

/** What is wrong with an answer; empty where it is Django's. */
export function faultsOf(want: Expectation, got: StatementResult, stored: Stored = asItIs): string[] {
  const faults: string[] = [];
  if (want.error) {
    if (!got.error) return [`expected ${want.error.class}, got ${text(got.value)}`];
    if (got.error.type !== want.error.class)
      faults.push(`expected ${want.error.class}, got ${got.error.type}: ${got.error.message}`);
    else if (got.error.message !== want.error.message && !DATABASE_TEXT.test(want.error.message))
      faults.push(`expected the message ${want.error.message}, got ${got.error.message}`);
  } else if (got.error) return [`${got.error.type}: ${got.error.message}`];
  else if (want.type !== undefined || want.value !== undefined) {
    const [a, b] = want.ordered === false ? [sorted(want.value), sorted(got.value)] : [want.value, got.value];
    if (!same(a ?? null, b ?? null)) faults.push(`expected ${text(a)}, got ${text(b)}`);
  }
  if (want.signals) {
    const trim = (signals: readonly object[]): Json =>
      signals.map(
        (signal) =>
          Object.fromEntries(
            Object.entries(signal).filter(([key]) => ["signal", "sender", "pk", "created", "action"].includes(key)),
          ) as Json,
      );
    if (!same(trim(want.signals), trim(got.signals)))
      faults.push(`expected the signals ${text(trim(want.signals))}, got ${text(trim(got.signals))}`);
  }
  if (want.changes) faults.push(...changeFaults(want.changes, got, stored));
  return faults;
}

function changeFaults(want: NonNullable<Expectation["changes"]>, got: StatementResult, stored: Stored): string[] {
  const faults: string[] = [];
  const mine = new Map<string, { inserted: Json[]; updated: Json[]; deleted: Json[] }>();
  for (const effect of got.effects) {
    const table = mine.get(effect.table) ?? { inserted: [], updated: [], deleted: [] };
    mine.set(effect.table, table);
    const form = formOf(stored, effect.table);
    for (const shown of effect.rows) {
      const row = { before: form(shown.before), after: form(shown.after) };
      if (effect.action === "insert") table.inserted.push(row.after);
      else if (effect.action === "delete") table.deleted.push(row.before);
      else {
        const changed = Object.keys(row.after ?? {}).filter(
          (column) => !same(row.before?.[column] ?? null, row.after?.[column] ?? null),
        );
        const pick = (image: typeof row.before): Json =>
          Object.fromEntries(changed.map((column) => [column, image?.[column] ?? null]));
        if (changed.length > 0) table.updated.push({ from: pick(row.before), to: pick(row.after) });
      }
    }
  }
  for (const [table, change] of Object.entries(want)) {
    const own = mine.get(table) ?? { inserted: [], updated: [], deleted: [] };
    mine.delete(table);
    const form = formOf(stored, table);
    const updated = (change.updated ?? []).map(({ from, to }) => ({ from: form(from), to: form(to) }));
    for (const [kind, rows] of [
      ["inserted", (change.inserted ?? []).map(form)],
      ["updated", updated],
      ["deleted", (change.deleted ?? []).map(form)],
    ] as const) {
      if (!same(sorted(rows as Json) ?? null, sorted(own[kind]) ?? null))
        faults.push(`${table} ${kind}: expected ${text(rows as Json)}, got ${text(own[kind])}`);
    }
  }
  for (const [table, own] of mine)
    if (own.inserted.length + own.updated.length + own.deleted.length > 0)
      faults.push(`${table}: changes that Django does not make`);
  return faults;
}

/** A row with its values in the form in which they are compared. */
function formOf(stored: Stored, table: string) {
  return (row: Readonly<Record<string, Json>> | null): Record<string, Json> | null =>
    row && Object.fromEntries(Object.entries(row).map(([column, value]) => [column, stored(table, column, value)]));
}

/** Equal, with 1 and 1.0 the same, floats to twelve digits, and keys in any order. */
export function same(a: Json, b: Json): boolean {
  if ((typeof a === "number" || typeof a === "bigint") && (typeof b === "number" || typeof b === "bigint")) {
    return (
      a === b ||
      BigIntOrNumber(a) === BigIntOrNumber(b) ||
      Math.abs(Number(a) - Number(b)) <= 1e-12 * Math.max(Math.abs(Number(a)), Math.abs(Number(b)))
    );
  }
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item: Json, i) => same(item, b[i] as Json));
  if (
    a !== null &&
    b !== null &&
    typeof a === "object" &&
    typeof b === "object" &&
    !Array.isArray(a) &&
    !Array.isArray(b)
  ) {
    const [x, y] = [a as Record<string, Json>, b as Record<string, Json>];
    return (
      Object.keys(x).length === Object.keys(y).length &&
      Object.keys(x).every((key) => key in y && same(x[key] as Json, y[key] as Json))
    );
  }
  return a === b;
}

function BigIntOrNumber(value: number | bigint): string {
  return String(value);
}

function sorted(value: Json | undefined): Json | undefined {
  return Array.isArray(value)
    ? [...value].sort((a: Json, b: Json) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0))
    : value;
}

/** Text of a value with its keys in order, for messages and for sorting. */
function text(value: Json | undefined): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map((item: Json) => text(item)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value as Record<string, Json>).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${key}:${text(item)}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}
