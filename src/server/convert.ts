import {
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type InlayHint,
  InlayHintKind,
  InsertTextFormat,
  MarkupKind,
  type Position,
  type Range,
  type SelectionRange,
  type SemanticTokens,
  type SignatureHelp,
  SymbolKind,
  type TextEdit,
} from "vscode-languageserver";
import type { Edit, Problem } from "../language/checks/problem";
import type { Completion } from "../language/completion/item";
import type { Hover as LanguageHover } from "../language/hover";
import type { Hint } from "../language/navigation/hints";
import type { Fold } from "../language/navigation/structure";
import type { OutlineSymbol } from "../language/navigation/symbols";
import { type Token, tokenModifiers, tokenTypes } from "../language/navigation/tokens";
import type { Signature } from "../language/signature";

/** What knows the positions of offsets: a document, or a part of a script. */
interface Text {
  positionAt(offset: number): Position;
}

interface Offsets {
  readonly from: number;
  readonly to: number;
}

const kinds: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  model: CompletionItemKind.Class,
  manager: CompletionItemKind.Property,
  method: CompletionItemKind.Method,
  field: CompletionItemKind.Field,
  relation: CompletionItemKind.Reference,
  lookup: CompletionItemKind.Operator,
  option: CompletionItemKind.Property,
  variable: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  keyword: CompletionItemKind.Keyword,
  value: CompletionItemKind.EnumMember,
  module: CompletionItemKind.Module,
  snippet: CompletionItemKind.Snippet,
};

const severities: Readonly<Record<Problem["severity"], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Offsets of our own become the protocol's lines and characters. */
export function toRange(document: Text, { from, to }: Offsets): Range {
  return { start: document.positionAt(from), end: document.positionAt(to) };
}

export function toEdit(document: Text, edit: Edit): TextEdit {
  return { range: toRange(document, edit), newText: edit.text };
}

/** `docs` is the address of the page that explains the codes, where there is one. */
export function toDiagnostic(document: Text, problem: Problem, docs: string | undefined): Diagnostic {
  const { code, message, severity } = problem;
  return {
    range: toRange(document, problem),
    severity: severities[severity],
    code,
    source: "Queryset Explorer",
    message,
    ...(docs === undefined ? {} : { codeDescription: { href: `${docs}#${code}` } }),
  };
}

/** `withSnippets` says whether the editor fills in places of a snippet; else what holds some is left out. */
export function toCompletions(document: Text, items: readonly Completion[], withSnippets: boolean): CompletionItem[] {
  return items
    .filter(({ snippet }) => withSnippets || snippet !== true)
    .map((item, i) => ({
      label: item.label,
      kind: kinds[item.kind],
      // They come in their order already; editors sort by this text.
      sortText: String(i).padStart(5, "0"),
      filterText: item.label,
      textEdit: { range: toRange(document, item), newText: item.insert },
      ...(item.snippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
      ...(item.detail === undefined ? {} : { detail: item.detail }),
      ...(item.documentation === undefined
        ? {}
        : { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
    }));
}

export function toHover(document: Text, hover: LanguageHover): Hover {
  return { contents: { kind: MarkupKind.Markdown, value: hover.text }, range: toRange(document, hover) };
}

export function toSignatureHelp({ label, doc, parameters, active }: Signature): SignatureHelp {
  return {
    signatures: [
      {
        label,
        documentation: doc,
        parameters: parameters.map((parameter) => ({ label: parameter })),
        activeParameter: active,
      },
    ],
    activeSignature: 0,
    activeParameter: active,
  };
}

const symbolKinds: Readonly<Record<OutlineSymbol["kind"], SymbolKind>> = {
  function: SymbolKind.Function,
  class: SymbolKind.Class,
  method: SymbolKind.Method,
  variable: SymbolKind.Variable,
  statement: SymbolKind.Event,
};

export function toSymbol(document: Text, symbol: OutlineSymbol): DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: symbolKinds[symbol.kind],
    range: toRange(document, symbol),
    selectionRange: toRange(document, symbol.nameSpan),
    children: symbol.children.map((child) => toSymbol(document, child)),
  };
}

export function toFold({ startLine, endLine, kind }: Fold): FoldingRange {
  return { startLine, endLine, ...(kind === undefined ? {} : { kind }) };
}

/** The narrowest span first becomes the innermost of nested ranges. */
export function toSelection(document: Text, spans: readonly Offsets[]): SelectionRange {
  const ranges = spans.map((span) => toRange(document, span)).reverse();
  const [whole, ...inner] = ranges;
  const outer: SelectionRange = { range: whole ?? toRange(document, { from: 0, to: 0 }) };
  return inner.reduce<SelectionRange>((parent, range) => ({ range, parent }), outer);
}

export function toHint(document: Text, { at, text }: Hint): InlayHint {
  return { position: document.positionAt(at), label: text, kind: InlayHintKind.Type };
}

/** Tokens as the protocol packs them: five numbers each, counted from the one before. */
export function toTokens(document: Text, tokens: readonly Token[]): SemanticTokens {
  const data: number[] = [];
  let last = { line: 0, character: 0 };
  for (const { from, to, type, modifiers } of tokens) {
    const { line, character } = document.positionAt(from);
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << tokenModifiers.indexOf(modifier)), 0);
    const ahead = line === last.line ? character - last.character : character;
    data.push(line - last.line, ahead, to - from, tokenTypes.indexOf(type), bits);
    last = { line, character };
  }
  return { data };
}
