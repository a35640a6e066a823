import {
  type CancellationToken,
  type Connection,
  LSPErrorCodes,
  type Position,
  ResponseError,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { LanguageService } from "../language/service";
import type { WorkspaceFiles } from "./workspace";

/** The documents that are open, the language, and what the editor said of itself. */
export class Session {
  readonly service = new LanguageService();
  readonly documents = new TextDocuments(TextDocument);
  /** Addresses of the workspace's folders. */
  folders: readonly string[] = [];
  /** The folder that the models' files are named from. */
  root: string | undefined;
  snippets = false;

  constructor(
    readonly connection: Connection,
    readonly files: WorkspaceFiles | undefined,
    /** Address of the page that explains the diagnostics. */
    public docs: string | undefined,
  ) {}

  /** Answers about one document; null where it is not open. A request that was taken back meanwhile is not worked on. */
  async on<T>(
    { textDocument: { uri } }: { readonly textDocument: { readonly uri: string } },
    token: CancellationToken,
    work: (document: TextDocument, text: string) => T,
  ): Promise<T | null> {
    await this.turn(token);
    const document = this.documents.get(uri);
    return document ? work(document, document.getText()) : null;
  }

  /** The same for a place in it. */
  at<T>(
    params: { readonly textDocument: { readonly uri: string }; readonly position: Position },
    token: CancellationToken,
    work: (document: TextDocument, text: string, offset: number) => T,
  ): Promise<T | null> {
    return this.on(params, token, (document, text) => work(document, text, document.offsetAt(params.position)));
  }

  /** Lets what came in meanwhile be heard, a cancellation above all. Throws where the request was taken back. */
  async turn(token: CancellationToken): Promise<void> {
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
    if (token.isCancellationRequested) {
      throw new ResponseError(LSPErrorCodes.RequestCancelled, "The request was cancelled.");
    }
  }

  isScript({ languageId }: TextDocument): boolean {
    return languageId !== "python";
  }
}
