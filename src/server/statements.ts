import type { PythonExpression, StatementLines } from "../language/service";
import type { Session } from "./session";

/** What the host asks beside the protocol: where statements are, in scripts and in Python files. */
export function answerStatements(session: Session): void {
  const { connection, service } = session;

  connection.onRequest("queryset/statements", ({ uri }: { readonly uri: string }): StatementLines[] => {
    const part = session.parts(uri).find((each) => each.uri === uri);
    return part ? part.lines(service.statements(part.text, part.name)) : [];
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
