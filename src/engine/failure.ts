import { defaultFailure, type RemoteFailure } from "../protocol/channel";
import { QuerysetError } from "../protocol/errors";
import { PyRaise } from "../python/exceptions";
import { Interrupted } from "../python/runtime";

/** An error of the engine as it crosses to the host. */
export function toFailure(error: unknown): RemoteFailure {
  if (error instanceof Interrupted || (error instanceof Error && error.name === "AbortError"))
    return { code: "Cancelled", message: "Cancelled" };
  if (error instanceof QuerysetError)
    return {
      code: error.code,
      message: error.message,
      ...(error.hint !== undefined && { data: { hint: error.hint } }),
    };
  if (error instanceof PyRaise)
    return {
      code: error.name,
      message: error.message,
      ...(error.hint !== undefined && { data: { hint: error.hint } }),
    };
  if (error instanceof Error && !("code" in error)) return { code: "Bug", message: error.stack ?? error.message };
  return defaultFailure(error);
}
