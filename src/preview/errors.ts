import { WriteAttempted } from "../orm/context";
import { QuerysetError } from "../protocol/errors";
import type { StatementError } from "../protocol/results";
import { LimitExceeded, PyRaise, UnsupportedError } from "../python/exceptions";
import type { Runtime } from "../python/objects";
import type { ParsedStatement, StatementText } from "../python/parse";
import { Interrupted } from "../python/runtime";
import type { Span } from "../python/tree";

/** Not a failure of the statement: the run is to end, or to begin again where writes are allowed. */
export function isStop(error: unknown): boolean {
  return error instanceof Interrupted || error instanceof WriteAttempted;
}

/** The first fault the parser found, as Python's SyntaxError; null for a statement that can be run. */
export function syntaxErrorOf(parsed: ParsedStatement, source: string): StatementError | null {
  const fault = parsed.diagnostics[0];
  if (!fault) return null;
  const type =
    fault.code === "unsupported" ? "Unsupported" : fault.code === "indent" ? "IndentationError" : "SyntaxError";
  return { type, message: fault.message, ...placeOf(source, fault) };
}

/** Any thrown thing as the error of a statement. What is neither Python's nor a database's is thrown on: a bug. */
export async function describeError(
  error: unknown,
  source: string,
  piece: StatementText,
  runtime: Runtime,
): Promise<StatementError> {
  if (error instanceof PyRaise) {
    const message = await runtime.str(error.exception);
    const hint = error.hint;
    return {
      type: error.exception.exceptionClass.name,
      message,
      ...placeOf(source, error.span ?? piece),
      ...(hint !== undefined && { hint }),
    };
  }
  if (error instanceof UnsupportedError) {
    return {
      type: "Unsupported",
      message: error.message,
      ...placeOf(source, error.span ?? piece),
      hint: "The README lists the Python that scripts can use.",
    };
  }
  if (error instanceof LimitExceeded)
    return { type: "LimitExceeded", message: error.message, ...placeOf(source, error.span ?? piece) };
  if (error instanceof QuerysetError) {
    return {
      type: error.code,
      message: error.message,
      ...placeOf(source, piece),
      ...(error.hint !== undefined && { hint: error.hint }),
    };
  }
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    return { type: "RecursionError", message: "maximum recursion depth exceeded", ...placeOf(source, piece) };
  }
  throw error;
}

/** Lines from 1 and columns from 0 of a span. */
export function placeOf(source: string, span: Span): Pick<StatementError, "line" | "column" | "endLine" | "endColumn"> {
  const at = (offset: number): [number, number] => {
    const before = source.slice(0, offset);
    return [before.split("\n").length, offset - (before.lastIndexOf("\n") + 1)];
  };
  const [line, column] = at(span.from);
  const [endLine, endColumn] = at(Math.max(span.to, span.from));
  return { line, column, endLine, endColumn };
}
