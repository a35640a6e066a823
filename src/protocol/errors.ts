/** Every code an error for people can have: Django's and Python's names for theirs, and ours. */
export type ErrorCode =
  | "FieldError"
  | "FieldDoesNotExist"
  | "DoesNotExist"
  | "ObjectDoesNotExist"
  | "MultipleObjectsReturned"
  | "ValidationError"
  | "ProtectedError"
  | "RestrictedError"
  | "IntegrityError"
  | "DatabaseError"
  | "OperationalError"
  | "DataError"
  | "ProgrammingError"
  | "NotSupportedError"
  | "InterfaceError"
  | "TransactionManagementError"
  | "ImproperlyConfigured"
  | "EmptyResultSet"
  | "FullResultSet"
  | "ValueError"
  | "TypeError"
  | "AttributeError"
  | "NameError"
  | "KeyError"
  | "IndexError"
  | "SyntaxError"
  | "ImportError"
  | "ZeroDivisionError"
  | "OverflowError"
  | "AssertionError"
  | "StopIteration"
  | "RuntimeError"
  | "NotImplementedError"
  | "RecursionError"
  | "LookupError"
  | "UnicodeError"
  | "MemoryError"
  | "Exception"
  | "ConnectionFailed"
  | "AccessDenied"
  | "Conflict"
  | "ReadOnly"
  | "Unsupported";

/** A constraint that refused a write, as far as a database names it. */
export interface Refusal {
  readonly kind: "unique" | "notNull" | "check" | "foreignKey";
  readonly table: string;
  /** The columns it is about; empty where the database does not say. */
  readonly columns: readonly string[];
  /** Their values, as the database writes them. */
  readonly values: string | null;
  readonly constraint: string | null;
  /** foreignKey: the row that was to go is what others point at; else, the row pointed at is not there. */
  readonly isReferenced: boolean;
}

/** An error that is the person's to see, not a bug. `message` says what happened; `hint` what to do next. */
export class QuerysetError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly refusal: Refusal | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown; refusal?: Refusal | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.hint = options.hint;
    this.refusal = options.refusal;
  }
}

/** The person, or a closing window, asked for the work to stop. Not an error to report. */
export class Cancelled extends Error {
  readonly code = "Cancelled";

  constructor() {
    super("Cancelled");
    this.name = "Cancelled";
  }
}
