import { QuerysetError } from "../protocol/errors";
import { exceptionClass, PyException, PyExceptionClass, PyRaise, raise } from "../python/exceptions";
import type { Value } from "../python/objects";
import { ValidationErrorClass } from "./validationError";

const exception = exceptionClass("Exception");
const classes = new Map<string, PyExceptionClass>();

function define(name: string, base: PyExceptionClass = exception): PyExceptionClass {
  const made = new PyExceptionClass(name, [base]);
  classes.set(name, made);
  return made;
}

/** Django's exception classes (django.core.exceptions, django.db), by name. */
export const DJANGO_EXCEPTIONS: ReadonlyMap<string, PyExceptionClass> = classes;

export const ObjectDoesNotExist = define("ObjectDoesNotExist");
export const MultipleObjectsReturned = define("MultipleObjectsReturned");
export const FieldError = define("FieldError");
export const FieldDoesNotExist = define("FieldDoesNotExist");
export const ValidationError = new ValidationErrorClass("ValidationError", [exception]);
classes.set(ValidationError.name, ValidationError);
export const ImproperlyConfigured = define("ImproperlyConfigured");
export const EmptyResultSet = define("EmptyResultSet");
export const FullResultSet = define("FullResultSet");
define("PermissionDenied");
define("SuspiciousOperation");
const DatabaseErrorBase = define("Error");
export const DatabaseError = define("DatabaseError", DatabaseErrorBase);
define("InterfaceError", DatabaseErrorBase);
export const IntegrityError = define("IntegrityError", DatabaseError);
export const OperationalError = define("OperationalError", DatabaseError);
export const NotSupportedError = define("NotSupportedError", DatabaseError);
export const ProgrammingError = define("ProgrammingError", DatabaseError);
for (const name of ["DataError", "InternalError"]) define(name, DatabaseError);
export const ConnectionDoesNotExist = define("ConnectionDoesNotExist");
export const ProtectedError = define("ProtectedError", IntegrityError);
export const RestrictedError = define("RestrictedError", IntegrityError);
export const TransactionManagementError = define("TransactionManagementError", ProgrammingError);

/** The error to throw for an exception class with a message. */
export function fail(
  cls: PyExceptionClass,
  message: string,
  options: { hint?: string | undefined; cause?: unknown; extra?: Map<string, Value> } = {},
): PyRaise {
  return new PyRaise(new PyException(cls, [message], message, options.extra), options);
}

/** A driver's error, translated once in `database/`, as the Python exception a script can catch. */
export function fromDatabase(error: unknown): unknown {
  if (!(error instanceof QuerysetError)) return error;
  if (error.code === "OverflowError") return raise("OverflowError", error.message, { cause: error });
  const cls = classes.get(error.code);
  return cls ? fail(cls, error.message, { hint: error.hint, cause: error }) : error;
}
