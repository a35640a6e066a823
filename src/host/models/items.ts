import * as vscode from "vscode";
import type { RowCount } from "../../protocol/engine";
import { commands } from "../ids";
import { rows } from "../plural";
import { fieldFacts, fieldTooltip, fieldType, methodCall, modelMarks, modelTooltip, reverseType } from "./describe";
import { fieldIcon, modelIcon } from "./icons";
import {
  type AppNode,
  type FieldNode,
  type ManagerNode,
  type MethodNode,
  type ModelNode,
  type ModelsNode,
  otherEnd,
  type ProblemNode,
  placeOf,
  type ReverseNode,
} from "./nodes";

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** What an item shows beyond its node. */
export interface Shown {
  readonly count: (label: string) => RowCount | undefined;
  /** The project's own apps are unfolded at first. */
  readonly unfold: boolean;
}

/** A node as the tree view shows it, and as a screen reader says it. */
export function itemOf(node: ModelsNode, shown: Shown): vscode.TreeItem {
  const item = itemFor(node, shown);
  item.id = node.id;
  const target = otherEnd(node);
  if (target !== undefined) {
    item.command = { command: commands.goToModel, title: vscode.l10n.t("Reveal {0}", target), arguments: [node] };
  }
  return item;
}

function itemFor(node: ModelsNode, shown: Shown): vscode.TreeItem {
  switch (node.kind) {
    case "app":
      return appItem(node, shown);
    case "model":
      return modelItem(node, shown);
    case "field":
      return fieldItem(node);
    case "reverse":
      return reverseItem(node);
    case "manager":
      return managerItem(node);
    case "method":
      return methodItem(node);
    case "problem":
      return problemItem(node);
  }
}

function appItem(node: AppNode, { unfold }: Shown): vscode.TreeItem {
  const item = new vscode.TreeItem(node.name, node.rank !== "contrib" && unfold ? Expanded : Collapsed);
  item.iconPath = new vscode.ThemeIcon(node.rank === "database" ? "database" : "package");
  item.contextValue = "app";
  const count = node.models.length;
  const models = count === 1 ? vscode.l10n.t("1 model") : vscode.l10n.t("{0} models", count);
  const troubled = node.troubled > 0 ? vscode.l10n.t("{0} with problems", node.troubled) : undefined;
  item.description = troubled ?? "";
  item.tooltip = [node.name, models, troubled].filter((word) => word !== undefined).join(", ");
  say(item, node.name, vscode.l10n.t("app"), models, troubled);
  return item;
}

function modelItem(node: ModelNode, shown: Shown): vscode.TreeItem {
  const { model, problems } = node;
  const item = new vscode.TreeItem(model.name, Collapsed);
  const known = shown.count(model.label);
  const marks = modelMarks(model);
  item.iconPath =
    problems.length > 0
      ? new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"))
      : new vscode.ThemeIcon(modelIcon(model));
  item.contextValue = contextOf("model", node);
  item.description = [countText(known, "~"), ...marks].filter((word) => word !== undefined).join(" · ");
  item.tooltip = modelTooltip(node, countText(known, "~"));
  say(item, model.name, vscode.l10n.t("model"), countText(known, "about"), ...marks, ...troubles(node));
  return item;
}

/** What is wrong with a model, in a word each: it is not as the database has it, its code could not be read whole. */
function troubles({ model, problems }: ModelNode): string[] {
  return [
    ...(model.drift.length > 0 ? [vscode.l10n.t("differs from the database")] : []),
    ...(problems.length > model.drift.length ? [vscode.l10n.t("has problems")] : []),
  ];
}

/** `3 rows`; an estimate is marked, for the eye or for the ear. */
function countText(count: RowCount | undefined, mark: "~" | "about"): string | undefined {
  if (count === undefined) return undefined;
  if (count.rows === null) return vscode.l10n.t("not counted");
  if (count.estimated !== true) return rows(count.rows);
  return mark === "~" ? `~${rows(count.rows)}` : vscode.l10n.t("about {0}", rows(count.rows));
}

function fieldItem(node: FieldNode): vscode.TreeItem {
  const { field } = node;
  const item = new vscode.TreeItem(field.name, None);
  item.iconPath = new vscode.ThemeIcon(fieldIcon(field));
  const column = field.column !== null && field.column !== field.attname ? [field.column] : [];
  item.description = [fieldType(field), ...fieldFacts(field), ...column].join(" · ");
  item.contextValue = contextOf("field", node);
  item.tooltip = fieldTooltip(node);
  const kind = field.relation === undefined ? vscode.l10n.t("field") : vscode.l10n.t("relation");
  say(item, field.name, kind, fieldType(field), ...fieldFacts(field));
  return item;
}

function reverseItem(node: ReverseNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.accessor, None);
  const from = `${node.from.label}.${node.field.name}`;
  item.iconPath = new vscode.ThemeIcon("arrow-left");
  item.description = reverseType(node);
  item.contextValue = contextOf("field", node);
  item.tooltip = vscode.l10n.t("The other side of {0}", from);
  say(item, node.accessor, vscode.l10n.t("reverse relation"), from);
  return item;
}

function managerItem(node: ManagerNode): vscode.TreeItem {
  const { name, className, methods, isDefault } = node.manager;
  const item = new vscode.TreeItem(name, methods.length > 0 ? Collapsed : None);
  item.iconPath = new vscode.ThemeIcon("symbol-class");
  item.description = className;
  item.contextValue = contextOf("manager", node);
  const standard = isDefault === true ? vscode.l10n.t("default manager") : vscode.l10n.t("manager");
  item.tooltip = `${name}, ${standard} · ${className}`;
  say(item, name, standard, className);
  return item;
}

function methodItem(node: MethodNode): vscode.TreeItem {
  const item = new vscode.TreeItem(methodCall(node.method), None);
  item.iconPath = new vscode.ThemeIcon("symbol-method");
  item.contextValue = contextOf("method", node);
  item.tooltip = node.method.doc ?? methodCall(node.method);
  say(item, methodCall(node.method), vscode.l10n.t("method"));
  return item;
}

function problemItem(node: ProblemNode): vscode.TreeItem {
  const { message } = node.problem;
  const item = new vscode.TreeItem(message, None);
  item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.contextValue = contextOf("problem", node);
  item.tooltip = message;
  say(item, message, vscode.l10n.t("problem"));
  return item;
}

function contextOf(kind: string, node: ModelsNode): string {
  const writable = node.kind === "model" && node.model.readOnly === undefined && node.model.swapped === undefined;
  return `${kind}${writable ? ".writable" : ""}${placeOf(node) === undefined ? "" : ".source"}`;
}

function say(item: vscode.TreeItem, ...words: readonly (string | undefined)[]): void {
  item.accessibilityInformation = { label: words.filter((word) => word !== undefined).join(", ") };
}
