import type { Backend } from "../../database/backend";
import type { ModelInfo } from "../../protocol/models";
import { definedBy, isForeign, scratchStatements } from "./tables";

/** What the models say otherwise than when the scratch database's tables were made, as sentences; empty where nothing. */
export async function scratchChanges(backend: Backend, models: readonly ModelInfo[]): Promise<readonly string[]> {
  const made = await definitions(backend);
  const wanted = wantedDefinitions(models);
  const schema = await backend.introspect();
  const changes: string[] = [];
  for (const [name, { sql, isTable }] of wanted) {
    if (!isTable || made.get(name)?.sql === sql) continue;
    const model = models.find((each) => each.table === name && !each.proxy);
    const label = model?.label ?? name;
    const table = schema.tables.find((each) => each.name === name);
    if (table === undefined) {
      changes.push(`${label} is new.`);
      continue;
    }
    const own =
      model?.fields.filter(({ column, inheritedFrom }) => column !== null && !isModel(models, inheritedFrom)) ?? [];
    const columns = new Set(table.columns.map((column) => column.name));
    const fields = new Set(own.map(({ column }) => column));
    const added = own.filter(({ column }) => !columns.has(column ?? "")).map((field) => field.name);
    const gone = [...columns].filter((column) => !fields.has(column));
    const said = [
      ...(added.length > 0 ? [`has ${added.join(", ")} now`] : []),
      ...(gone.length > 0 ? [`no longer has ${gone.join(", ")}`] : []),
    ];
    changes.push(
      `${label} ${said.length > 0 ? said.join(", and ") : "has other types, constraints or relations now"}.`,
    );
  }
  for (const [name, { sql, isTable }] of made) {
    if (isTable && !wanted.has(name) && !isForeign(sql)) changes.push(`No model has the table ${name} any more.`);
  }
  const indexes = [...wanted].filter(([name, { sql, isTable }]) => !isTable && made.get(name)?.sql !== sql);
  if (changes.length === 0 && indexes.length > 0) {
    changes.push(`Indexes changed: ${indexes.map(([name]) => name).join(", ")}.`);
  }
  return changes;
}

interface Definition {
  readonly sql: string;
  readonly isTable: boolean;
}

function wantedDefinitions(models: readonly ModelInfo[]): ReadonlyMap<string, Definition> {
  return new Map(
    scratchStatements(models).map((sql) => {
      const { name, isTable } = definedBy(sql);
      return [name, { sql, isTable }] as const;
    }),
  );
}

async function definitions(backend: Backend): Promise<ReadonlyMap<string, Definition>> {
  const sql =
    "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite|_%' ESCAPE '|'";
  const rows = await backend.read((session) => session.all(sql));
  return new Map(rows.map((row) => [String(row.name), { sql: String(row.sql), isTable: row.type === "table" }]));
}

function isModel(models: readonly ModelInfo[], label: string | undefined): boolean {
  return label !== undefined && models.some((model) => model.label === label);
}
