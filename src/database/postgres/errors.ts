import { type ErrorCode, QuerysetError, type Refusal } from "../../protocol/errors";

/** What the server says of an error (its protocol's error fields), and what the driver says where there is no server. */
export interface PostgresError extends Error {
  /** SQLSTATE, or Node's code of a failed system call. */
  readonly code?: string;
  readonly detail?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly severity?: string;
}

/** Python's DB-API class for a SQLSTATE, by its class or in whole (PostgreSQL's Appendix A, and what psycopg makes of it). */
const BY_CLASS: Readonly<Record<string, ErrorCode>> = {
  "0A": "NotSupportedError",
  "20": "ProgrammingError",
  "21": "ProgrammingError",
  "22": "DataError",
  "23": "IntegrityError",
  "24": "DatabaseError",
  "25": "DatabaseError",
  "26": "ProgrammingError",
  "2B": "DatabaseError",
  "2D": "DatabaseError",
  "40": "OperationalError",
  "42": "ProgrammingError",
  "44": "ProgrammingError",
  "53": "OperationalError",
  "54": "OperationalError",
  "55": "OperationalError",
  "57": "OperationalError",
  "58": "OperationalError",
};

const HINTS: Readonly<Record<string, string>> = {
  "40001": "Another program changed the same rows meanwhile. Run this again.",
  "40P01": "Another program and this one waited for each other's rows. Run this again.",
  "55P03": "Another program holds a lock on these rows. Finish or close its work, then run this again.",
  "57014": "It was cancelled, or it took longer than allowed.",
  "25006": "Nothing may be written here. Preview it first.",
  "42501": "The role you are connected as lacks this right.",
  "53300": "The server takes no more connections. Close another program's, then try again.",
};

/** Codes that say that the connection is gone. */
const LOST = /^(08...|57P0[1-5]|ECONNRESET|EPIPE|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/;
const LOST_WORDS =
  /Connection terminated|connection error and is not queryable|Client was closed|runner already released|Client has encountered/;

/** Whether an error means that the connection it came over is lost. */
export function isLost(error: unknown): boolean {
  const cause = causeOf(error);
  return cause !== null && (LOST.test(cause.code ?? "") || LOST_WORDS.test(cause.message));
}

/** Whether the database gave up on the transaction so that it may be tried anew. */
export function isRetryable(error: unknown): boolean {
  const code = causeOf(error)?.code;
  return code === "40001" || code === "40P01";
}

/** The driver's own error inside TypeORM's or our wrapper; null for an error that no driver made. */
export function causeOf(error: unknown): PostgresError | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof QuerysetError) return causeOf(error.cause);
  const inner = (error as { driverError?: unknown }).driverError;
  return inner instanceof Error ? inner : error;
}

/** A driver's error under Django's name. Errors that are none of the database's come back as they are. */
export function translateError(error: unknown): unknown {
  if (error instanceof QuerysetError) return error;
  const cause = causeOf(error);
  if (cause === null) return error;
  if (isLost(cause)) {
    return new QuerysetError("OperationalError", "The connection to the database server was lost.", {
      cause,
      hint: "It is opened again with the next statement.",
    });
  }
  const { code } = cause;
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code)) {
    return cause.severity === undefined && cause === error
      ? error
      : new QuerysetError("DatabaseError", cause.message, { cause });
  }
  if (code === "25P02") {
    const message =
      "An error occurred in the current transaction. You can't execute queries until the end of the 'atomic' block.";
    return new QuerysetError("TransactionManagementError", message, { cause });
  }
  // Django's words for these have the server's detail behind a line break, as psycopg's `str()` has.
  const message = cause.detail === undefined ? cause.message : `${cause.message}\nDETAIL:  ${cause.detail}`;
  const hint = HINTS[code];
  const refusal = refusalOf(cause);
  return new QuerysetError(
    errorCode(code),
    message,
    hint === undefined ? { cause, refusal } : { cause, hint, refusal },
  );
}

const REFUSALS: Readonly<Record<string, Refusal["kind"]>> = {
  "23502": "notNull",
  "23503": "foreignKey",
  "23505": "unique",
  "23514": "check",
  "23P01": "unique",
};

/** The constraint that an error is about; its columns and values stand in the detail. */
function refusalOf({ code, table, column, constraint, detail = "" }: PostgresError): Refusal | undefined {
  const kind = REFUSALS[code ?? ""];
  if (kind === undefined || table === undefined) return undefined;
  const [, names, values] = /^Key \((.*?)\)=\((.*?)\) (?:already exists|conflicts|is )/s.exec(detail) ?? [];
  const columns =
    names?.split(", ").map((name) => name.replace(/^"|"$/g, "")) ?? (column === undefined ? [] : [column]);
  const isReferenced = /still referenced/.test(detail);
  return { kind, table, columns, values: values ?? null, constraint: constraint ?? null, isReferenced };
}

function errorCode(state: string): ErrorCode {
  // psycopg's QueryCanceled, LockNotAvailable and the like are operational; a deadlock too.
  return BY_CLASS[state.slice(0, 2)] ?? "DatabaseError";
}

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  "28P01": ["the server was reached, and refused the password", "Check the user and the password."],
  "28000": ["the server was reached, and refused the user", "Check the user, and the server's pg_hba.conf."],
  "3D000": ["the server was reached, and has no database of that name", "Check the database's name."],
  "57P03": ["the server is starting up or shutting down", "Try again in a moment."],
  "53300": ["the server was reached, and takes no more connections", "Close another program's connections first."],
  ECONNREFUSED: ["nothing answers there", "Check that the server runs, and its host and port."],
  ENOTFOUND: ["there is no host of that name", "Check the host's name."],
  EAI_AGAIN: ["the host's name could not be looked up", "Check the network and the host's name."],
  ENOENT: ["there is no socket of that name", "Check the folder of the server's unix socket."],
  EACCES: ["the socket may not be used by you", "Check the permissions of the server's unix socket."],
  ETIMEDOUT: ["nothing answered in time", "Check the host and port, and that no firewall is in between."],
  EHOSTUNREACH: ["the host cannot be reached", "Check the network."],
};

/** Why a server could not be connected to, in words for the person. `place` is the address without its password. */
export function connectionError(error: unknown, place: string): QuerysetError {
  if (error instanceof QuerysetError && (error.code === "ConnectionFailed" || error.code === "AccessDenied"))
    return error;
  const cause: PostgresError = causeOf(error) ?? new Error(String(error));
  const [reason, hint] = reasonOf(cause);
  const isDenied = cause.code === "28P01" || ASKS_PASSWORD.test(cause.message);
  return new QuerysetError(
    isDenied ? "AccessDenied" : "ConnectionFailed",
    `Could not connect to ${place}: ${reason}.`,
    { cause, hint },
  );
}

const ASKS_PASSWORD = /password must be a string|no password/i;

function reasonOf(cause: PostgresError): readonly [string, string] {
  const inner = (cause as { errors?: readonly PostgresError[] }).errors?.[0];
  const known = REASONS[cause.code ?? inner?.code ?? ""];
  if (known) return known;
  if (/timeout|timed out/i.test(cause.message)) return REASONS.ETIMEDOUT as readonly [string, string];
  if (/does not support SSL/.test(cause.message))
    return ["the server was reached, and has no TLS", "Leave sslmode out of the address, or set it to disable."];
  if (/certificate|self[- ]signed|altnames/i.test(cause.message))
    return [`the server's certificate was not accepted (${cause.message})`, "Check sslrootcert and sslmode."];
  if (ASKS_PASSWORD.test(cause.message))
    return ["the server was reached, and asks for a password", "Give one; it is kept in the editor's secret storage."];
  return [cause.message, "Check the address, and that the server runs."];
}
