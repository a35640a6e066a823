import { type Connection, TextDocumentSyncKind, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { LanguageService, type StatementLines } from "../language/service";
import type { ModelInfo } from "../protocol/models";
import { toCompletion, toDiagnostic, toHover, toSignatureHelp } from "./convert";

/** Quick enough to feel at once, slow enough not to check every letter of a word. */
const checkDelay = 150;

/** Answers the language server protocol on a connection, from the language's own facts. */
export function serve(connection: Connection): void {
  const service = new LanguageService();
  const documents = new TextDocuments(TextDocument);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  connection.onInitialize(() => ({
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: [".", "(", ",", '"', "'", "_", "-"] },
      hoverProvider: true,
      signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: ["="] },
    },
    serverInfo: { name: "Queryset Explorer" },
  }));

  connection.onCompletion(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return null;
    const items = service.complete(document.getText(), document.offsetAt(position));
    // Never complete: after `album__` there are other names than before it.
    return { isIncomplete: true, items: items.map((item) => toCompletion(document, item)) };
  });

  connection.onHover(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    const found = document && service.hover(document.getText(), document.offsetAt(position));
    return document && found ? toHover(document, found) : null;
  });

  connection.onSignatureHelp(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    const found = document && service.signature(document.getText(), document.offsetAt(position));
    return found ? toSignatureHelp(found) : null;
  });

  connection.onRequest("queryset/statements", ({ uri }: { readonly uri: string }): StatementLines[] => {
    const document = documents.get(uri);
    return document ? service.statements(document.getText()) : [];
  });

  connection.onNotification("queryset/models", (models: readonly ModelInfo[]) => {
    service.setModels(models);
    for (const document of documents.all()) check(document);
  });

  documents.onDidChangeContent(({ document }) => checkSoon(document.uri));
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  documents.listen(connection);
  connection.listen();

  function checkSoon(uri: string): void {
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => {
        const document = documents.get(uri);
        if (document) check(document);
      }, checkDelay),
    );
  }

  function check(document: TextDocument): void {
    const diagnostics = service.problems(document.getText()).map((problem) => toDiagnostic(document, problem));
    void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
  }
}
