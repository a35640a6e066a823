import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Asks the `sqlite3` program, which knows nothing of us, what a workspace's database holds. */
export async function sqlite3(workspace: string, sql: string, file = "db.sqlite3"): Promise<string> {
  const { stdout } = await execute("sqlite3", ["-cmd", ".timeout 5000", join(workspace, file), sql]);
  return stdout.trim();
}
