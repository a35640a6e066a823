import {
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type Hover,
  MarkupKind,
  type Range,
  type SignatureHelp,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Problem } from "../language/checks/problem";
import type { Completion } from "../language/completion/item";
import type { Hover as LanguageHover } from "../language/hover";
import type { Signature } from "../language/signature";

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

/** Offsets of our own become the protocol's lines and characters. */
export function toRange(document: TextDocument, { from, to }: { readonly from: number; readonly to: number }): Range {
  return { start: document.positionAt(from), end: document.positionAt(to) };
}

export function toDiagnostic(document: TextDocument, { code, message, severity, ...span }: Problem): Diagnostic {
  return {
    range: toRange(document, span),
    severity: severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    source: "Queryset Explorer",
    message,
  };
}

export function toCompletion(document: TextDocument, item: Completion): CompletionItem {
  return {
    label: item.label,
    kind: kinds[item.kind],
    sortText: `${item.rank} ${item.label}`,
    filterText: item.label,
    textEdit: { range: toRange(document, item), newText: item.insert },
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    ...(item.documentation === undefined
      ? {}
      : { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
  };
}

export function toHover(document: TextDocument, { text, ...span }: LanguageHover): Hover {
  return { contents: { kind: MarkupKind.Markdown, value: text }, range: toRange(document, span) };
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
