import { PyRaise } from "../python/exceptions";
import { ValidationError } from "./errors";

/** A ValidationError with one message. */
export function validationError(message: string, code: string): PyRaise {
  return new PyRaise(
    ValidationError.of(
      [message],
      [message],
      [
        ["message", message],
        ["code", code],
      ],
    ),
  );
}

/** A ValidationError by field name. */
export function validationErrors(byField: ReadonlyMap<string, readonly string[]>): PyRaise {
  return new PyRaise(ValidationError.of(byField, []));
}
