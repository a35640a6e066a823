import { Cancelled, type ErrorCode, QuerysetError } from "../../protocol/errors";

/** What `mysql2` throws: the server's error number, or the system's or the driver's code. */
export interface MysqlError extends Error {
  readonly errno?: number;
  readonly code?: string;
  readonly sqlMessage?: string;
  readonly sqlState?: string;
  readonly fatal?: boolean;
}

const numbers = (code: ErrorCode, ...list: readonly number[]): [number, ErrorCode][] => list.map((n) => [n, code]);

/** The classes that Python's MySQL driver gives the server's errors, and Django its few exceptions; the rest are operational. */
const CLASSES: ReadonlyMap<number, ErrorCode> = new Map([
  ...numbers("IntegrityError", 1062, 1216, 1452, 1217, 1451, 1215, 1048, 1690, 3819, 4025),
  ...numbers("ProgrammingError", 1007, 1149, 1064, 1146, 1102, 1103, 1110, 1111, 1112, 1113, 1179),
  ...numbers("DataError", 1265, 1263, 1264, 1230, 1171, 1406, 1441),
  ...numbers("NotSupportedError", 1196, 1235, 1289, 1286),
]);

const DEADLOCK = 1213;
const LOCK_WAIT = 1205;
const INTERRUPTED = 1317;

/** Errors after which the server has rolled the whole transaction back. */
export function endsTransaction(error: unknown): boolean {
  return isMysqlError(error) && (error.errno === DEADLOCK || isLost(error));
}

const LOST_CODES = new Set([
  "PROTOCOL_CONNECTION_LOST",
  "PROTOCOL_SEQUENCE_TIMEOUT",
  "PROTOCOL_UNEXPECTED_PACKET",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ER_CONNECTION_KILLED",
  "ER_SERVER_SHUTDOWN",
  "ER_CLIENT_INTERACTION_TIMEOUT",
]);
/** Killed (MariaDB, MySQL), shutting down, idle for too long. */
const LOST_NUMBERS = new Set([1927, 3169, 1053, 4031]);

/** Whether the connection is gone: nothing more can be asked on it. */
export function isLost(error: unknown): boolean {
  if (!isMysqlError(error)) return false;
  if (LOST_NUMBERS.has(error.errno ?? 0)) return true;
  if (error.code !== undefined && LOST_CODES.has(error.code)) return true;
  return error.fatal === true && error.sqlState === undefined ? true : /in closed state/.test(error.message);
}

export function isMysqlError(error: unknown): error is MysqlError {
  return error instanceof Error && !(error instanceof QuerysetError) && !(error instanceof Cancelled);
}

/** The driver's error with Django's class and wording; `isCancelled` says that the interruption was asked for. */
export function translateMysql(error: unknown, isCancelled = false): unknown {
  if (!isMysqlError(error)) return error;
  if (error.errno === INTERRUPTED && isCancelled) return new Cancelled();
  if (isLost(error)) {
    return new QuerysetError("OperationalError", "The connection to the database was lost.", {
      cause: withoutSecrets(error),
      hint: "Nothing of this statement was kept. Run it again: the connection is made anew.",
    });
  }
  // What is none of the server's is a bug of ours.
  if (error.errno === undefined || error.sqlMessage === undefined) return error;
  const code = CLASSES.get(error.errno) ?? "OperationalError";
  const hint = hintOf(error.errno, error.sqlMessage);
  const cause = withoutSecrets(error);
  return new QuerysetError(
    code,
    `(${error.errno}, ${repr(error.sqlMessage)})`,
    hint === null ? { cause } : { cause, hint },
  );
}

/** The error without the statement, which may be long and hold anything. */
function withoutSecrets({ message, errno, code, sqlState }: MysqlError): Error {
  return Object.assign(new Error(message), { errno, code, sqlState });
}

/** Python's `repr()` of a message, as Django shows the driver's arguments. */
function repr(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
  if (!escaped.includes("'")) return `'${escaped}'`;
  return escaped.includes('"') ? `'${escaped.replaceAll("'", "\\'")}'` : `"${escaped}"`;
}

/** Which column, key and value a refusal is about, out of the server's own sentence; null where it says none. */
function refusalHint(number: number, message: string): string | null {
  const [, entry = "", key = ""] = /^Duplicate entry '(.*)' for key '(?:[^']*\.)?([^'.]*)'$/s.exec(message) ?? [];
  const [, table = "", columns = "", target = ""] =
    /\(`[^`]*`\.`([^`]*)`, CONSTRAINT `[^`]*` FOREIGN KEY \(([^)]*)\) REFERENCES `([^`]*)`/.exec(message) ?? [];
  const column = /column '(?:[^']*\.)?([^'.]*)'/i.exec(message)?.[1] ?? "";
  const by = columns.replaceAll("`", "");
  switch (number) {
    case 1062:
      return key === ""
        ? null
        : `Another row already has '${entry}' in the ${key === "PRIMARY" ? "primary key" : `unique key ${key}`}.`;
    case 1452:
      return table === "" ? null : `${table}.${by} points at a row of ${target} that does not exist.`;
    case 1451:
      return table === "" ? null : `Rows of ${table} still point at this row of ${target}, by ${by}.`;
    case 1048:
      return `The column ${column} has no value, and may not be without one.`;
    case 1406:
      return `The value is longer than the column ${column} can hold.`;
    case 1264:
      return `The value is outside of what the column ${column} can hold.`;
    case 3819:
    case 4025: {
      const check = /(?:constraint|CONSTRAINT) ['`]([^'`]*)['`]/.exec(message)?.[1];
      return check === undefined ? null : `The check ${check.split(".").at(-1)} does not allow these values.`;
    }
    default:
      return null;
  }
}

function hintOf(number: number, message: string): string | null {
  const refusal = refusalHint(number, message);
  if (refusal !== null) return refusal;
  switch (number) {
    case DEADLOCK:
      return "Another program and this one waited for each other's rows, and the server ended this one; nothing of it was kept. Run it again.";
    case LOCK_WAIT:
      return "Another program holds a row that this statement needs. Finish or end its work, then run this again.";
    case INTERRUPTED:
      return "Somebody ended this query on the server. Run it again.";
    case 1969:
    case 3024:
      return "The query took longer than it may. Narrow it down, or allow it more time.";
    case 1044:
    case 1142:
    case 1143:
    case 1227:
      return "This user of the database may not do that. Ask for the right, or connect as another user.";
    case 1290:
    case 1792:
    case 1836:
      return "The server is open for reading only.";
    case 1093:
      return "MySQL cannot read a table in the statement that writes it. Read the keys first, then write the rows by them.";
    case 1114:
    case 1021:
      return "The server's disk is full. Free some space, then run this again; nothing was changed.";
    case 1146:
      return `The database has no such table${/migrat/.test(message) ? "" : "; has it been migrated?"}`;
    default:
      return null;
  }
}
