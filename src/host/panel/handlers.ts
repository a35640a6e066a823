import * as vscode from "vscode";
import type { Handlers } from "../../protocol/channel";
import type { Confirmation } from "../../protocol/guards";
import type { EffectRows } from "../../protocol/results";
import type { PanelHostApi } from "../../protocol/webview";
import type { Connection } from "../engine/connection";
import type { Choice } from "../engine/target";
import { searchRelated } from "../forms/search";
import { copyScript } from "../history/script";
import { showTreeOf } from "../objects/fromResults";
import type { Reporter } from "../report";
import type { Board } from "../run/board";
import { composed, editsOf } from "../run/editing";
import { exportRows } from "../run/exportRows";
import { follow } from "../run/follow";
import { refine, runLine } from "../run/refining";
import type { Runner } from "../run/runner";
import { type ColumnMemory, layoutOf } from "./columns";
import { pickBytes } from "./pickBytes";
import { saveChart } from "./saveChart";

interface Parts {
  readonly connection: Connection;
  readonly choice: Choice;
  readonly report: Reporter;
  readonly runner: () => Runner;
  /** What the page shows. */
  readonly board: () => Board;
  readonly columns: ColumnMemory;
  /** Takes the page's database into use. */
  readonly use: () => Promise<void>;
}

/** What the results page may ask. It sends ids and values only, and their shapes are checked here. */
export function panelHandlers({
  connection,
  choice,
  report,
  runner,
  board,
  columns,
  use,
}: Parts): Omit<Handlers<PanelHostApi>, "ready"> {
  return {
    page: ({ id, start, count }, signal) =>
      board().shown.page({ id: text(id), start: index(start), count: Math.min(index(count), 1000) }, signal),
    cell: ({ id, row, column }, signal) =>
      board().shown.cell({ id: text(id), row: index(row), column: index(column) }, signal),
    labels: ({ id, start, count }, signal) =>
      board().shown.labels({ id: text(id), start: index(start), count: Math.min(index(count), 1000) }, signal),
    find: ({ id, text: sought, columns: own, from, backwards }, signal) =>
      board().shown.find(
        {
          id: text(id),
          text: text(sought),
          columns: own.map(index),
          // In front of a row's first cell is a place as well.
          from: { row: index(from.row), position: Math.max(-1, Number(from.position)) },
          backwards: backwards === true,
        },
        signal,
      ),
    copyRows: async ({ id, rows, columns: own, format, head }, signal) => {
      const spans = rows.map(({ start, count }) => ({ start: index(start), count: index(count) }));
      const request = { id: text(id), rows: spans, columns: own.map(index), format, head: head === true };
      const copied = await board().shown.text(request, signal);
      await vscode.env.clipboard.writeText(copied.text);
      return { rows: copied.rows };
    },
    exportRows: ({ id, columns: own }) =>
      void report.guard(() => {
        const { result } = board().lines;
        const model = result?.id === id ? result.model : undefined;
        return exportRows(connection, { id: text(id), columns: own.map(index), model });
      }),
    follow: ({ statement, row, column }, signal) =>
      report.guard(() =>
        follow(
          runner(),
          board(),
          connection,
          { statement: index(statement), row: index(row), column: index(column) },
          signal,
        ),
      ),
    objectTree: ({ statement, row, column }, signal) =>
      void report.guard(() =>
        showTreeOf(
          board(),
          connection,
          use,
          { statement: index(statement), row: index(row), ...(column !== undefined && { column: index(column) }) },
          signal,
        ),
      ),
    saveChart: ({ png }) => void report.guard(() => saveChart(text(png), choice.folder())),
    total: ({ id, exact }, signal) => board().shown.total({ id: text(id), exact: exact === true }, signal),
    runLine: ({ statement, source }) =>
      void report.guard(() => runLine(runner(), board().lines, index(statement), text(source))),
    refine: ({ statement, change }) =>
      refine({ runner: runner(), report, lines: board().lines }, index(statement), change),
    back: () => void report.guard(() => runner().back()),
    composeEdits: ({ statement, edits }) => composed(board().lines, connection, index(statement), editsOf(edits)),
    previewEdits: ({ statement, edits }) => {
      const { source, faults } = composed(board().lines, connection, index(statement), editsOf(edits));
      if (faults.length === 0 && source !== "") void report.guard(async () => void (await runner().run({ source })));
    },
    searchRelated: async ({ statement, column, text: sought }, signal) => {
      const field = board().lines.statement(index(statement))?.result?.columns[index(column)]?.field;
      const { state } = connection;
      if (field === undefined || state.kind !== "open") return [];
      const relation = { related: field.related, toField: field.target };
      return await searchRelated(connection, relation, text(sought), state.result.project.models, signal);
    },
    pickBytes: () => pickBytes(),
    keepColumns: ({ key, layout }) => columns.keep(text(key), layoutOf(layout)),
    // What goes wrong is shown as any command's failure; the page's part is done when the work has begun.
    apply: ({ preview, confirmed }) => void report.guard(() => runner().apply(text(preview), confirmation(confirmed))),
    discard: ({ preview }) => void report.guard(() => runner().discard(text(preview))),
    effects: ({ preview, entry, comparison, effect, start, count }, signal) =>
      connection.call(
        "effects",
        {
          ...(comparison !== undefined
            ? { comparison: text(comparison) }
            : preview === undefined
              ? { entry: text(entry) }
              : { preview: text(preview) }),
          effect: index(effect),
          start: index(start),
          count: Math.min(index(count), 1000),
        },
        signal,
      ),
    undo: () => void report.guard(() => runner().undoShown()),
    undoEntry: ({ entry, rows, force }) =>
      void report.guard(() =>
        runner().undo({
          entry: text(entry),
          ...(rows !== undefined && { rows: rows.map(effectRows) }),
          ...(force !== undefined && { force: force.map(effectRows) }),
        }),
      ),
    copyScript: ({ entry }) => void report.guard(() => copyScript(connection, text(entry))),
    refresh: () => void report.guard(() => runner().refresh()),
    cancel: () => {
      runner().cancel();
      connection.cancelOpening();
    },
    copy: async (request) => {
      await vscode.env.clipboard.writeText(text(request.text));
    },
    reveal: ({ file, line }) => report.guard(() => reveal(choice.folder(), text(file), index(line))),
  };
}

/** Opens a file of the workspace; a path that leads out of it opens nothing. */
async function reveal(folder: vscode.Uri | undefined, file: string, line: number): Promise<void> {
  if (folder === undefined) return;
  const uri = vscode.Uri.joinPath(folder, file);
  if (!uri.path.startsWith(`${folder.path}/`)) return;
  const position = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position) });
}

function confirmation({ typed, many }: Confirmation): Confirmation {
  return { typed: text(typed ?? ""), many: many === true };
}

function effectRows({ effect, rows }: EffectRows): EffectRows {
  return { effect: index(effect), ...(rows !== undefined && { rows: rows.map(index) }) };
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("The results page sent something else than text.");
  return value;
}

function index(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new TypeError("The results page sent something else than a position.");
  }
  return value;
}
