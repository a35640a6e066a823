import { statSync } from "node:fs";
import { access, constants, open, stat } from "node:fs/promises";
import { QuerysetError } from "../../protocol/errors";

const MAGIC = "SQLite format 3\0";

/** Says what is wrong with a path before SQLite is asked, whose words for all of it are "unable to open". */
export async function assertDatabaseFile(path: string, name: string): Promise<void> {
  const fail = (reason: string, hint: string, cause?: unknown) =>
    new QuerysetError("ConnectionFailed", `Could not open ${name}: ${reason}.`, { hint, cause });
  let size: number;
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw fail("it is a folder, not a file", "Choose the database file inside it.");
    if (!found.isFile()) throw fail("it is not an ordinary file", "Choose a SQLite file.");
    size = found.size;
  } catch (error) {
    if (error instanceof QuerysetError) throw error;
    const [reason, hint] = whyNot(error);
    throw fail(reason, hint, error);
  }
  let header: string;
  try {
    header = await readHeader(path);
  } catch (error) {
    const [reason, hint] = whyNot(error);
    throw fail(reason, hint, error);
  }
  // A file without content is an empty database to SQLite, and to us.
  if (size === 0 || header === MAGIC) return;
  const reason =
    size < 512 && header !== "" && MAGIC.startsWith(header)
      ? "the file is cut off"
      : "it is not a SQLite database, or it is encrypted";
  throw fail(reason, "Choose another file, or decrypt or restore this one first.");
}

/** Whether a file starts as every SQLite database does. Unreadable files do not. */
export async function isDatabaseFile(path: string): Promise<boolean> {
  try {
    return (await readHeader(path)) === MAGIC;
  } catch {
    return false;
  }
}

/** What stays the same while it is the same file: a file made anew under the same name has another. */
export function fileIdentity(path: string, name: string): string {
  try {
    const { dev, ino, birthtimeMs } = statSync(path);
    return `${dev}:${ino}:${birthtimeMs}`;
  } catch (error) {
    const [reason, hint] = whyNot(error);
    throw new QuerysetError("ConnectionFailed", `Could not read ${name}: ${reason}.`, { hint, cause: error });
  }
}

/** Whether this process may write the file. */
export async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function readHeader(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(MAGIC.length), 0, MAGIC.length, 0);
    return String.fromCharCode(...buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function whyNot(error: unknown): [reason: string, hint: string] {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return ["there is no such file", "Check the path; a missing database is never created."];
    case "EACCES":
    case "EPERM":
      return ["you may not read it", "Check the permissions of the file and of its folders."];
    case "ELOOP":
      return ["its symbolic links lead in a circle", "Choose the file itself."];
    default:
      return [error instanceof Error ? error.message : String(error), "Check the path and its permissions."];
  }
}
