import type { RowCount } from "../protocol/engine";
import type { FieldInfo, ModelInfo, ProjectInfo } from "../protocol/models";

/** The models for people: each app with its models, their rows, tables and places, and their fields in columns. */
export function modelsText(
  { models, problems }: Pick<ProjectInfo, "models" | "problems">,
  counts: Readonly<Record<string, RowCount>>,
): string {
  const apps = new Map<string, ModelInfo[]>();
  for (const model of [...models].sort(byOrigin)) {
    // Tables that Django makes for a relation are told by their relation.
    if (model.autoCreated !== true) apps.set(model.app, [...(apps.get(model.app) ?? []), model]);
  }
  const texts = [...apps].map(([app, members]) => {
    return `${app}\n${members.map((model) => modelText(model, counts[model.label])).join("\n")}`;
  });
  const notes = problems.map(({ place, message }) => `! ${place.file}:${place.line}: ${message}\n`).join("");
  return [...texts, ...(notes === "" ? [] : [notes])].join("\n");
}

/** The project's own apps first, those that come with Django last. */
function byOrigin(a: ModelInfo, b: ModelInfo): number {
  const rank = ({ origin }: ModelInfo): number => (origin === "contrib" ? 2 : origin === "database" ? 1 : 0);
  return rank(a) - rank(b) || a.app.localeCompare(b.app) || a.name.localeCompare(b.name);
}

function modelText(model: ModelInfo, count: RowCount | undefined): string {
  const facts = [
    ...countText(count),
    ...(model.proxyFor === undefined ? [`table ${model.table}`] : [`proxy for ${model.proxyFor}`]),
    ...(model.isView === true ? ["view"] : []),
    ...(model.readOnly === undefined ? [] : ["read only"]),
    ...(model.source === undefined ? [] : [model.source]),
  ];
  const names = Math.max(0, ...model.fields.map(({ name }) => name.length));
  const fields = model.fields.map((field) => {
    return `    ${field.name.padEnd(names)}  ${[typeText(field), ...marks(field)].join(", ")}\n`;
  });
  const drift = model.drift.map(({ message }) => `    ! ${message}\n`);
  return `  ${model.name} · ${facts.join(" · ")}\n${fields.join("")}${drift.join("")}`;
}

function countText(count: RowCount | undefined): string[] {
  if (count === undefined || count.rows === null) return [];
  return [`${count.estimated === true ? "~" : ""}${count.rows} ${count.rows === 1 ? "row" : "rows"}`];
}

function typeText(field: FieldInfo): string {
  const type = field.className ?? field.type;
  if (field.relation !== undefined) return `${type} → ${field.relation.model}`;
  if (field.maxLength !== undefined) return `${type}(${field.maxLength})`;
  return field.maxDigits === undefined ? type : `${type}(${field.maxDigits}, ${field.decimalPlaces ?? 0})`;
}

function marks(field: FieldInfo): string[] {
  return [
    ...(field.primaryKey ? ["primary key"] : []),
    ...(field.null ? ["null"] : []),
    ...(field.unique === true && !field.primaryKey ? ["unique"] : []),
  ];
}
