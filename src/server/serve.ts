import {
  type Connection,
  type InitializeParams,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { tokenModifiers, tokenTypes } from "../language/navigation/tokens";
import type { ModelInfo } from "../protocol/models";
import { publishDiagnostics } from "./diagnostics";
import { answerEditing } from "./editing";
import { answerNavigation } from "./navigation";
import { Session } from "./session";
import { answerStatements } from "./statements";
import type { Options, PushedModels, WorkspaceFiles } from "./workspace";
import { answerWriting } from "./writing";

const capabilities: ServerCapabilities = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  // The cells of a notebook are one script, from the first to the last.
  notebookDocumentSync: {
    notebookSelector: [{ notebook: { notebookType: "queryset-notebook" }, cells: [{ language: "queryset" }] }],
  },
  completionProvider: { triggerCharacters: [".", "(", ",", '"', "'", "_", "-", "="] },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: ["="] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  inlayHintProvider: true,
  documentFormattingProvider: true,
  renameProvider: { prepareProvider: true },
  codeActionProvider: { codeActionKinds: ["quickfix", "refactor"] },
  semanticTokensProvider: {
    legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
    full: true,
  },
};

/**
 * Answers the language server protocol on a connection, from the language's own facts. `docs` is the address of the
 * page that explains the diagnostics, unless the editor names another.
 */
export function serve(connection: Connection, files?: WorkspaceFiles, docs?: string): void {
  const session = new Session(connection, files, docs);
  const check = publishDiagnostics(session);
  connection.onInitialize(async (params) => {
    introduce(session, params);
    const { models } = (params.initializationOptions ?? {}) as Options;
    if (models !== undefined) await readModels(session, models);
    return { capabilities, serverInfo: { name: "Queryset Explorer" } };
  });
  connection.onNotification("queryset/models", (pushed: readonly ModelInfo[] | PushedModels) => {
    const { models, root } = "models" in pushed ? pushed : { models: pushed, root: undefined };
    session.root = root ?? session.root;
    session.service.setModels(models);
    check();
  });
  answerWriting(session);
  answerNavigation(session);
  answerEditing(session);
  answerStatements(session);
  session.documents.listen(connection);
  session.notebooks.listen(connection);
  connection.listen();
}

function introduce(session: Session, params: InitializeParams): void {
  const folders = params.workspaceFolders?.map(({ uri }) => uri) ?? [];
  // Older clients name one folder only.
  const single = (params as { readonly rootUri?: string | null }).rootUri;
  session.folders = folders.length > 0 ? folders : single ? [single] : [];
  session.root = session.folders[0];
  const options = (params.initializationOptions ?? {}) as Options;
  session.docs = options.docs ?? session.docs;
  session.snippets = params.capabilities.textDocument?.completion?.completionItem?.snippetSupport ?? false;
}

/** The models of an editor that pushes none. What cannot be read is said, and the language goes on without models. */
async function readModels(session: Session, path: string): Promise<void> {
  const uri = /^[a-z]+:\/\//i.test(path) ? path : new URL(path, `${session.root ?? "file://"}/`).href;
  const text = await session.files?.read(uri);
  try {
    if (text === undefined) throw new Error("it cannot be read");
    const { models } = JSON.parse(text) as { readonly models: readonly ModelInfo[] };
    session.service.setModels(models);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    session.connection.window.showWarningMessage(
      `The models in ${path} are not known: ${reason}. Make the file with 'queryset models --json --full'.`,
    );
  }
}
