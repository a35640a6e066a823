import type { TextDocument } from "vscode-languageserver-textdocument";
import { toDiagnostic } from "./convert";
import type { Session } from "./session";

/** What a burst of changes is waited for: one keystroke is checked at once, a paste of many once. */
const checkDelay = 10;

/** Publishes what is wrong in each script after each change; returns what checks all of them again. */
export function publishDiagnostics(session: Session): () => void {
  const { connection, documents, service } = session;
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  const check = (document: TextDocument): void => {
    // Python files have checkers of their own.
    if (!session.isScript(document)) return;
    const diagnostics = service
      .problems(document.getText(), document.uri)
      .map((problem) => toDiagnostic(document, problem, session.docs));
    void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
  };

  documents.onDidChangeContent(({ document: { uri } }) => {
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => {
        const document = documents.get(uri);
        if (document) check(document);
      }, checkDelay),
    );
  });
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
    service.close(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  return () => {
    for (const document of documents.all()) check(document);
  };
}
