import {
  type CancellationToken,
  type Connection,
  type Location,
  LSPErrorCodes,
  NotebookDocuments,
  type Position,
  ResponseError,
  TextDocuments,
  type TextEdit,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Edit } from "../language/checks/problem";
import { LanguageService } from "../language/service";
import { type Part, partsOf } from "./parts";
import type { WorkspaceFiles } from "./workspace";

/** The documents that are open, the language, and what the editor said of itself. */
export class Session {
  readonly service = new LanguageService();
  readonly documents = new TextDocuments(TextDocument);
  /** Their cells are among the documents. */
  readonly notebooks = new NotebookDocuments(this.documents);
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

  /** The parts of the script that a document belongs to. */
  parts(uri: string): readonly Part[] {
    return partsOf(uri, this.documents, this.notebooks);
  }

  /** Where something of a part's script is: in this part, or in another cell of the notebook. */
  locate({ uri }: Part, span: { readonly from: number; readonly to: number }): Location | null {
    const part = this.parts(uri).find((each) => each.holds(span));
    return part ? { uri: part.uri, range: part.range(span) } : null;
  }

  /** Edits of a part's script as the protocol has them, by the documents that they change. */
  edits(part: Part, edits: readonly Edit[]): Record<string, TextEdit[]> {
    const changes: Record<string, TextEdit[]> = {};
    for (const edit of edits) {
      const place = this.locate(part, edit);
      if (place === null) continue;
      const own = changes[place.uri] ?? [];
      own.push({ range: place.range, newText: edit.text });
      changes[place.uri] = own;
    }
    return changes;
  }

  /** Answers about one document; null where it is not open. A request that was taken back meanwhile is not worked on. */
  async on<T>(
    { textDocument: { uri } }: { readonly textDocument: { readonly uri: string } },
    token: CancellationToken,
    work: (part: Part, text: string) => T,
  ): Promise<T | null> {
    await this.turn(token);
    const part = this.parts(uri).find((each) => each.uri === uri);
    return part ? work(part, part.text) : null;
  }

  /** The same for a place in it. */
  at<T>(
    params: { readonly textDocument: { readonly uri: string }; readonly position: Position },
    token: CancellationToken,
    work: (part: Part, text: string, offset: number) => T,
  ): Promise<T | null> {
    return this.on(params, token, (part, text) => work(part, text, part.offsetAt(params.position)));
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

  isScript({ document: { languageId } }: Part): boolean {
    return languageId !== "python";
  }
}
