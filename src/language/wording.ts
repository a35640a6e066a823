import type { FieldInfo, ModelInfo } from "../protocol/models";
import type { ModelGraph, Reverse } from "./graph";

/** A field's class with what matters of its arguments: `CharField(max_length=30)`. */
export function fieldType(field: FieldInfo): string {
  const parts: string[] = [];
  if (field.relation) parts.push(field.relation.model);
  if (field.maxLength !== undefined) parts.push(`max_length=${field.maxLength}`);
  if (field.maxDigits !== undefined) parts.push(`max_digits=${field.maxDigits}`);
  if (field.decimalPlaces !== undefined) parts.push(`decimal_places=${field.decimalPlaces}`);
  if (field.primaryKey) parts.push("primary_key=True");
  if (field.unique && !field.primaryKey) parts.push("unique=True");
  if (field.null) parts.push("null=True");
  if (field.relation?.onDelete) parts.push(`on_delete=${field.relation.onDelete}`);
  const name = field.className ?? field.type;
  return parts.length > 0 ? `${name}(${parts.join(", ")})` : name;
}

/** A field for people, as Markdown. */
export function fieldText(field: FieldInfo, owner: ModelInfo): string {
  const lines = [code(`${owner.name}.${field.name}: ${fieldType(field)}`)];
  const facts: string[] = [];
  if (field.column !== null) {
    facts.push(`Column \`${owner.table}.${field.column}\`${field.dbType ? `, \`${field.dbType}\`` : ""}`);
  }
  if (field.relation) facts.push(`Leads to \`${field.relation.model}\``);
  if (field.relation?.through) facts.push(`Through \`${field.relation.through}\``);
  if (field.default) facts.push(`Default \`${field.default.source}\``);
  if (field.choices && field.choices.length > 0) {
    facts.push(
      `One of ${field.choices
        .slice(0, 12)
        .map(({ value }) => `\`${JSON.stringify(value)}\``)
        .join(", ")}`,
    );
  }
  if (field.helpText) facts.push(field.helpText);
  if (field.inheritedFrom) facts.push(`Inherited from \`${field.inheritedFrom}\``);
  return [...lines, facts.join("  \n")].join("\n");
}

/** The other end of a relation for people. */
export function reverseText(reverse: Reverse, graph: ModelGraph): string {
  const owner = graph.labelled(reverse.field.relation?.model)?.name ?? "";
  const kind = reverse.many ? "rows" : "row";
  return `${code(`${owner}.${reverse.accessor ?? reverse.queryName}: ${reverse.model.name} ${kind}`)}\nThe other end of \`${reverse.model.label}.${reverse.field.name}\``;
}

/** A model for people: where it is and what it has. */
export function modelText(model: ModelInfo): string {
  const shown = model.fields.slice(0, 30).map((field) => `- \`${field.name}\`: ${fieldType(field)}`);
  const more = model.fields.length > shown.length ? [`- … ${model.fields.length - shown.length} more`] : [];
  const place = [`Table \`${model.table}\``, ...(model.source ? [`\`${model.source}\``] : [])].join(", ");
  const notes = [...(model.readOnly ? [model.readOnly] : []), ...model.drift.map(({ message }) => message)];
  return [
    code(`class ${model.name}  # ${model.label}`),
    place,
    "",
    ...shown,
    ...more,
    ...notes.map((note) => `\n${note}`),
  ].join("\n");
}

/** Python text in a Markdown block. */
export function code(text: string): string {
  return `\`\`\`python\n${text}\n\`\`\``;
}
