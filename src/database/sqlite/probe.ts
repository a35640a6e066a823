import type { NodeSqliteModule } from "./nodeSqlite";

/**
 * Node's own SQLite, where this host has it with all we need of it: found out at run time, as VS Code's versions differ.
 * The answer of a host without it is the reason, for the person.
 */
export function probeNodeSqlite(): NodeSqliteModule | string {
  const emit = process.emitWarning;
  try {
    // Loading it warns that it is experimental; that is ours to know, not the person's.
    process.emitWarning = () => undefined;
    const sqlite = process.getBuiltinModule?.("node:sqlite");
    if (sqlite === undefined) return `Node ${process.versions.node} has no SQLite of its own`;
    const database = new sqlite.DatabaseSync(":memory:");
    try {
      if (typeof database.createSession !== "function") return "this host's SQLite cannot record changes";
      database.createSession().close();
    } finally {
      database.close();
    }
    return sqlite;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    process.emitWarning = emit;
  }
}
