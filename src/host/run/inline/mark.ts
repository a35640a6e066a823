import * as vscode from "vscode";
import { python } from "../../../protocol/python";
import type { PreviewView, StatementError, StatementResult } from "../../../protocol/results";
import { rows } from "../../plural";

/** What stands beside a statement. */
export interface Mark {
  readonly kind: "running" | "done" | "failed" | "preview" | "written";
  /** In a line: `→ 3 rows · 2 ms`. */
  readonly text: string;
  /** All there is to say, as Markdown, under the pointer. */
  readonly more: string;
  /** What it is of, where its rows are not counted yet. */
  readonly uncounted?: StatementResult;
}

/** Characters of a value or a message in the line; all of it is under the pointer. */
const most = 80;

export const running = (): Mark => ({ kind: "running", text: `⋯ ${vscode.l10n.t("running")}`, more: "" });

/** The mark of a statement that wrote nothing. `count` is the number of its rows, once it is known. */
export function markOf(result: StatementResult, count?: string): Mark {
  const { error, result: handle, milliseconds, sql } = result;
  if (error !== undefined) return failedMark(error, sql);
  const time = duration(milliseconds);
  const counted = count ?? (typeof handle?.rowCount === "number" ? rows(handle.rowCount) : undefined);
  const value = handle === undefined ? valueText(result) : (counted ?? vscode.l10n.t("rows"));
  const arrow = value === undefined ? "✓" : `→ ${inLine(value)} ·`;
  const facts = [
    ...(handle?.model === undefined ? [] : [handle.model]),
    ...(handle === undefined ? [] : [columnsText(handle.columns.map(({ name }) => name))]),
  ];
  return {
    kind: "done",
    text: `${arrow} ${time}`,
    more: [
      [...(counted === undefined ? [] : [`**${counted}**`]), ...facts.map(escaped), time].join(" · "),
      // A queryset's SQL has a hover of its own.
      ...(handle === undefined ? [...(value === undefined ? [] : [block(value, "python")]), ...sqlBlocks(sql)] : []),
    ].join("\n\n"),
    ...(handle !== undefined && counted === undefined && { uncounted: result }),
  };
}

function failedMark({ type, message, line, column, hint }: StatementError, sql: readonly string[]): Mark {
  const place = vscode.l10n.t("line {0}, column {1}", String(line), String(column + 1));
  return {
    kind: "failed",
    text: `✗ ${inLine(`${type}: ${message}`)}`,
    more: [
      `**${escaped(type)}**: ${escaped(message)}`,
      ...(hint === undefined ? [] : [escaped(hint)]),
      place,
      ...sqlBlocks(sql),
    ].join("\n\n"),
  };
}

/** The mark of a statement that could not be run at all: the engine says why. */
export function refusedMark(message: string): Mark {
  return { kind: "failed", text: `✗ ${inLine(message)}`, more: escaped(message) };
}

/** The mark of a statement that writes, and whose preview is shown. */
export function previewMark({ summary, warnings }: PreviewView): Mark {
  const note = vscode.l10n.t("Nothing is written yet.");
  const facts = [...warnings.map(({ message }) => message), note].map(escaped);
  return {
    kind: "preview",
    text: `→ ${inLine(`${summary} · ${vscode.l10n.t("not written yet")}`)}`,
    more: [escaped(summary), ...facts].join("\n\n"),
  };
}

export function appliedMark(message: string): Mark {
  return { kind: "written", text: `✓ ${inLine(message)}`, more: escaped(message) };
}

export function discardedMark(): Mark {
  const message = vscode.l10n.t("Discarded. Nothing was written.");
  return { kind: "done", text: `→ ${message}`, more: message };
}

/** What a statement that is no queryset came to; undefined where it has no value and printed nothing. */
function valueText({ value, valueType, printed }: StatementResult): string | undefined {
  if (printed !== undefined && printed !== "") return printed.trimEnd();
  if (value === undefined || (value === null && valueType === undefined)) return undefined;
  return typeof value === "string" && valueType !== "str" ? value : python(value);
}

function columnsText(names: readonly string[]): string {
  return names.length > 8 ? vscode.l10n.t("{0} columns", String(names.length)) : names.join(", ");
}

function inLine(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, " ");
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** A duration as short as it is exact enough. */
export function duration(milliseconds: number): string {
  if (milliseconds < 10) return vscode.l10n.t("{0} ms", milliseconds.toFixed(1));
  return milliseconds < 1000
    ? vscode.l10n.t("{0} ms", String(Math.round(milliseconds)))
    : vscode.l10n.t("{0} s", (milliseconds / 1000).toFixed(1));
}

function sqlBlocks(sql: readonly string[]): string[] {
  return sql.slice(0, 3).map((text) => block(text, "sql"));
}

/** Text as a block of code, cut where it is very long; what it holds is never Markdown. */
function block(text: string, language: string): string {
  const shown = text.length > 4000 ? `${text.slice(0, 4000)}…` : text;
  const fence = "`".repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** Text that shows as itself in Markdown. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>~&]/g, "\\$&");
}
