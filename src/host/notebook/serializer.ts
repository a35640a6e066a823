import * as vscode from "vscode";
import { languageId } from "../ids";
import { formatNotebook, NotebookFault, parseNotebook, type StoredCell } from "./format";

/** Reads and writes `.qsnb` files. Outputs are not kept: rows of a database do not belong into a repository. */
export const serializer: vscode.NotebookSerializer = {
  deserializeNotebook(content) {
    const { cells, rest } = read(new TextDecoder().decode(content));
    const data = new vscode.NotebookData(cells.map(cellData));
    data.metadata = { rest };
    return data;
  },
  serializeNotebook({ cells, metadata }) {
    const rest = metadata?.rest as StoredCell["rest"];
    const text = formatNotebook({ cells: cells.map(stored), ...(rest !== undefined && { rest }) });
    return new TextEncoder().encode(text);
  },
};

function read(text: string): ReturnType<typeof parseNotebook> {
  try {
    return parseNotebook(text);
  } catch (error) {
    if (!(error instanceof NotebookFault)) throw error;
    throw new Error(words(error));
  }
}

function words({ fault, place }: NotebookFault): string {
  switch (fault) {
    case "json":
      return vscode.l10n.t("This file is no queryset notebook: it is not JSON ({0}).", place);
    case "shape":
      return vscode.l10n.t("This file is no queryset notebook: {0} is not as it should be.", place);
    case "version":
      return vscode.l10n.t(
        "This notebook was made by a newer version of Queryset Explorer (format {0}). Update the extension to open it.",
        place,
      );
  }
}

function cellData({ kind, text, language, rest }: StoredCell): vscode.NotebookCellData {
  const isCode = kind === "code";
  const data = new vscode.NotebookCellData(
    isCode ? vscode.NotebookCellKind.Code : vscode.NotebookCellKind.Markup,
    text,
    isCode ? (language ?? languageId) : "markdown",
  );
  data.metadata = { rest };
  return data;
}

function stored({ kind, value, languageId: language, metadata }: vscode.NotebookCellData): StoredCell {
  const isCode = kind === vscode.NotebookCellKind.Code;
  const rest = metadata?.rest as StoredCell["rest"];
  return {
    kind: isCode ? "code" : "markdown",
    text: value,
    ...(isCode && language !== languageId && { language }),
    ...(rest !== undefined && { rest }),
  };
}
