import * as vscode from "vscode";
import type { ReadAnswer } from "../../protocol/engine";
import { type RowsOutput, rowsMime } from "../../protocol/notebook";
import { python } from "../../protocol/python";
import type { Page, ResultHandle, StatementError, StatementResult } from "../../protocol/results";
import { rows } from "../plural";
import { duration } from "../run/inline/mark";
import { htmlTable, plainTable } from "./table";

/** Rows of a result in a cell's output; all of them are in the results grid. */
export const firstRows = 50;

type ReadPage = (request: { readonly id: string; readonly start: number; readonly count: number }) => Promise<Page>;

/** What the statements of a cell came to. `above` is the number of lines before the cell's own in what was run. */
export async function outputsOf(
  { statements }: ReadAnswer,
  cell: vscode.Uri,
  above: number,
  page: ReadPage,
): Promise<vscode.NotebookCellOutput[]> {
  const outputs: vscode.NotebookCellOutput[] = [];
  for (const statement of statements) {
    const { printed, error, result } = statement;
    if (printed !== undefined && printed !== "") outputs.push(textOutput(printed.trimEnd()));
    if (error !== undefined) outputs.push(errorOutput({ ...error, line: error.line - above }));
    else if (result !== undefined) outputs.push(await rowsOutput(statement, result, cell, page));
    else outputs.push(...valueOutput(statement));
  }
  return outputs;
}

/** A message that stands for a cell's rows: of a write, what would happen or did. */
export function messageOutput(message: string): vscode.NotebookCellOutput {
  return textOutput(message);
}

/** A failure that belongs to no place in the text. */
export function failureOutput(message: string): vscode.NotebookCellOutput {
  return new vscode.NotebookCellOutput([
    vscode.NotebookCellOutputItem.error({ name: vscode.l10n.t("Failed"), message, stack: message }),
  ]);
}

async function rowsOutput(
  { milliseconds }: StatementResult,
  { id, columns, model, rowCount }: ResultHandle,
  cell: vscode.Uri,
  page: ReadPage,
): Promise<vscode.NotebookCellOutput> {
  const first = await page({ id, start: 0, count: firstRows });
  const total = first.rowCount ?? rowCount ?? (first.rows.length < firstRows ? first.rows.length : null);
  const facts = [
    ...(model === undefined ? [] : [model]),
    ...(total === null ? [] : [rows(total)]),
    duration(milliseconds),
  ];
  const shown: RowsOutput = {
    columns,
    rows: first.rows,
    caption: facts.join(" · "),
    ...moreText(total, first.rows.length),
    cell: cell.toString(),
    labels: { open: vscode.l10n.t("Open in Results Grid"), rows: vscode.l10n.t("Rows") },
  };
  return new vscode.NotebookCellOutput([
    vscode.NotebookCellOutputItem.json(shown, rowsMime),
    vscode.NotebookCellOutputItem.text(htmlTable(shown), "text/html"),
    vscode.NotebookCellOutputItem.text(plainTable(shown), "text/plain"),
  ]);
}

function moreText(total: number | null, shown: number): { readonly more?: string } {
  if (total !== null && total <= shown) return {};
  return {
    more:
      total === null
        ? vscode.l10n.t("The first {0} rows.", String(shown))
        : vscode.l10n.t("The first {0} of {1}.", String(shown), rows(total)),
  };
}

function valueOutput({ value, valueType }: StatementResult): vscode.NotebookCellOutput[] {
  if (value === undefined || (value === null && valueType === undefined)) return [];
  return [textOutput(typeof value === "string" && valueType !== "str" ? value : python(value))];
}

function errorOutput({ type, message, line, column, hint }: StatementError): vscode.NotebookCellOutput {
  const place = vscode.l10n.t("line {0}, column {1}", String(line), String(column + 1));
  const stack = [`${type}: ${message}`, place, ...(hint === undefined ? [] : [hint])].join("\n");
  return new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.error({ name: type, message, stack })]);
}

function textOutput(text: string): vscode.NotebookCellOutput {
  return new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.text(text, "text/plain")]);
}
