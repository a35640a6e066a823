import { WriteAttempted } from "../orm/context";
import { argumentNames } from "../orm/failures";
import { QuerysetError } from "../protocol/errors";
import type { StatementError } from "../protocol/results";
import { LimitExceeded, PyRaise, UnsupportedError } from "../python/exceptions";
import type { Runtime } from "../python/objects";
import type { ParsedStatement, StatementText } from "../python/parse";
import { Interrupted } from "../python/runtime";
import type { Call, Span } from "../python/tree";

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
  parsed: ParsedStatement | null = null,
): Promise<StatementError> {
  if (error instanceof PyRaise) {
    const message = await runtime.str(error.exception);
    const hint = error.hint;
    return {
      type: error.exception.exceptionClass.name,
      message,
      ...placeOf(source, argumentOf(error, parsed) ?? error.span ?? piece),
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

/** The keyword argument that an error is about: of the call that it came from, or else of one inside or around that. */
function argumentOf(error: PyRaise, parsed: ParsedStatement | null): Span | null {
  const names = argumentNames(error);
  const at = error.span;
  if (names.length === 0 || !at || !parsed) return null;
  let best: { readonly span: Span; readonly rank: number } | null = null;
  for (const call of callsIn(parsed.statements)) {
    const given = call.args.find((arg) => arg.name !== null && names.includes(arg.name));
    if (!given) continue;
    const isAround = call.from <= at.from && call.to >= at.to;
    const isInside = call.from >= at.from && call.to <= at.to;
    if (!isAround && !isInside) continue;
    const rank = Math.abs(call.to - call.from - (at.to - at.from));
    if (!best || rank < best.rank) best = { span: given, rank };
  }
  return best?.span ?? null;
}

function* callsIn(value: unknown): Generator<Call> {
  if (Array.isArray(value)) {
    for (const item of value) yield* callsIn(item);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if ("type" in value && value.type === "Call") yield value as Call;
  for (const part of Object.values(value)) yield* callsIn(part);
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
