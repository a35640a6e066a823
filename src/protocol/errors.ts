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

/** An error that is the person's to see, not a bug. `message` says what happened; `hint` what to do next. */
export class QuerysetError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.hint = options.hint;
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
