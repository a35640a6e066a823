import { equal } from "../../python/equality";
import { PyRaise } from "../../python/exceptions";
import { PyObject, type Runtime, type Value } from "../../python/objects";
import { fromJson } from "../choices";
import { ValidationError } from "../errors";
import { Expression } from "../expressions/base";
import { Q } from "../expressions/q";
import type { Field } from "../fields";
import { plainRepr, plainText } from "../fieldTypes";
import type { ModelInstance } from "../instance";
import { validationErrors } from "../validation";
import { type Faults, faultsIn, NON_FIELD_ERRORS, textsOf } from "../validationError";
import { checksOf } from "../validators";
import { checkConstraints, checkUnique, type Report } from "./uniqueness";

/** What `full_clean()` is asked to look at. */
export interface CleanOptions {
  readonly exclude: readonly string[];
  readonly unique: boolean;
  readonly constraints: boolean;
}

/** `full_clean()`: the fields, the model's own `clean()`, then uniqueness. Throws ValidationError by field. */
export async function fullClean(self: ModelInstance, options: CleanOptions, runtime: Runtime): Promise<void> {
  const errors = new Map<string, string[]>();
  const exclude = new Set(options.exclude);
  const call = async (name: string, given: ReadonlySet<string> | null): Promise<void> => {
    const keywords = new Map<string, Value>(given === null ? [] : [["exclude", [...given]]]);
    try {
      await runtime.call(await runtime.getAttribute(self, name), { positional: [], keywords });
    } catch (error) {
      collect(errors, faultsIn(error));
    }
  };
  await call("clean_fields", exclude);
  await call("clean", null);
  // A field that is wrong already is not asked about once more.
  const rest = (): Set<string> =>
    new Set([...exclude, ...[...errors.keys()].filter((name) => name !== NON_FIELD_ERRORS)]);
  if (options.unique) await call("validate_unique", rest());
  if (options.constraints) await call("validate_constraints", rest());
  if (errors.size > 0) throw validationErrors(errors);
}

function collect(errors: Map<string, string[]>, faults: Faults): void {
  const byField = Array.isArray(faults)
    ? [[NON_FIELD_ERRORS, faults as readonly string[]] as const]
    : [...(faults as ReadonlyMap<string, readonly string[]>)];
  for (const [name, messages] of byField) errors.set(name, [...(errors.get(name) ?? []), ...messages]);
}

/** `validate_unique()` and `validate_constraints()`. Throws ValidationError by field. */
export async function validate(
  self: ModelInstance,
  what: "unique" | "constraints",
  exclude: readonly string[],
): Promise<void> {
  const errors = new Map<string, string[]>();
  const report: Report = (name, message) => collect(errors, new Map([[name, [message]]]));
  await (what === "unique" ? checkUnique : checkConstraints)(self, new Set(exclude), report);
  if (errors.size > 0) throw validationErrors(errors);
}

/** `clean_fields()`: each value made the field's own and checked. Throws ValidationError by field. */
export async function cleanFields(self: ModelInstance, exclude: readonly string[], runtime: Runtime): Promise<void> {
  const errors = new Map<string, string[]>();
  for (const field of self.model.fields) {
    if (exclude.includes(field.name) || field.isGenerated) continue;
    const value = self.fieldValue(field) ?? null;
    if (value instanceof Expression || (field.info.blank && isEmpty(value))) continue;
    try {
      self.setValue(field, await cleaned(self, field, value, runtime));
    } catch (error) {
      errors.set(field.name, textsOf(faultsIn(error)));
    }
  }
  if (errors.size > 0) throw validationErrors(errors);
}

/** `Field.clean()`: what the value is as one of the field's own. */
async function cleaned(self: ModelInstance, field: Field, given: Value, runtime: Runtime): Promise<Value> {
  const { conversion } = self.orm;
  const value = converted(field, given, self);
  const fault = await faultOf(self, field, value);
  if (fault !== null) throw refusal([fault]);
  if (isEmpty(value)) return value;
  const faults = checksOf(field, conversion).flatMap((check) => check(value) ?? []);
  faults.push(...(await ownFaults(self, field, value, runtime)));
  if (faults.length > 0) throw refusal(faults);
  return value;
}

const refusal = (faults: readonly string[]): PyRaise => new PyRaise(ValidationError.of(faults, []));

/** `Field.to_python()`. */
function converted(field: Field, value: Value, self: ModelInstance): Value {
  try {
    return field.valueType.prep(value, self.orm.conversion);
  } catch (error) {
    if (!(error instanceof PyRaise) || error.exception.exceptionClass.isSubclassOf(ValidationError)) throw error;
    if (!["ValueError", "TypeError"].includes(error.exception.exceptionClass.name)) throw error;
    const kind = field.valueType.family === "integer" ? "an integer" : "a float";
    throw refusal([`“${plainText(value)}” value must be ${kind}.`]);
  }
}

/** `Field.validate()`. */
async function faultOf(self: ModelInstance, field: Field, value: Value): Promise<string | null> {
  const { info } = field;
  if (info.editable === false || field.type.isAuto || field.isParentLink) return null;
  if (info.choices !== undefined && info.choices.length > 0 && !isEmpty(value)) {
    const isKnown = info.choices.some((choice) => equal(fromJson(choice.value), value));
    if (!isKnown) return `Value ${plainRepr(value)} is not a valid choice.`;
  }
  if (value === null && !field.isNullable) return "This field cannot be null.";
  if (info.blank !== true && isEmpty(value)) return "This field cannot be blank.";
  if (!field.isForeignKey || field.remote === null || field.targetField === null || value === null) return null;
  const rows = await self.orm.baseQuerySet(field.remote);
  if (await rows.where(new Q([{ key: field.targetField.attname, value }])).exists()) return null;
  const name = field.remote.info.verboseName ?? field.remote.modelName;
  return `${name} instance with ${field.targetField.name} ${plainRepr(value)} is not a valid choice.`;
}

/** What the validators that the model gives the field say. */
async function ownFaults(self: ModelInstance, field: Field, value: Value, runtime: Runtime): Promise<string[]> {
  const { validators } = field.info;
  if (validators === undefined) return [];
  const faults: string[] = [];
  for (const validator of await runtime.list(await self.orm.evaluate(validators, field.model))) {
    try {
      await runtime.call(validator, { positional: [value], keywords: new Map() });
    } catch (error) {
      faults.push(...textsOf(faultsIn(error)));
    }
  }
  return faults;
}

/** Django's `empty_values`. */
function isEmpty(value: Value): boolean {
  if (value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return (
    value instanceof PyObject && ["dict", "tuple"].includes(value.typeName) && value.length?.(undefined as never) === 0
  );
}
