import { toDiagnostic } from "./convert";
import type { Session } from "./session";

/** What a burst of changes is waited for: one keystroke is checked at once, a paste of many once. */
const checkDelay = 10;

/** Publishes what is wrong in each script after each change; returns what checks all of them again. */
export function publishDiagnostics(session: Session): () => void {
  const { connection, documents, service } = session;
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  const check = (uri: string): void => {
    const parts = session.parts(uri);
    const [first] = parts;
    // Python files have checkers of their own.
    if (first === undefined || !session.isScript(first)) return;
    const problems = service.problems(first.text, first.name);
    for (const part of parts) {
      const diagnostics = problems
        .filter((problem) => part.holds(problem))
        .map((problem) => toDiagnostic(part, problem, session.docs));
      void connection.sendDiagnostics({ uri: part.uri, version: part.document.version, diagnostics });
    }
  };
  /** What a cell binds, those below it use: a notebook is checked as one script. */
  const nameOf = (uri: string): string => session.notebooks.findNotebookDocumentForCell(uri)?.uri ?? uri;
  const checkSoon = (uri: string): void => {
    const name = nameOf(uri);
    clearTimeout(timers.get(name));
    timers.set(
      name,
      setTimeout(() => check(uri), checkDelay),
    );
  };
  const checkFirst = (cells: readonly { readonly document: string }[]): void => {
    const own = cells.find(({ document }) => documents.get(document) !== undefined);
    if (own !== undefined) checkSoon(own.document);
  };
  const forget = (name: string): void => {
    clearTimeout(timers.get(name));
    timers.delete(name);
    service.close(name);
  };

  documents.onDidChangeContent(({ document: { uri } }) => checkSoon(uri));
  documents.onDidClose(({ document: { uri } }) => {
    forget(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  session.notebooks.onDidOpen(({ cells }) => checkFirst(cells));
  // Cells that were moved or taken away change what the others know.
  session.notebooks.onDidChange(({ notebookDocument: { cells } }) => checkFirst(cells));
  session.notebooks.onDidClose(({ uri }) => forget(uri));
  return () => {
    const names = new Map(documents.all().map(({ uri }) => [nameOf(uri), uri]));
    for (const uri of names.values()) check(uri);
  };
}
