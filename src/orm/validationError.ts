import { PyDict, PyTuple } from "../python/collections";
import { PyException, PyExceptionClass, PyRaise, raise } from "../python/exceptions";
import type { CallArguments, Runtime, Value } from "../python/objects";
import { percentFormat } from "../python/percentFormat";
import { bind } from "../python/signature";
import { reprString } from "../python/text";

/** The key of errors that belong to no field. */
export const NON_FIELD_ERRORS = "__all__";

/** What a ValidationError says: texts, or texts by field. */
export type Faults = readonly string[] | ReadonlyMap<string, readonly string[]>;

/**
 * `django.core.exceptions.ValidationError`: made of a message, a list of them, or a dict by field. Its text is a list or a
 * dict, as Django prints it.
 */
export class ValidationErrorClass extends PyExceptionClass {
  override async call(args: CallArguments, runtime: Runtime): Promise<PyException> {
    const { named } = bind(this.name, ["message", "code?", "params?"], args);
    const { message = null, code = null, params = null } = named;
    const given: Value[] = [message, code, params];
    if (message instanceof PyDict) {
      const byField = new Map<string, readonly string[]>();
      for (const [name, value] of message.entries()) byField.set(String(name), await this.#texts(value, runtime));
      return this.of(byField, given);
    }
    if (Array.isArray(message) || faultsOf(message) !== undefined)
      return this.of(faultsOf(message) ?? (await this.#texts(message, runtime)), given);
    const text = await filledIn(message, params, runtime);
    return this.of([text], given, [
      ["message", message],
      ["code", code],
      ["params", params],
    ]);
  }

  /** The exception that says this. */
  of(faults: Faults, args: readonly Value[], more: readonly (readonly [string, Value])[] = []): PyException {
    if (Array.isArray(faults)) {
      const list = faults as readonly string[];
      return new PyException(
        this,
        args,
        `[${list.map(reprString).join(", ")}]`,
        new Map([...more, ["messages", [...list]]]),
      );
    }
    const byField = [...(faults as ReadonlyMap<string, readonly string[]>)];
    const shown = byField.map(([name, list]) => `${reprString(name)}: [${list.map(reprString).join(", ")}]`);
    const extra = new Map<string, Value>([
      ["message_dict", new PyDict(byField.map(([name, list]): [Value, Value] => [name, [...list]]))],
      ["messages", byField.flatMap(([, list]) => list)],
    ]);
    return new PyException(this, args, `{${shown.join(", ")}}`, extra);
  }

  async #texts(value: Value, runtime: Runtime): Promise<string[]> {
    const faults = faultsOf(value);
    if (faults !== undefined) return textsOf(faults);
    if (!Array.isArray(value) && !(value instanceof PyTuple)) return [await runtime.str(value)];
    const texts: string[] = [];
    for (const each of Array.isArray(value) ? value : value.items) texts.push(...(await this.#texts(each, runtime)));
    return texts;
  }
}

/** What a ValidationError says; undefined for every other value. */
export function faultsOf(value: Value): Faults | undefined {
  if (!(value instanceof PyException)) return undefined;
  const byField = value.extra.get("message_dict");
  if (byField instanceof PyDict)
    return new Map(byField.entries().map(([name, list]) => [String(name), (list as Value[]).map(String)] as const));
  const messages = value.extra.get("messages");
  return Array.isArray(messages) ? messages.map(String) : undefined;
}

/** The same of an error that was thrown; what is no ValidationError is thrown on. */
export function faultsIn(error: unknown): Faults {
  const faults = error instanceof PyRaise ? faultsOf(error.exception) : undefined;
  if (faults === undefined) throw error;
  return faults;
}

/** All texts, whatever field they are of. */
export function textsOf(faults: Faults): string[] {
  return Array.isArray(faults) ? [...faults] : [...(faults as ReadonlyMap<string, readonly string[]>).values()].flat();
}

async function filledIn(message: Value, params: Value, runtime: Runtime): Promise<string> {
  const text = await runtime.str(message);
  if (params === null || (params instanceof PyDict && params.entries().length === 0)) return text;
  if (!(params instanceof PyDict)) throw raise("TypeError", "format requires a mapping");
  return percentFormat(text, params, null, (key) => params.item(key, runtime), runtime);
}
