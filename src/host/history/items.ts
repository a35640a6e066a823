import * as vscode from "vscode";
import type { Effect, HistoryEntry } from "../../protocol/results";
import { commands } from "../ids";
import { rows } from "../plural";
import type { Link, Part } from "./chain";

export interface EffectNode {
  readonly kind: "effect";
  readonly id: string;
  readonly effect: HistoryEntry["effects"][number];
}

export interface EntryNode {
  readonly kind: "entry";
  readonly id: string;
  readonly link: Link;
}

export type HistoryNode = EntryNode | EffectNode;

const icons: Record<HistoryEntry["state"], string> = {
  applied: "check",
  undone: "discard",
  "not applied": "circle-slash",
  unknown: "question",
  applying: "sync",
};

const effectIcons: Record<Effect["action"], string> = { insert: "add", update: "edit", delete: "remove" };

/** An apply, or one of its effects, as the view shows it. `now` makes the time relative. */
export function historyItem(node: HistoryNode, now: number): vscode.TreeItem {
  return node.kind === "entry" ? entryItem(node, now) : effectItem(node);
}

function entryItem({ id, link }: EntryNode, now: number): vscode.TreeItem {
  const { entry } = link;
  const title = titleOf(link);
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  // What came of it first: a statement has rarely room, and its beginning tells less.
  const item = new vscode.TreeItem(ofPart(link.part, entry.summary), entry.effects.length > 0 ? Collapsed : None);
  const state = link.isPartlyUndone === true ? vscode.l10n.t("partly undone") : stateText(entry.state);
  const time = ago(Date.parse(entry.time), now);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon(icons[entry.state]);
  item.description = [
    ...(entry.state === "applied" && link.isPartlyUndone !== true ? [] : [state]),
    time,
    firstLine(link.first.source),
  ].join(" · ");
  item.contextValue = ["entry", ...(link.undo ? ["undo"] : []), ...(link.redo ? ["redo"] : [])].join(".");
  item.command = { title: vscode.l10n.t("Show Rows"), command: commands.historyRows, arguments: [{ link }] };
  item.accessibilityInformation = { label: [title, state, entry.summary, time].join(", ") };
  const text = new vscode.MarkdownString();
  text.appendCodeblock(entry.source, "python");
  text.appendText(
    `${entry.summary}, ${state}\n${entry.database}, ${new Date(entry.time).toLocaleString(vscode.env.language)}`,
  );
  item.tooltip = text;
  return item;
}

function titleOf({ part, first }: Link): string {
  return ofPart(part, firstLine(first.source));
}

function ofPart(part: Part, text: string): string {
  if (part === "apply") return text;
  return part === "undo" ? vscode.l10n.t("Undo: {0}", text) : vscode.l10n.t("Redo: {0}", text);
}

function effectItem({ id, effect }: EffectNode): vscode.TreeItem {
  const item = new vscode.TreeItem(`${actionText(effect.action)} ${effect.model}`);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon(effectIcons[effect.action]);
  item.description = rows(effect.count);
  item.accessibilityInformation = { label: `${actionText(effect.action)} ${effect.model}, ${rows(effect.count)}` };
  return item;
}

function actionText(action: Effect["action"]): string {
  if (action === "insert") return vscode.l10n.t("Insert");
  return action === "update" ? vscode.l10n.t("Update") : vscode.l10n.t("Delete");
}

function stateText(state: HistoryEntry["state"]): string {
  switch (state) {
    case "applied":
      return vscode.l10n.t("applied");
    case "undone":
      return vscode.l10n.t("undone");
    case "not applied":
      return vscode.l10n.t("not applied");
    case "unknown":
      return vscode.l10n.t("outcome unknown");
    case "applying":
      return vscode.l10n.t("being applied in another window");
  }
}

/** `5 minutes ago`, in the person's language. */
export function ago(time: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: "auto" });
  const seconds = Math.min(0, Math.round((time - now) / 1000));
  if (seconds > -60) return vscode.l10n.t("just now");
  if (seconds > -3600) return format.format(Math.round(seconds / 60), "minute");
  if (seconds > -86_400) return format.format(Math.round(seconds / 3600), "hour");
  return format.format(Math.round(seconds / 86_400), "day");
}

function firstLine(source: string): string {
  return source.trim().split("\n", 1)[0] ?? "";
}
