import * as vscode from "vscode";
import type { FieldInfo, MethodInfo, ModelInfo } from "../../protocol/models";
import type { FieldNode, ModelNode, ReverseNode } from "./nodes";

/** `CharField(200)`, `ForeignKey → music.Album`. */
export function fieldType(field: FieldInfo): string {
  const type = field.className ?? field.type;
  if (field.relation !== undefined) return `${type} → ${field.relation.model}`;
  if (field.maxLength !== undefined) return `${type}(${field.maxLength})`;
  if (field.maxDigits !== undefined) return `${type}(${field.maxDigits}, ${field.decimalPlaces ?? 0})`;
  return type;
}

/** What is worth a word about a field, after its type. */
export function fieldFacts(field: FieldInfo): string[] {
  return [
    ...(field.primaryKey ? [vscode.l10n.t("primary key")] : []),
    ...(field.null ? [vscode.l10n.t("null")] : []),
    ...(field.unique === true && !field.primaryKey ? [vscode.l10n.t("unique")] : []),
  ];
}

/** `← music.Song.album`. */
export function reverseType({ from, field }: ReverseNode): string {
  return `← ${from.label}.${field.name}`;
}

/** What sets a model apart from a plain table with a class. */
export function modelMarks(model: ModelInfo): string[] {
  return [
    ...(model.proxy ? [vscode.l10n.t("proxy")] : []),
    ...(model.swapped === undefined ? [] : [vscode.l10n.t("swapped for {0}", model.swapped)]),
    ...(model.isView === true ? [vscode.l10n.t("view")] : []),
    ...(!model.managed && model.isView !== true && model.origin !== "database" ? [vscode.l10n.t("unmanaged")] : []),
    ...(model.readOnly === undefined ? [] : [vscode.l10n.t("read only")]),
  ];
}

export function modelTooltip(
  { model, problems }: Pick<ModelNode, "model" | "problems">,
  count: string | undefined,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  text.appendMarkdown(`**${code(model.label)}**\n\n`);
  const facts = [
    vscode.l10n.t("table {0}", code(model.table)),
    ...(count === undefined ? [] : [count]),
    ...(model.proxyFor === undefined ? [] : [vscode.l10n.t("proxy for {0}", code(model.proxyFor))]),
    ...(model.isView === true ? [vscode.l10n.t("a database view")] : []),
    ...(model.managed || model.isView === true ? [] : [vscode.l10n.t("not managed by migrations")]),
    ...(model.source === undefined ? [] : [code(model.source)]),
  ];
  text.appendMarkdown(`${facts.join(" · ")}\n`);
  if (model.parents.length > 0) {
    const parents = model.parents.map((parent) => code(parent.model)).join(", ");
    text.appendMarkdown(`\n${vscode.l10n.t("inherits from {0}", parents)}\n`);
  }
  if (model.readOnly !== undefined) text.appendMarkdown("\n").appendText(model.readOnly);
  if (problems.length > 0) {
    text.appendMarkdown(`\n---\n$(warning) ${vscode.l10n.t("Not all is as it should be:")}\n\n`);
    for (const { message } of problems) text.appendMarkdown("- ").appendText(message).appendMarkdown("\n");
  }
  return text;
}

/** Choices that a tooltip lists before it only counts the rest. */
const listedChoices = 12;

export function fieldTooltip({ model, field }: FieldNode): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${code(`${model.label}.${field.name}`)}** ${code(fieldType(field))}\n\n`);
  const { relation } = field;
  const facts = [
    ...fieldFacts(field),
    ...(field.column === null ? [] : [vscode.l10n.t("column {0}", code(columnText(field)))]),
    ...(relation?.onDelete === undefined ? [] : [`on_delete ${code(relation.onDelete)}`]),
    ...(relation?.relatedName === undefined ? [] : [`related_name ${code(relation.relatedName)}`]),
    ...(relation?.through === undefined ? [] : [`through ${code(relation.through)}`]),
    ...(field.default === undefined ? [] : [vscode.l10n.t("default {0}", code(field.default.source))]),
    ...(field.inheritedFrom === undefined ? [] : [vscode.l10n.t("inherited from {0}", code(field.inheritedFrom))]),
  ];
  text.appendMarkdown(facts.join(" · "));
  if (field.helpText !== undefined && field.helpText !== "") text.appendMarkdown("\n\n").appendText(field.helpText);
  const choices = field.choices ?? [];
  if (choices.length === 0) return text;
  text.appendMarkdown(`\n\n${vscode.l10n.t("Choices:")}\n\n`);
  for (const { value, label } of choices.slice(0, listedChoices)) {
    text
      .appendMarkdown(`- ${code(JSON.stringify(value))} `)
      .appendText(label)
      .appendMarkdown("\n");
  }
  const more = choices.length - listedChoices;
  if (more > 0) text.appendMarkdown(`- ${vscode.l10n.t("and {0} more", more)}\n`);
  return text;
}

/** A method as it is called: `by_artist(artist, limit=10)`. */
export function methodCall({ name, kind, parameters, defaults = {} }: MethodInfo): string {
  if (kind === "property" || kind === "cached_property") return name;
  const given = parameters.filter((parameter) => parameter !== "self" && parameter !== "cls");
  const shown = given.map((each) => (defaults[each] === undefined ? each : `${each}=${defaults[each]}`));
  return `${name}(${shown.join(", ")})`;
}

function columnText(field: FieldInfo): string {
  return field.dbType === undefined ? `${field.column}` : `${field.column} ${field.dbType}`;
}

/** Text from a project's code, safe inside Markdown. */
function code(text: string): string {
  // An empty line would end the code, and what comes behind it would be Markdown.
  return `\`${text.replaceAll("`", "'").replaceAll(/\s+/g, " ")}\``;
}
