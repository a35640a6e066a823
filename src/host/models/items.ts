import * as vscode from "vscode";
import { rows } from "../plural";
import type { Counts } from "./counts";
import { fieldFacts, fieldTooltip, fieldType, modelTooltip, reverseType } from "./describe";
import type { AppNode, FieldNode, ModelNode, ModelsNode, ReverseNode } from "./nodes";

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** A node as the tree view shows it, and as a screen reader says it. */
export function itemOf(node: ModelsNode, counts: Counts): vscode.TreeItem {
  switch (node.kind) {
    case "app":
      return appItem(node);
    case "model":
      return modelItem(node, counts);
    case "field":
      return fieldItem(node);
    case "reverse":
      return reverseItem(node);
  }
}

function appItem(node: AppNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.name, node.contrib ? Collapsed : Expanded);
  item.id = node.id;
  item.iconPath = new vscode.ThemeIcon("package");
  item.contextValue = "app";
  const count = node.models.length;
  const models = count === 1 ? vscode.l10n.t("1 model") : vscode.l10n.t("{0} models", count);
  item.tooltip = `${node.name}, ${models}`;
  item.accessibilityInformation = { label: [node.name, vscode.l10n.t("app"), models].join(", ") };
  return item;
}

function modelItem({ id, model, children }: ModelNode, counts: Counts): vscode.TreeItem {
  const item = new vscode.TreeItem(model.name, children.length > 0 ? Collapsed : None);
  const known = counts.get(model.label);
  const count = known === undefined ? undefined : known === null ? vscode.l10n.t("not counted") : rows(known);
  const drift = model.drift.length > 0 ? vscode.l10n.t("differs from the database") : undefined;
  item.id = id;
  item.iconPath = modelIcon(model.isView === true, drift !== undefined);
  item.contextValue = model.place === undefined ? "model" : "model.source";
  if (count !== undefined) item.description = count;
  item.tooltip = modelTooltip(model, count);
  const words = [model.name, vscode.l10n.t("model"), count, drift].filter((word) => word !== undefined);
  item.accessibilityInformation = { label: words.join(", ") };
  return item;
}

function fieldItem(node: FieldNode): vscode.TreeItem {
  const { field } = node;
  const item = new vscode.TreeItem(field.name, None);
  item.id = node.id;
  item.iconPath = new vscode.ThemeIcon(
    field.primaryKey ? "key" : field.relation === undefined ? "symbol-field" : "arrow-right",
  );
  item.description = [fieldType(field), ...fieldFacts(field)].join(" · ");
  item.contextValue = field.source === undefined ? "field" : "field.source";
  item.tooltip = fieldTooltip(node);
  const kind = field.relation === undefined ? vscode.l10n.t("field") : vscode.l10n.t("relation");
  item.accessibilityInformation = { label: [field.name, kind, fieldType(field), ...fieldFacts(field)].join(", ") };
  return item;
}

function reverseItem(node: ReverseNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.accessor, None);
  item.id = node.id;
  item.iconPath = new vscode.ThemeIcon("arrow-left");
  item.description = reverseType(node);
  item.contextValue = node.field.source === undefined ? "field" : "field.source";
  item.tooltip = vscode.l10n.t("The other side of {0}", `${node.from.label}.${node.field.name}`);
  const from = `${node.from.label}.${node.field.name}`;
  item.accessibilityInformation = { label: [node.accessor, vscode.l10n.t("reverse relation"), from].join(", ") };
  return item;
}

function modelIcon(isView: boolean, drifts: boolean): vscode.ThemeIcon {
  if (drifts) return new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  return new vscode.ThemeIcon(isView ? "preview" : "table");
}
