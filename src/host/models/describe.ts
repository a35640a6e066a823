import * as vscode from "vscode";
import type { FieldInfo, ModelInfo } from "../../protocol/models";
import type { FieldNode, ReverseNode } from "./nodes";

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

export function modelTooltip(model: ModelInfo, count: string | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${code(model.label)}**\n\n`);
  const facts = [
    vscode.l10n.t("table {0}", code(model.table)),
    ...(count === undefined ? [] : [count]),
    ...(model.proxyFor === undefined ? [] : [vscode.l10n.t("proxy for {0}", code(model.proxyFor))]),
    ...(model.isView === true ? [vscode.l10n.t("a database view")] : []),
    ...(model.source === undefined ? [] : [code(model.source)]),
  ];
  text.appendMarkdown(`${facts.join(" · ")}\n`);
  if (model.readOnly !== undefined) text.appendMarkdown("\n").appendText(model.readOnly);
  if (model.drift.length > 0) {
    text.appendMarkdown(`\n---\n${vscode.l10n.t("The code and the database differ:")}\n\n`);
    for (const { message } of model.drift) text.appendMarkdown("- ").appendText(message).appendMarkdown("\n");
  }
  return text;
}

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
  ];
  text.appendMarkdown(facts.join(" · "));
  if (field.helpText !== undefined && field.helpText !== "") text.appendMarkdown("\n\n").appendText(field.helpText);
  return text;
}

function columnText(field: FieldInfo): string {
  return field.dbType === undefined ? `${field.column}` : `${field.column} ${field.dbType}`;
}

/** Text from a project's code, safe inside Markdown. */
function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}
