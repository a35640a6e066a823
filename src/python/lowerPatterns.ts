import type { SyntaxNode } from "@lezer/common";
import { ExpressionLowering } from "./lowerExpression";
import { childrenOf } from "./nodes";
import type { Expression, Match, MatchCase, Pattern, Span, Statement } from "./tree";

/** Lowers `match` statements and their patterns. */
export abstract class PatternLowering extends ExpressionLowering {
  protected abstract body(node: SyntaxNode | null, at: Span, after: string): Statement[];

  protected match(node: SyntaxNode, span: Span): Match {
    const parts = childrenOf(node);
    const at = parts.findIndex((c) => c.name === "MatchBody");
    const subject = this.#subject(parts.slice(1, at < 0 ? parts.length : at), span);
    const cases: MatchCase[] = [];
    for (const clause of parts[at] ? childrenOf(parts[at]) : []) {
      if (clause.name === "MatchClause") cases.push(this.#case(clause));
      else if (clause.type.isError) this.syntaxError(clause);
    }
    if (cases.length === 0)
      this.report("syntax", "expected an indented block after 'match' statement", { from: span.to, to: span.to });
    return { type: "Match", subject, cases, ...span };
  }

  /** The parser knows one expression here; the commas of `match x, y:` come as errors. */
  #subject(parts: readonly SyntaxNode[], span: Span): Expression {
    const flat = parts.flatMap((c) => (c.type.isError && this.textOf(c).trim() !== "" ? childrenOf(c) : [c]));
    if (flat.length === parts.length) return this.list(parts, span);
    const from = this.span(flat[0] as SyntaxNode).from;
    const to = this.span(parts.at(-1) as SyntaxNode).to;
    const again = this.reparse(this.text.slice(from, to), from);
    return again ?? this.list(parts, span);
  }

  #case(node: SyntaxNode): MatchCase {
    const span = this.span(node);
    const parts = childrenOf(node).slice(1);
    const end = parts.findIndex((c) => c.name === "Guard" || c.name === "Body");
    const head = parts.slice(0, end < 0 ? parts.length : end);
    const guard = parts.find((c) => c.name === "Guard");
    return {
      pattern: head.some((c) => c.name === ",") ? this.#sequence(head, span) : this.#pattern(head[0], span),
      guard: guard ? this.list(childrenOf(guard).slice(1), this.span(guard)) : null,
      body: this.body(node.getChild("Body"), span, "'case' statement"),
      ...span,
    };
  }

  #pattern(node: SyntaxNode | undefined, at: Span): Pattern {
    if (!node || node.type.isError) {
      this.report("syntax", "invalid syntax", { from: at.to, to: at.to });
      return { type: "CapturePattern", name: null, ...at };
    }
    const span = this.span(node);
    const parts = childrenOf(node);
    switch (node.name) {
      case "CapturePattern":
      case "VariableName": {
        const name = this.textOf(node);
        return { type: "CapturePattern", name: name === "_" ? null : name, ...span };
      }
      case "OrPattern": {
        const alternatives = parts.filter((c) => c.name.endsWith("Pattern")).map((c) => this.#pattern(c, span));
        return { type: "OrPattern", alternatives, ...span };
      }
      case "AsPattern": {
        const name = parts.at(-1);
        return {
          type: "AsPattern",
          pattern: this.#pattern(parts[0], span),
          name: name ? this.textOf(name) : "",
          ...span,
        };
      }
      case "SequencePattern": {
        const inside = parts.filter((c) => !["(", ")", "[", "]"].includes(c.name));
        // A pattern in parentheses without a comma is only bracketed.
        if (parts[0]?.name === "(" && inside.length === 1 && !inside.some((c) => c.name === "StarPattern"))
          return this.#pattern(inside[0], span);
        return this.#sequence(inside, span);
      }
      case "MappingPattern":
        return this.#mapping(parts, span);
      case "ClassPattern":
        return this.#class(node, span);
      default:
        return { type: "ValuePattern", value: this.#value(node, span), ...span };
    }
  }

  #value(node: SyntaxNode, span: Span): Expression {
    const found = this.reparse(this.text.slice(span.from, span.to), span.from);
    return found ?? this.missing(node);
  }

  #sequence(nodes: readonly SyntaxNode[], span: Span): Pattern {
    const items: Pattern[] = [];
    let rest = -1;
    for (const node of nodes) {
      if (node.name === ",") continue;
      if (node.name === "StarPattern") {
        if (rest >= 0) this.report("syntax", "multiple starred expressions in sequence pattern", this.span(node));
        rest = items.length;
        items.push(this.#pattern(childrenOf(node)[1], span));
      } else items.push(this.#pattern(node, span));
    }
    return { type: "SequencePattern", items, rest, ...span };
  }

  #mapping(parts: readonly SyntaxNode[], span: Span): Pattern {
    const items: { key: Expression; pattern: Pattern }[] = [];
    let rest: string | null = null;
    for (const [i, part] of parts.entries()) {
      if (part.name === ":") {
        const key = parts[i - 1] as SyntaxNode;
        items.push({ key: this.#value(key, this.span(key)), pattern: this.#pattern(parts[i + 1], span) });
      } else if (part.name === "**" && parts[i + 1]) rest = this.textOf(parts[i + 1] as SyntaxNode);
    }
    return { type: "MappingPattern", items, rest, ...span };
  }

  #class(node: SyntaxNode, span: Span): Pattern {
    const parts = childrenOf(node);
    const list = node.getChild("PatternArgList");
    const cls = this.span(parts[0] as SyntaxNode);
    const to = list ? list.from + this.base : span.to;
    const positional: Pattern[] = [];
    const keywords: { name: string; pattern: Pattern }[] = [];
    for (const part of list ? childrenOf(list) : []) {
      if (part.name === "KeywordPattern") {
        const inner = childrenOf(part);
        const name = inner[0] ? this.textOf(inner[0]) : "";
        keywords.push({
          name,
          pattern: this.#pattern(
            inner.find((c) => c.name.endsWith("Pattern")),
            span,
          ),
        });
      } else if (part.name.endsWith("Pattern") && this.textOf(part).trim() !== "")
        positional.push(this.#pattern(part, span));
    }
    const value = this.reparse(this.text.slice(cls.from, to), cls.from) ?? this.missing(node);
    return { type: "ClassPattern", cls: value, positional, keywords, ...span };
  }

  /** Reads a stretch of the text as an expression of its own; null where it is none. */
  protected abstract reparse(source: string, from: number): Expression | null;
}
