import { LimitExceeded, PyRaise, UnsupportedError } from "./exceptions";
import type { Span } from "./tree";

type Placed = PyRaise | UnsupportedError | LimitExceeded;

function hasPlace(error: unknown): error is Placed {
  return error instanceof PyRaise || error instanceof UnsupportedError || error instanceof LimitExceeded;
}

/** Notes where an error arose, unless a deeper place is known. */
export function place(error: unknown, span: Span): void {
  if (hasPlace(error) && !error.span) error.span = { from: span.from, to: span.to };
}

/** The same error, with its place noted. */
export function placed<T>(error: T, span: Span): T {
  place(error, span);
  return error;
}

/** Forgets where an error arose, so that the caller's place is noted. */
export function unplace(error: unknown): void {
  if (hasPlace(error)) error.span = null;
}
