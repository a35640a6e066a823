import type { PythonExpression, StatementLines } from "../language/service";
import type { Session } from "./session";

/** What the host asks beside the protocol: where statements are, in scripts and in Python files. */
export function answerStatements({ connection, documents, service }: Session): void {
  connection.onRequest("queryset/statements", ({ uri }: { readonly uri: string }): StatementLines[] => {
    const document = documents.get(uri);
    return document ? service.statements(document.getText(), uri) : [];
  });

  connection.onRequest(
    "queryset/expressions",
    ({ uri, text }: { readonly uri: string; readonly text: string }): PythonExpression[] =>
      service.pythonExpressions(text, uri),
  );

  connection.onRequest("queryset/freeNames", ({ text }: { readonly text: string }): readonly string[] =>
    service.freeNames(text),
  );
}
