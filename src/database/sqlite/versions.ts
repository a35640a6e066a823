import type { RawSqlite } from "./raw";

/** Whatever has a connection of SQLite's. */
interface Connected {
  readonly raw: RawSqlite;
}

/** Another number after another connection committed; what this one commits does not count. */
export function dataVersion(connection: Connected): bigint {
  return pragma(connection, "data_version");
}

/** Another number after anybody changed the schema. */
export function schemaVersion(connection: Connected): bigint {
  return pragma(connection, "schema_version");
}

function pragma({ raw }: Connected, name: string): bigint {
  return BigInt(String(raw.exact(`PRAGMA main.${name}`)[0]?.[name] ?? 0));
}

interface Own {
  readonly id: number;
  commits: number;
}

const connections = new WeakMap<Connected, Own>();
let opened = 0;

/** A connection's number among all of the process, and how often it committed. */
function ownOf(connection: Connected): Own {
  const known = connections.get(connection) ?? { id: ++opened, commits: 0 };
  connections.set(connection, known);
  return known;
}

/** To be called before a connection commits, as `dataVersion` does not tell of that. */
export function commits(connection: Connected): void {
  ownOf(connection).commits++;
}

/** A text that is the same as long as nobody commits: neither this connection nor another one. */
export function momentOf(connection: Connected): string {
  const { id, commits: own } = ownOf(connection);
  return `${id} ${own} ${dataVersion(connection)}`;
}
