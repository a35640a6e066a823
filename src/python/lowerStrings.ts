import type { SyntaxNode } from "@lezer/common";
import { stringPrefix, toBytes, unescapeText } from "./literals";
import { TextLowering } from "./lowerText";
import { childrenOf } from "./nodes";
import type { Expression, FormattedValue, JoinedString, Literal, Span } from "./tree";

/** Lowers string literals and f-strings. */
export abstract class StringLowering extends TextLowering {
  /** A comma-separated run as one expression. */
  protected abstract list(nodes: readonly SyntaxNode[], span: Span): Expression;

  protected string(node: SyntaxNode, span: Span): Expression {
    const pieces = node.name === "ContinuedString" ? childrenOf(node).filter((c) => !this.skipError(c)) : [node];
    const formatted = pieces.some((piece) => piece.name === "FormatString");
    if (!formatted) {
      const literals = pieces.map((piece) => this.#plainString(piece));
      const isBytes = literals[0]?.kind === "bytes";
      if (literals.some((literal) => (literal.kind === "bytes") !== isBytes)) {
        this.report("syntax", "cannot mix bytes and nonbytes literals", span);
      }
      const text = literals.map((literal) => literal.text).join("");
      return { type: "Literal", kind: isBytes ? "bytes" : "str", value: isBytes ? toBytes(text) : text, ...span };
    }
    const parts: (string | FormattedValue)[] = [];
    for (const piece of pieces) {
      if (piece.name === "FormatString") parts.push(...this.#formatted(piece));
      else parts.push(this.#plainString(piece).text);
    }
    return { type: "JoinedString", parts: mergeText(parts), ...span } satisfies JoinedString;
  }

  #plainString(node: SyntaxNode): { kind: Literal["kind"]; text: string } {
    for (const child of childrenOf(node)) this.skipError(child);
    const token = this.textOf(node);
    const prefix = stringPrefix(token);
    const body = token.slice(prefix.start, prefix.end).replaceAll("\r\n", "\n");
    if (prefix.bytes && [...body].some((c) => c > "\x7f")) {
      this.report("syntax", "bytes can only contain ASCII literal characters", this.span(node));
    }
    if (!prefix.raw && !prefix.bytes && /(?<!\\)(?:\\\\)*\\N\{/.test(body)) {
      this.report(
        "unsupported",
        "A character by its name (\\N{…}) is outside the Python subset that is run here",
        this.span(node),
      );
    }
    const text = prefix.raw ? body : unescapeText(body, prefix.bytes);
    return { kind: prefix.bytes ? "bytes" : "str", text };
  }

  #formatted(node: SyntaxNode): (string | FormattedValue)[] {
    const token = this.textOf(node);
    const prefix = stringPrefix(token);
    return this.#formatParts(node, node.from + prefix.start, node.from + prefix.end, prefix.raw);
  }

  #formatParts(node: SyntaxNode, from: number, to: number, raw: boolean): (string | FormattedValue)[] {
    const parts: (string | FormattedValue)[] = [];
    const literal = (start: number, end: number): void => {
      const shown = this.text.slice(start + this.base, end + this.base);
      if (/(?<!\})(?:\}\})*\}(?!\})/.test(shown)) {
        this.report("syntax", "f-string: single '}' is not allowed", {
          from: start + this.base,
          to: end + this.base,
        });
      }
      const text = this.text
        .slice(start + this.base, end + this.base)
        .replaceAll("{{", "{")
        .replaceAll("}}", "}");
      if (text !== "") parts.push(raw ? text : unescapeText(text, false));
    };
    let at = from;
    for (const child of childrenOf(node)) {
      if (child.name !== "FormatReplacement") continue;
      literal(at, child.from);
      parts.push(this.#replacement(child, raw));
      at = child.to;
    }
    literal(at, to);
    return parts;
  }

  #replacement(node: SyntaxNode, raw: boolean): FormattedValue {
    const parts = childrenOf(node);
    const conversion = parts.find((c) => c.name === "FormatConversion");
    const spec = parts.find((c) => c.name === "FormatSpec");
    const selfDoc = parts.find((c) => c.name === "FormatSelfDoc");
    const values = parts.filter((c) => !["{", "}", "FormatConversion", "FormatSpec", "FormatSelfDoc"].includes(c.name));
    const span = this.span(node);
    const letter = conversion ? this.textOf(conversion).slice(1) : null;
    this.#checkReplacement(this.text.slice(span.from, span.from + 200), span);
    return {
      value: this.list(values, span),
      conversion: letter === "r" || letter === "s" || letter === "a" ? letter : null,
      format: spec ? this.#formatParts(spec, spec.from + 1, spec.to, raw) : null,
      debug: selfDoc ? this.#selfDoc(node.from + 1, selfDoc.to) : null,
      ...span,
    };
  }

  /** What is wrong with `{…}`, in Python's words; `shown` goes on behind it, as the parser may have ended it early. */
  #checkReplacement(shown: string, span: Span): void {
    const conversion = /^\{[^!{}'"]*!(?!=)\s*([^\s:}]*)/.exec(shown)?.[1];
    const empty = /^\{\s*([!:}])/.exec(shown)?.[1];
    const two = /^\{\s*[\w.]+\s+(?!(?:and|or|if|in|is|not|for|else)\b)\w/.test(shown);
    if (empty !== undefined) this.report("syntax", `f-string: valid expression required before '${empty}'`, span);
    else if (conversion !== undefined && !/^[rsa]$/.test(conversion))
      this.report("syntax", `f-string: invalid conversion character '${conversion}': expected 's', 'r', or 'a'`, span);
    else if (two && !/^\{\s*(?:not|lambda|await|yield)\b/.test(shown))
      this.report("syntax", "f-string: invalid syntax. Perhaps you forgot a comma?", span);
    else if (!this.text.slice(span.from, span.to).endsWith("}")) this.report("syntax", "f-string: expecting '}'", span);
  }

  /** The text of `{value = }` up to what follows the `=`, spaces included. */
  #selfDoc(from: number, to: number): string {
    const shown = this.text.slice(from + this.base, to + this.base);
    return shown + (/^\s*/.exec(this.text.slice(to + this.base))?.[0] ?? "");
  }
}

function mergeText(parts: readonly (string | FormattedValue)[]): (string | FormattedValue)[] {
  const out: (string | FormattedValue)[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (typeof part === "string" && typeof last === "string") out[out.length - 1] = last + part;
    else if (part !== "") out.push(part);
  }
  return out;
}
