import type { Backend } from "../../database/backend";
import { QuerysetError } from "../../protocol/errors";

/** A browser opens no sockets, so that servers are out of its reach. */
async function refuse(): Promise<Backend> {
  throw new QuerysetError("ConnectionFailed", "A database server cannot be reached from VS Code in a browser.", {
    hint: "Open a SQLite file or the scratch database, or use VS Code on the desktop.",
  });
}

export const openPostgres = refuse;
export const openMysql = refuse;
