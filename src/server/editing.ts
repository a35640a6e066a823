import { type CodeAction, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { isName } from "../language/navigation/navigate";
import { toDiagnostic, toEdit, toRange } from "./convert";
import type { Session } from "./session";

/** What changes a script: renaming, formatting, quick fixes. */
export function answerEditing(session: Session): void {
  const { connection, service } = session;

  connection.onPrepareRename((params, token) =>
    session.at(params, token, (document, text, offset) => {
      const places = service.renamePlaces(text, offset, document.name);
      const here = places?.find(({ from, to }) => from <= offset && offset <= to);
      return here ? toRange(document, here) : null;
    }),
  );

  connection.onRenameRequest((params, token) =>
    session.at(params, token, (document, text, offset) => {
      if (!isName(params.newName)) {
        throw new ResponseError(LSPErrorCodes.RequestFailed, `'${params.newName}' cannot be a name in Python.`);
      }
      const places = service.renamePlaces(text, offset, document.name) ?? [];
      return {
        changes: session.edits(
          document,
          places.map((span) => ({ ...span, text: params.newName })),
        ),
      };
    }),
  );

  connection.onDocumentFormatting((params, token) =>
    session.on(params, token, (document, text) => {
      if (!session.isScript(document)) return [];
      const own = text.slice(document.from, document.to);
      const formatted = service.format(own);
      return formatted === own ? [] : [toEdit(document, { from: document.from, to: document.to, text: formatted })];
    }),
  );

  connection.onCodeAction((params, token) =>
    session.on(params, token, (document, text) => {
      if (!session.isScript(document)) return [];
      const span = { from: document.offsetAt(params.range.start), to: document.offsetAt(params.range.end) };
      // What would reach over several cells is none of one cell's.
      const own = service
        .actions(text, span, document.name)
        .filter(({ edits }) => edits.every((edit) => session.locate(document, edit) !== null));
      return own.map(
        ({ title, kind, edits, problem }): CodeAction => ({
          title,
          kind,
          edit: { changes: session.edits(document, edits) },
          ...(problem ? { diagnostics: [toDiagnostic(document, problem, session.docs)] } : {}),
        }),
      );
    }),
  );
}
