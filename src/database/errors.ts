import { type ErrorCode, QuerysetError } from "../protocol/errors";

/** SQLite's primary result codes that get a meaning of their own; the rest are operational, as in Python's sqlite3. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  11: "DatabaseError",
  18: "DataError",
  19: "IntegrityError",
  20: "IntegrityError",
  21: "ProgrammingError",
  25: "ProgrammingError",
  26: "DatabaseError",
};

const CONSTRAINT =
  /^(UNIQUE|NOT NULL|CHECK|FOREIGN KEY|PRIMARY KEY) constraint failed|^datatype mismatch|^cannot store /;
const NOT_A_DATABASE = /file is not a database|file is encrypted/;
const MALFORMED = /malformed|disk image/;

/**
 * Gives a driver's error Django's name, once: everything above sees `QuerysetError` only. Errors that are none of the
 * database's (bugs, cancellations, errors already translated) come back as they are.
 */
export function translateError(error: unknown): unknown {
  if (error instanceof QuerysetError) return error;
  const inner = error instanceof Error ? (error as { driverError?: unknown }).driverError : undefined;
  if (inner instanceof QuerysetError) return inner;
  const cause = driverError(error);
  return cause === null ? error : translateDriverError(cause);
}

/** The same for what the driver itself threw in the middle of a statement, whatever it looks like. */
export function translateDriverError(cause: DriverError): QuerysetError {
  if (cause.errcode === undefined && cause.code === undefined) {
    // Thrown by one of our functions in the middle of a statement. A limit says what to do; the rest has Django's words.
    if (cause.name === "LimitExceeded") return new QuerysetError("OperationalError", cause.message, { cause });
    return new QuerysetError("OperationalError", "user-defined function raised exception", { cause });
  }
  if (cause.code === "ERR_INVALID_ARG_VALUE" || /BigInt value is too large to bind/.test(cause.message)) {
    return new QuerysetError("OverflowError", "Python int too large to convert to SQLite INTEGER", { cause });
  }
  const message = cause.message;
  const code = codeOf(message, cause.errcode);
  const hint = hintOf(message, cause.errcode);
  return new QuerysetError(code, message, hint === undefined ? { cause } : { cause, hint });
}

/** Why a database file could not be opened, in words for the person. `name` is the file as they know it. */
export function connectionError(error: unknown, name: string): QuerysetError {
  if (error instanceof QuerysetError && error.code === "ConnectionFailed") return error;
  const cause = driverError(error) ?? (error instanceof Error ? error : new Error(String(error)));
  const [reason, hint] = connectionReason(cause.message);
  return new QuerysetError("ConnectionFailed", `Could not open ${name}: ${reason}.`, { cause, hint });
}

/** A crashed writer's journal lies beside the file, and a connection that cannot write cannot roll it back. */
export function needsRecovery(error: unknown): boolean {
  const errcode = error instanceof Error ? (error as DriverError).errcode : undefined;
  return errcode === READONLY_RECOVERY || errcode === READONLY_ROLLBACK;
}

const READONLY_RECOVERY = 264;
const READONLY_ROLLBACK = 776;

function connectionReason(message: string): [reason: string, hint: string] {
  if (NOT_A_DATABASE.test(message)) {
    return ["it is not a SQLite database, or it is encrypted", "Choose another file, or decrypt this one first."];
  }
  if (MALFORMED.test(message)) {
    return ["the database is damaged", "Restore a backup, or try `sqlite3 FILE .recover` on a copy of it."];
  }
  if (/database is locked/.test(message)) {
    return ["another program holds its lock", "Finish or close the other program's work, then try again."];
  }
  if (/readonly database/.test(message)) {
    return [
      "it needs to be recovered first and can only be read from here",
      "A program ended while it was writing. Open the database once with that program, or check the file's permissions.",
    ];
  }
  return [message, "Check that the file exists and that you may read it and its folder."];
}

export interface DriverError extends Error {
  readonly code?: string;
  readonly errcode?: number;
}

/** The driver's own error inside TypeORM's wrapper; null for an error no driver made. */
function driverError(error: unknown): DriverError | null {
  if (!(error instanceof Error)) return null;
  const inner = (error as { driverError?: unknown }).driverError;
  if (inner instanceof Error) return inner;
  const own = error as DriverError;
  return typeof own.errcode === "number" || own.code === "ERR_SQLITE_ERROR" ? own : null;
}

function codeOf(message: string, errcode: number | undefined): ErrorCode {
  if (CONSTRAINT.test(message)) return "IntegrityError";
  if (errcode === undefined) return "OperationalError";
  return CODES[errcode & 0xff] ?? "OperationalError";
}

function hintOf(message: string, errcode: number | undefined): string | undefined {
  const primary = errcode === undefined ? 0 : errcode & 0xff;
  if (primary === 5 || primary === 6 || /database( table)? is locked/.test(message)) {
    return "Another program is at work on this database. Finish or close its work, then run this again. How long it is waited for is set by querysetExplorer.lockWait.";
  }
  if (primary === 8) return "The file, or its folder, cannot be written. Check their permissions.";
  if (primary === 13) return "The disk is full. Free some space, then run this again; nothing was changed.";
  return undefined;
}
