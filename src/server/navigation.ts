import {
  type CancellationToken,
  DocumentHighlightKind,
  type Location,
  type Range,
  type SymbolInformation,
  SymbolKind,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { wordOf } from "../language/navigation/navigate";
import type { SourcePlace } from "../protocol/models";
import { toFold, toRange, toSelection, toSymbol } from "./convert";
import type { Session } from "./session";
import { fileUri } from "./workspace";

/** Going from a name to where it is written and used, and the structure of a script. */
export function answerNavigation(session: Session): void {
  const { connection, service } = session;

  connection.onDefinition((params, token) =>
    session.at(params, token, (document, text, offset) => {
      const found = service.definition(text, offset, document.name);
      if (found === undefined) return null;
      if ("here" in found) return session.locate(document, found.here);
      return locationOf(session, found.file);
    }),
  );

  connection.onReferences(async (params, token) => {
    const here = await session.at(params, token, (document, text, offset) => {
      const meant = service.meantAt(text, offset, document.name);
      const places = meant?.places.flatMap((span) => session.locate(document, span) ?? []);
      return meant && places ? { key: meant.key, places } : null;
    });
    if (here === null) return null;
    const elsewhere = here.key === undefined ? [] : await searched(session, here.key, params.textDocument.uri, token);
    return [...here.places, ...elsewhere];
  });

  connection.onDocumentHighlight((params, token) =>
    session.at(params, token, (document, text, offset) =>
      (service.meantAt(text, offset, document.name)?.places ?? [])
        .filter((span) => document.holds(span))
        .map((span) => ({
          range: toRange(document, span),
          kind: span.binds ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        })),
    ),
  );

  connection.onDocumentSymbol((params, token) =>
    session.on(params, token, (document, text) =>
      service
        .outline(text, document.name)
        .filter((symbol) => document.holds(symbol))
        .map((symbol) => toSymbol(document, symbol)),
    ),
  );

  connection.onWorkspaceSymbol(async ({ query }, token) => {
    await session.turn(token);
    return service.modelSymbols(query).flatMap(({ name, container, kind, place }): SymbolInformation[] => {
      const location = locationOf(session, place);
      const kinds = { model: SymbolKind.Class, field: SymbolKind.Field, method: SymbolKind.Method };
      return location ? [{ name, containerName: container, kind: kinds[kind], location }] : [];
    });
  });

  connection.onFoldingRanges((params, token) =>
    session.on(params, token, (document, text) => document.lines(service.folds(text, document.name)).map(toFold)),
  );

  connection.onSelectionRanges((params, token) =>
    session.on(params, token, (document, text) =>
      params.positions.map((position) =>
        toSelection(
          document,
          service.selections(text, document.offsetAt(position), document.name).filter((span) => document.holds(span)),
        ),
      ),
    ),
  );
}

/** A place of the workspace's code, where it is known which folder it is in. */
function locationOf({ root }: Session, { file, line, column }: SourcePlace): Location | null {
  if (root === undefined) return null;
  const start = { line: Math.max(0, line - 1), character: column ?? 0 };
  const range: Range = { start, end: start };
  return { uri: fileUri(root, file), range };
}

/** Where the other scripts and Python files of the workspace name the same. */
async function searched(
  session: Session,
  key: string,
  except: string,
  token: CancellationToken,
): Promise<readonly Location[]> {
  const { files, service, documents } = session;
  if (!files) return [];
  const word = wordOf(key);
  const found: Location[] = [];
  const addresses = (await Promise.all(session.folders.map((folder) => files.list(folder)))).flat();
  for (const uri of new Set(addresses)) {
    if (uri === except) continue;
    await session.turn(token);
    const open = documents.get(uri);
    const text = open?.getText() ?? (await files.read(uri));
    if (text === undefined || !text.includes(word)) continue;
    const document = open ?? TextDocument.create(uri, "python", 0, text);
    const spans = service.placesOf(text, key, uri);
    found.push(...spans.map((span) => ({ uri, range: toRange(document, span) })));
    if (!open) service.close(uri);
  }
  return found;
}
