import type { Value } from "../../python/objects";
import { Q } from "../expressions/q";
import type { Field } from "../fields";
import type { ModelInstance } from "../instance";
import type { Model } from "../meta";
import { spaced } from "../modelMeta";

/** Where a fault is reported: at a field, or at none (`__all__`). */
export type Report = (name: string, message: string) => void;

const ALL = "__all__";

/** `validate_unique()`: unique fields and `unique_together`, the parents' too. Reads the rows that are there. */
export async function checkUnique(self: ModelInstance, exclude: ReadonlySet<string>, report: Report): Promise<void> {
  const { model } = self;
  const together = [model, ...model.ancestors].flatMap(({ info }) => info.uniqueTogether);
  const seen = new Set<string>();
  for (const names of together) {
    if (seen.has(names.join()) || names.some((name) => exclude.has(name))) continue;
    seen.add(names.join());
    await checkTogether(self, names, report);
  }
  for (const field of model.fields) {
    if (!field.isUnique || exclude.has(field.name) || field.isComposite) continue;
    if (field.isPrimaryKey && !self.state.adding) continue;
    if (await isTaken(self, [field])) report(field.name, uniqueMessage(model, [field]));
  }
}

/** `validate_constraints()`, for constraints that are of fields alone: a condition or a check is left to the database. */
export async function checkConstraints(
  self: ModelInstance,
  exclude: ReadonlySet<string>,
  report: Report,
): Promise<void> {
  for (const { info } of [self.model, ...self.model.ancestors])
    for (const { kind, fields, condition } of info.constraints)
      if (
        kind === "unique" &&
        fields.length > 0 &&
        condition === undefined &&
        !fields.some((name) => exclude.has(name))
      )
        await checkTogether(self, fields, report);
}

async function checkTogether(self: ModelInstance, names: readonly string[], report: Report): Promise<void> {
  const fields = names.map((name) => self.model.field(name));
  if (await isTaken(self, fields)) report(ALL, uniqueMessage(self.model, fields));
}

/** Another row holds these values. None of them is, where one is NULL. */
async function isTaken(self: ModelInstance, fields: readonly Field[]): Promise<boolean> {
  const values = fields.map((field) => self.fieldValue(field) ?? null);
  if (values.some((value) => value === null)) return false;
  const rows = self.orm
    .allRows(self.model)
    .where(new Q(fields.map((field, at) => ({ key: field.attname, value: values[at] as Value }))));
  const others =
    self.state.adding || !self.hasPk ? rows : rows.where(new Q([new Q([{ key: "pk", value: self.pk }])], "AND", true));
  return others.exists();
}

/** `Model.unique_error_message()`. */
function uniqueMessage(model: Model, fields: readonly Field[]): string {
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  const labels = fields.map(({ info }) => capital(info.verboseName ?? info.name.replaceAll("_", " ")));
  const listed = labels.length < 2 ? labels.join("") : `${labels.slice(0, -1).join(", ")} and ${labels.at(-1)}`;
  return `${capital(model.info.verboseName ?? spaced(model.name))} with this ${listed} already exists.`;
}
