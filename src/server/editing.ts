import { type CodeAction, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { isName } from "../language/navigation/navigate";
import { toDiagnostic, toEdit, toRange } from "./convert";
import type { Session } from "./session";

/** What changes a script: renaming, formatting, quick fixes. */
export function answerEditing(session: Session): void {
  const { connection, service } = session;

  connection.onPrepareRename((params, token) =>
    session.at(params, token, (document, text, offset) => {
      const places = service.renamePlaces(text, offset, document.uri);
      const here = places?.find(({ from, to }) => from <= offset && offset <= to);
      return here ? toRange(document, here) : null;
    }),
  );

  connection.onRenameRequest((params, token) =>
    session.at(params, token, (document, text, offset) => {
      if (!isName(params.newName)) {
        throw new ResponseError(LSPErrorCodes.RequestFailed, `'${params.newName}' cannot be a name in Python.`);
      }
      const places = service.renamePlaces(text, offset, document.uri) ?? [];
      const edits = places.map((span) => ({ range: toRange(document, span), newText: params.newName }));
      return { changes: { [document.uri]: edits } };
    }),
  );

  connection.onDocumentFormatting((params, token) =>
    session.on(params, token, (document, text) => {
      if (!session.isScript(document)) return [];
      const formatted = service.format(text);
      return formatted === text ? [] : [toEdit(document, { from: 0, to: text.length, text: formatted })];
    }),
  );

  connection.onCodeAction((params, token) =>
    session.on(params, token, (document, text) => {
      if (!session.isScript(document)) return [];
      const span = { from: document.offsetAt(params.range.start), to: document.offsetAt(params.range.end) };
      return service.actions(text, span, document.uri).map(
        ({ title, kind, edits, problem }): CodeAction => ({
          title,
          kind,
          edit: { changes: { [document.uri]: edits.map((edit) => toEdit(document, edit)) } },
          ...(problem ? { diagnostics: [toDiagnostic(document, problem, session.docs)] } : {}),
        }),
      );
    }),
  );
}
