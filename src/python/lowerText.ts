import type { SyntaxNode } from "@lezer/common";
import type { BodyText } from "./bodies";
import { Scanner } from "./scan";
import { invalidCharacter, oddCharacter, syntaxWords } from "./syntaxWords";
import type { Diagnostic, Missing, Span } from "./tree";

/** What all lowering stands on: places in the whole text, and the faults found so far. */
export abstract class TextLowering {
  /** Bodies of functions that are parsed only when they are looked at; what is wrong in them is then told late, or never. */
  readonly late: readonly BodyText[];
  readonly diagnostics: Diagnostic[] = [];
  protected readonly text: string;
  protected readonly base: number;

  /** `base` is what the parser's offsets must be raised by to be offsets into `text`. */
  constructor(text: string, base: number, late: readonly BodyText[] = []) {
    this.late = late;
    this.text = text;
    this.base = base;
  }

  protected span(node: { readonly from: number; readonly to: number }): Span {
    let to = node.to + this.base;
    const from = node.from + this.base;
    while (to > from && isSpace(this.text.charCodeAt(to - 1))) to--;
    return { from, to };
  }

  protected textOf(node: SyntaxNode): string {
    return this.text.slice(node.from + this.base, node.to + this.base);
  }

  protected report(code: string, message: string, span: Span): void {
    // One fault often breaks several nodes; the first one told is the one that explains.
    if (code !== "unsupported" && this.diagnostics.some((d) => d.code !== "unsupported")) return;
    const words = message === "invalid syntax" ? syntaxWords(this.text, span.from, this.#openAt(span.from)) : message;
    this.diagnostics.push({ code, message: words, from: span.from, to: Math.max(span.to, span.from) });
  }

  /** The innermost bracket that is open at a place. */
  #openAt(at: number): string {
    return new Scanner(this.text, this.base).advance(at).open.at(-1)?.bracket ?? "";
  }

  protected syntaxError(node: SyntaxNode): void {
    const span = this.span(node);
    const from = Math.min(span.from, this.text.length);
    const shown = this.text.slice(from, Math.max(span.to, from));
    this.report("syntax", this.faultAt(from, shown), { from, to: Math.max(span.to, from) });
  }

  /** What the parser stumbled over, in Python's words. */
  protected faultAt(from: number, shown: string): string {
    const odd = oddCharacter(shown.slice(0, 2).replace(/[\p{ASCII}]/gu, ""));
    if (odd !== null && shown.startsWith(odd)) return invalidCharacter(odd);
    if (shown.startsWith("\\")) return "unexpected character after line continuation character";
    if (/^\d[\d_]*[A-Za-z_]/.test(this.text.slice(numberStart(this.text, from)))) return "invalid decimal literal";
    return "invalid syntax";
  }

  protected missing(node: SyntaxNode): Missing {
    const { to } = this.span(node);
    this.report("syntax", "invalid syntax", { from: to, to });
    return { type: "Missing", from: to, to };
  }

  protected skipError(node: SyntaxNode): boolean {
    if (!node.type.isError) return false;
    this.syntaxError(node);
    return true;
  }

  protected groups(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
    const groups: SyntaxNode[][] = [[]];
    for (const node of nodes) {
      if (this.skipError(node)) continue;
      if (node.name === ",") groups.push([]);
      else groups.at(-1)?.push(node);
    }
    return groups.filter((group) => group.length > 0);
  }
}

/** Where the digits right in front of `at` start; `at` where there are none. */
function numberStart(text: string, at: number): number {
  let from = at;
  while (from > 0 && /\d/.test(text.charAt(from - 1))) from--;
  return /[\w.]/.test(text.charAt(from - 1)) ? at : from;
}

/** Any of Python's and Unicode's white space; the usual ones without asking a pattern. */
function isSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  return code > 127 && /\s/.test(String.fromCharCode(code));
}
