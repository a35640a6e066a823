import type { NotebookDocuments, Position, Range, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";

interface Offsets {
  readonly from: number;
  readonly to: number;
}

interface LineSpan {
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * A document as a part of a script: all of it, or one cell of a notebook, whose cells are one script together. Offsets and
 * lines of the language are the whole script's; positions are the document's own.
 */
export class Part {
  constructor(
    readonly document: TextDocument,
    /** What the language knows the script by: the same for all cells of a notebook. */
    readonly name: string,
    /** The text of the whole script. */
    readonly text: string,
    /** Where the document begins in it: an offset and a line. */
    readonly from = 0,
    readonly line = 0,
  ) {}

  get uri(): string {
    return this.document.uri;
  }

  get to(): number {
    return this.from + this.document.getText().length;
  }

  offsetAt(position: Position): number {
    return this.from + this.document.offsetAt(position);
  }

  positionAt(offset: number): Position {
    return this.document.positionAt(offset - this.from);
  }

  range({ from, to }: Offsets): Range {
    return { start: this.positionAt(from), end: this.positionAt(to) };
  }

  /** Whether something of the script is in this part of it. */
  holds({ from, to }: Offsets): boolean {
    return this.from <= from && to <= this.to;
  }

  /** Lines of the script as the document's own, those that are in it. */
  lines<T extends LineSpan>(spans: readonly T[]): T[] {
    const count = this.document.lineCount;
    return spans
      .map((span) => ({ ...span, startLine: span.startLine - this.line, endLine: span.endLine - this.line }))
      .filter(({ startLine, endLine }) => startLine >= 0 && endLine < count);
  }
}

/** The parts of the script that a document belongs to, in their order: itself, or the cells of its notebook. */
export function partsOf(
  uri: string,
  documents: TextDocuments<TextDocument>,
  notebooks: NotebookDocuments<TextDocument>,
): readonly Part[] {
  const notebook = notebooks.findNotebookDocumentForCell(uri);
  const own = documents.get(uri);
  if (notebook === undefined) return own ? [new Part(own, uri, own.getText())] : [];
  // Markdown is no part of the script; an editor that tells of it all the same gives it another language.
  const cells = notebook.cells.flatMap((cell) => {
    const document = documents.get(cell.document);
    return document && document.languageId === own?.languageId ? [document] : [];
  });
  const text = cells.map((cell) => cell.getText()).join("\n");
  let from = 0;
  let line = 0;
  return cells.map((cell) => {
    const part = new Part(cell, notebook.uri, text, from, line);
    from = part.to + 1;
    line += cell.lineCount;
    return part;
  });
}
