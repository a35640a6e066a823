import type { FieldInfo } from "../../protocol/models";
import { importOf, type ModelNode, managerOf } from "./nodes";

/**
 * A `create(…)` with a place for each value that a row needs, as a snippet of the editor: one that the database, the
 * field's default, or Django fills in is left out.
 */
export function createSnippet(node: Pick<ModelNode, "model" | "unique">): string {
  const needed = node.model.fields.filter(isNeeded);
  const given = needed.map((field, index) => `    ${field.name}=${placeholder(field, index + 1)},\n`);
  const call = `${importOf(node)}${node.model.name}.${managerOf(node.model)}.create(`;
  return given.length === 0 ? `${escaped(call)})$0` : `${escaped(call)}\n${given.join("")})$0`;
}

function isNeeded(field: FieldInfo): boolean {
  if (field.column === null || field.generated !== undefined || field.compositeOf !== undefined) return false;
  if (field.default !== undefined || field.dbDefault !== undefined || field.databaseDefault !== undefined) return false;
  if (field.autoNow === true || field.autoNowAdd === true || field.relation?.parentLink === true) return false;
  if (field.null || /AutoField$/.test(field.type)) return false;
  // Text that may be blank is empty by itself.
  return !(field.blank === true && /(Char|Text|Slug|Email|URL|File|Image)Field$/.test(field.type));
}

function placeholder(field: FieldInfo, at: number): string {
  const [first, ...rest] = field.choices ?? [];
  if (first !== undefined) {
    const values = [first, ...rest].map(({ value }) => python(value).replace(/[\\,|]/g, "\\$&"));
    return `\${${at}|${values.join(",")}|}`;
  }
  const [before, value, after] = example(field);
  return `${escaped(before)}\${${at}:${escaped(value)}}${escaped(after)}`;
}

/** The text around a value, and a value to begin with. */
function example({ type, relation }: FieldInfo): readonly [string, string, string] {
  if (relation !== undefined) {
    const target = relation.model.split(".").at(-1) ?? relation.model;
    return [`${target}.objects.get(pk=`, "1", ")"];
  }
  if (/Boolean/.test(type)) return ["", "False", ""];
  if (/Decimal/.test(type)) return ['Decimal("', "0.00", '")'];
  if (/Integer/.test(type)) return ["", "0", ""];
  if (/Float/.test(type)) return ["", "0.0", ""];
  if (type === "DateTimeField") return ["", "timezone.now()", ""];
  if (type === "DateField") return ["", "date.today()", ""];
  if (type === "TimeField") return ['"', "12:00", '"'];
  if (type === "DurationField") return ["timedelta(", "days=1", ")"];
  if (type === "UUIDField") return ['UUID("', "", '")'];
  if (/JSON/.test(type)) return ["", "{}", ""];
  if (type === "BinaryField") return ['b"', "", '"'];
  return ['"', "", '"'];
}

function python(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(value);
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}
