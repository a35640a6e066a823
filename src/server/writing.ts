import { toCompletions, toHint, toHover, toSignatureHelp, toTokens } from "./convert";
import type { Session } from "./session";

/** What helps while a script is written: completion, hovers, signatures, colours, hints. */
export function answerWriting(session: Session): void {
  const { connection, service } = session;

  connection.onCompletion(async (params, token) => {
    const items = await session.at(params, token, (document, text, offset) => {
      const found = session.isScript(document)
        ? service.complete(text, offset, document.name)
        : service.completeInPython(text, offset, document.name);
      return toCompletions(document, found, session.snippets);
    });
    // Never complete: after `album__` there are other names than before it.
    return items && { isIncomplete: true, items };
  });

  connection.onHover((params, token) =>
    session.at(params, token, (document, text, offset) => {
      const found = service.hover(text, offset, document.name);
      return found ? toHover(document, found) : null;
    }),
  );

  connection.onSignatureHelp((params, token) =>
    session.at(params, token, (document, text, offset) => {
      const found = service.signature(text, offset, document.name);
      return found ? toSignatureHelp(found) : null;
    }),
  );

  connection.languages.inlayHint.on((params, token) =>
    session.on(params, token, (document, text) => {
      const from = document.offsetAt(params.range.start);
      const to = document.offsetAt(params.range.end);
      const hints = service.hints(text, document.name).filter(({ at }) => from <= at && at <= to);
      return hints.map((hint) => toHint(document, hint));
    }),
  );

  connection.languages.semanticTokens.on(async (params, token) => {
    const tokens = await session.on(params, token, (document, text) =>
      toTokens(
        document,
        service.tokens(text, document.name).filter((token) => document.holds(token)),
      ),
    );
    return tokens ?? { data: [] };
  });
}
