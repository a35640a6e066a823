import { equal } from "../../python/equality";
import { PyRaise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import { fromJson } from "../choices";
import { ValidationError } from "../errors";
import { Expression } from "../expressions/base";
import { Q } from "../expressions/q";
import type { Field } from "../fields";
import { plainText } from "../fieldTypes";
import type { ModelInstance } from "../instance";
import { validationErrors } from "../validation";

/** `full_clean()` and the parts it is made of. Throws ValidationError by field. */
export async function fullClean(self: ModelInstance, part: string, exclude: readonly string[]): Promise<void> {
  const errors = new Map<string, string[]>();
  const add = (name: string, message: string): void => {
    errors.set(name, [...(errors.get(name) ?? []), message]);
  };
  if (part === "full_clean" || part === "clean_fields") cleanFields(self, exclude, add);
  if (part === "full_clean" || part === "validate_unique") await uniqueness(self, exclude, errors, add);
  if (errors.size > 0) throw validationErrors(errors);
}

function cleanFields(
  self: ModelInstance,
  exclude: readonly string[],
  add: (name: string, message: string) => void,
): void {
  for (const field of self.model.fields) {
    if (exclude.includes(field.name) || field.isGenerated) continue;
    const value = self.fieldValue(field) ?? null;
    if (value instanceof Expression) continue;
    const isEmpty = value === null || value === "";
    if (field.info.blank && isEmpty) continue;
    try {
      const clean = field.valueType.prep(value, self.orm.conversion);
      const message = problemOf(field, clean);
      if (message) add(field.name, message);
      else self.setValue(field, clean);
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      const messages = error.exception.extra.get("messages");
      add(field.name, Array.isArray(messages) ? String(messages[0]) : invalidMessage(field, value));
      if (
        !error.exception.exceptionClass.isSubclassOf(ValidationError) &&
        !["ValueError", "TypeError"].includes(error.exception.exceptionClass.name)
      )
        throw error;
    }
  }
}

function invalidMessage(field: Field, value: Value): string {
  return field.valueType.family === "integer"
    ? `“${plainText(value)}” value must be an integer.`
    : `“${plainText(value)}” value must be a float.`;
}

function problemOf(field: Field, value: Value): string | null {
  const { info } = field;
  if (value === null && !field.isNullable && !(field.isPrimaryKey && field.type.isAuto))
    return "This field cannot be null.";
  if (value === null) return null;
  if (info.choices && info.choices.length > 0) {
    const known = info.choices.some((choice) => equal(fromJson(choice.value), value));
    if (!known) return `Value ${typeof value === "string" ? `'${value}'` : plainText(value)} is not a valid choice.`;
  }
  if (!info.blank && value === "") return "This field cannot be blank.";
  if (info.maxLength !== undefined && typeof value === "string" && [...value].length > info.maxLength) {
    return `Ensure this value has at most ${info.maxLength} character${info.maxLength === 1 ? "" : "s"} (it has ${[...value].length}).`;
  }
  return null;
}

async function uniqueness(
  self: ModelInstance,
  exclude: readonly string[],
  errors: ReadonlyMap<string, readonly string[]>,
  add: (name: string, message: string) => void,
): Promise<void> {
  const { model, orm } = self;
  const groups = [
    ...model.fields.filter((field) => field.isUnique).map((field) => [field.name]),
    ...model.info.uniqueTogether.map((names) => [...names]),
  ];
  for (const names of groups) {
    if (names.some((name) => exclude.includes(name) || errors.has(name))) continue;
    const fields = names.map((name) => model.field(name));
    const values = fields.map((field) => self.fieldValue(field) ?? null);
    if (values.some((value) => value === null)) continue;
    const only = fields[0];
    if (fields.length === 1 && only?.isPrimaryKey && !self.state.adding) continue;
    let rows = orm
      .allRows(model)
      .where(new Q(fields.map((field, i) => ({ key: field.attname, value: values[i] as Value }))));
    if (!self.state.adding && self.hasPk)
      rows = rows.where(new Q([new Q([{ key: "pk", value: self.pk }])], "AND", true));
    if (!(await rows.exists())) continue;
    const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
    const name = title(model.info.verboseName ?? model.modelName);
    if (fields.length === 1 && only)
      add(
        only.name,
        `${name} with this ${title(only.info.verboseName ?? only.name.replaceAll("_", " "))} already exists.`,
      );
    else
      add(
        "__all__",
        `${name} with this ${fields.map((field) => title(field.info.verboseName ?? field.name.replaceAll("_", " "))).join(" and ")} already exists.`,
      );
  }
}
