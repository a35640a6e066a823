import { PyDict } from "../python/collections";
import { PyException, PyRaise } from "../python/exceptions";
import type { Value } from "../python/objects";
import { reprString } from "../python/text";
import { ValidationError } from "./errors";

/** A ValidationError with one message: its text is a list of it, as Django prints it. */
export function validationError(message: string, code: string): PyRaise {
  const extra = new Map<string, Value>([
    ["message", message],
    ["code", code],
    ["messages", [message]],
  ]);
  return new PyRaise(new PyException(ValidationError, [message], `[${reprString(message)}]`, extra));
}

/** A ValidationError by field name: its text is a dict of lists. */
export function validationErrors(byField: ReadonlyMap<string, readonly string[]>): PyRaise {
  const shown = [...byField].map(([name, messages]) => `${reprString(name)}: [${messages.map(reprString).join(", ")}]`);
  const dict = new PyDict([...byField].map(([name, messages]): [Value, Value] => [name, [...messages]]));
  const all = [...byField.values()].flat();
  const extra = new Map<string, Value>([
    ["message_dict", dict],
    ["messages", all],
  ]);
  return new PyRaise(new PyException(ValidationError, [dict], `{${shown.join(", ")}}`, extra));
}
