import type { SyntaxNode } from "@lezer/common";
import { readNumber } from "./literals";
import { ArgumentLowering } from "./lowerArguments";
import { childrenOf } from "./nodes";
import { climb, type Operand, type Operator } from "./precedence";
import { invalidCharacter, oddCharacter } from "./syntaxWords";
import type { ComprehensionClause, Expression, Slice, Span } from "./tree";

const OPERATORS = new Set(["ArithOp", "BitOp", "CompareOp", "and", "or", "not", "in", "is"]);

/** Lowers expressions. Missing pieces become `Missing` nodes with a diagnostic; nothing here throws. */
export abstract class ExpressionLowering extends ArgumentLowering {
  /** The expressions of a comma-separated run of nodes, stars included. */
  protected items(nodes: readonly SyntaxNode[]): Expression[] {
    return this.groups(nodes).map((group) => this.item(group));
  }

  /** A comma-separated run as one expression: itself where there is one and no comma, else a tuple. */
  protected list(nodes: readonly SyntaxNode[], span: Span): Expression {
    const clean = nodes.filter((node) => !this.skipError(node));
    const first = clean[0];
    if (!first) {
      this.report("syntax", "invalid syntax", { from: span.to, to: span.to });
      return { type: "Missing", from: span.to, to: span.to };
    }
    const items = this.items(clean);
    const only = items[0];
    if (items.length === 1 && only && !clean.some((node) => node.name === ",")) return only;
    return { type: "Tuple", items, from: this.span(first).from, to: this.span(clean.at(-1) ?? first).to };
  }

  protected item(group: readonly SyntaxNode[]): Expression {
    const [first, second] = group;
    if (first && (first.name === "*" || this.textOf(first) === "*") && second) {
      const value = this.expression(second);
      return { type: "Starred", value, from: this.span(first).from, to: value.to };
    }
    if (first && group.length === 1) return this.expression(first);
    if (first) {
      const last = group.at(-1) ?? first;
      this.report("syntax", "invalid syntax. Perhaps you forgot a comma?", {
        from: this.span(first).from,
        to: this.span(last).to,
      });
      return this.expression(first);
    }
    return { type: "Missing", from: 0, to: 0 };
  }

  expression(node: SyntaxNode): Expression {
    const span = this.span(node);
    switch (node.name) {
      case "VariableName": {
        const id = this.textOf(node);
        const odd = oddCharacter(id);
        if (odd !== null)
          this.report("syntax", invalidCharacter(odd), { from: span.from + id.indexOf(odd), to: span.to });
        return { type: "Name", id, ...span };
      }
      case "None":
        return { type: "Literal", kind: "none", value: null, ...span };
      case "Boolean":
        return { type: "Literal", kind: "bool", value: this.textOf(node) === "True", ...span };
      case "Ellipsis":
        return { type: "Literal", kind: "ellipsis", value: null, ...span };
      case "Number":
        return this.#number(node, span);
      case "String":
      case "FormatString":
      case "ContinuedString":
        return this.string(node, span);
      case "MemberExpression":
        return this.#member(node, span);
      case "CallExpression": {
        const callee = node.firstChild;
        const args = node.getChild("ArgList");
        if (!callee || !args) return this.missing(node);
        return {
          type: "Call",
          callee: this.expression(callee),
          args: this.args(args),
          argsSpan: this.span(args),
          ...span,
        };
      }
      case "BinaryExpression":
      case "UnaryExpression":
      case "ConditionalExpression":
        return this.#operators(node, span);
      case "ParenthesizedExpression": {
        const inner = childrenOf(node).filter((c) => c.name !== "(" && c.name !== ")" && !this.skipError(c));
        if (inner.some((c) => c.name === "for")) return this.comprehension(inner, "generator", span);
        return inner[0] ? this.list(inner, span) : this.missing(node);
      }
      case "TupleExpression":
        return { type: "Tuple", items: this.items(this.#inside(node)), ...span };
      case "ArrayExpression":
        return { type: "List", items: this.items(this.#inside(node)), ...span };
      case "SetExpression":
        return { type: "Set", items: this.items(this.#inside(node)), ...span };
      case "DictionaryExpression":
        return this.#dict(node, span);
      case "ComprehensionExpression":
        return this.comprehension(this.#inside(node), "generator", span);
      case "ArrayComprehensionExpression":
        return this.comprehension(this.#inside(node), "list", span);
      case "SetComprehensionExpression":
        return this.comprehension(this.#inside(node), "set", span);
      case "DictionaryComprehensionExpression":
        return this.comprehension(this.#inside(node), "dict", span);
      case "LambdaExpression": {
        const parts = childrenOf(node);
        const list = node.getChild("ParamList");
        const at = parts.findIndex((c) => c.name === ":");
        return {
          type: "Lambda",
          parameters: list ? this.parameters(list) : [],
          body: this.list(parts.slice(at + 1), span),
          ...span,
        };
      }
      case "NamedExpression": {
        const [target, , value] = childrenOf(node);
        if (target?.name !== "VariableName" || !value) return this.missing(node);
        return {
          type: "Assigned",
          target: { type: "Name", id: this.textOf(target), ...this.span(target) },
          value: this.expression(value),
          ...span,
        };
      }
      case "AwaitExpression":
        return { type: "Await", value: this.list(childrenOf(node).slice(1), span), ...span };
      case "YieldExpression":
      case "YieldStatement":
        return this.#yield(node, span);
      default:
        if (node.type.isError) {
          this.syntaxError(node);
          return { type: "Missing", ...span };
        }
        this.report("syntax", "invalid syntax", span);
        return { type: "UnsupportedExpression", what: node.name, ...span };
    }
  }

  #yield(node: SyntaxNode, span: Span): Expression {
    // The parser misses a value behind a lone `yield`, which needs none.
    const parts = childrenOf(node).filter((c) => !c.type.isError || this.textOf(c).trim() !== "");
    const delegate = parts[1]?.name === "from";
    const rest = parts.slice(delegate ? 2 : 1);
    const value = rest.length > 0 || delegate ? this.list(rest, span) : null;
    return { type: "Yield", value, delegate, ...span };
  }

  /** A bracketed node's children without its brackets. */
  #inside(node: SyntaxNode): SyntaxNode[] {
    return childrenOf(node).filter((c) => !["(", ")", "[", "]", "{", "}"].includes(c.name));
  }

  #number(node: SyntaxNode, span: Span): Expression {
    const number = readNumber(this.textOf(node));
    if (number?.kind === "complex") {
      this.report("unsupported", "complex numbers are outside the Python subset that is run here", span);
      return { type: "UnsupportedExpression", what: "complex number", ...span };
    }
    if (!number) {
      const zeros = /^0[\d_]+$/.test(this.textOf(node));
      this.report(
        "syntax",
        zeros
          ? "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers"
          : "invalid decimal literal",
        span,
      );
      return { type: "Missing", ...span };
    }
    return { type: "Literal", ...number, ...span };
  }

  #member(node: SyntaxNode, span: Span): Expression {
    const parts = childrenOf(node);
    const head = parts[0];
    if (!head) return this.missing(node);
    const value = this.expression(head);
    if (parts[1]?.name === ".") {
      const float = this.#pointLast(head, parts[2]);
      if (float) return { ...float, ...span };
      const property = parts[2];
      if (property?.name !== "PropertyName") {
        this.report("syntax", "invalid syntax", { from: this.span(parts[1]).to, to: this.span(parts[1]).to });
        const at = this.span(parts[1]).to;
        return { type: "Attribute", value, name: "", nameSpan: { from: at, to: at }, from: span.from, to: at };
      }
      return { type: "Attribute", value, name: this.textOf(property), nameSpan: this.span(property), ...span };
    }
    const inside = parts.slice(2).filter((c) => c.name !== "]");
    return { type: "Subscript", value, index: this.#index(inside, span), ...span };
  }

  /** `5.` and `5.e3`: the parser takes the point for an attribute's. */
  #pointLast(head: SyntaxNode, property: SyntaxNode | undefined): Expression | null {
    const shown = property?.name === "PropertyName" ? this.textOf(property) : "";
    if (head.name !== "Number" || !/^[\d_]+$/.test(this.textOf(head)) || !/^(e\d+)?$/i.test(shown)) return null;
    return {
      type: "Literal",
      kind: "float",
      value: Number(`${this.textOf(head).replaceAll("_", "")}.${shown}`),
      ...this.span(head),
    };
  }

  #index(nodes: readonly SyntaxNode[], span: Span): Expression {
    const groups = this.groups(nodes);
    const items = groups.map((group) => (group.some((c) => c.name === ":") ? this.#slice(group) : this.item(group)));
    const only = items[0];
    if (!only) {
      this.report("syntax", "invalid syntax", { from: span.to - 1, to: span.to });
      return { type: "Missing", from: span.to, to: span.to };
    }
    if (items.length === 1 && !nodes.some((c) => c.name === ",")) return only;
    return { type: "Tuple", items, from: only.from, to: (items.at(-1) ?? only).to };
  }

  #slice(group: readonly SyntaxNode[]): Slice {
    const bounds: (Expression | null)[] = [null];
    for (const node of group) {
      if (node.name === ":") bounds.push(null);
      else bounds[bounds.length - 1] = this.expression(node);
    }
    const from = this.span(group[0] as SyntaxNode).from;
    const to = this.span(group.at(-1) as SyntaxNode).to;
    return { type: "Slice", start: bounds[0] ?? null, stop: bounds[1] ?? null, step: bounds[2] ?? null, from, to };
  }

  /** Flattens an unparenthesised run of operators and puts it together by Python's own precedence. */
  #operators(node: SyntaxNode, span: Span): Expression {
    const tokens: (Operand | Operator)[] = [];
    this.#flatten(node, tokens);
    return climb(
      tokens,
      (at, words = "invalid syntax") => {
        this.report("syntax", words, { from: at, to: at });
        return { type: "Missing", from: at, to: at };
      },
      span,
    );
  }

  #flatten(node: SyntaxNode, out: (Operand | Operator)[]): void {
    if (node.name !== "BinaryExpression" && node.name !== "UnaryExpression" && node.name !== "ConditionalExpression") {
      out.push({ operand: this.expression(node) });
      return;
    }
    for (const child of childrenOf(node)) {
      if (this.skipError(child)) continue;
      const span = this.span(child);
      if (OPERATORS.has(child.name) || child.name === "if" || child.name === "else" || child.name === "~") {
        const previous = out.at(-1);
        const word = this.textOf(child);
        // `not in` and `is not` come as two tokens.
        if (previous && "operator" in previous && previous.operator === "not" && word === "in" && previous.binary) {
          out[out.length - 1] = { operator: "not in", binary: true, ...span };
        } else if (previous && "operator" in previous && previous.operator === "is" && word === "not") {
          out[out.length - 1] = { operator: "is not", binary: true, ...span };
        } else {
          out.push({
            operator: word === "<>" ? "!=" : word,
            binary: previous !== undefined && "operand" in previous,
            ...span,
          });
        }
      } else this.#flatten(child, out);
    }
  }

  #dict(node: SyntaxNode, span: Span): Expression {
    const items = this.groups(this.#inside(node)).map((group) => {
      const first = group[0] as SyntaxNode;
      if (this.textOf(first) === "**")
        return { key: null, value: group[1] ? this.expression(group[1]) : this.missing(first) };
      const colon = group.findIndex((c) => c.name === ":");
      const value = colon >= 0 ? group[colon + 1] : undefined;
      if (colon < 0) this.report("syntax", "':' expected after dictionary key", this.span(first));
      return { key: this.expression(first), value: value ? this.expression(value) : this.missing(first) };
    });
    return { type: "Dict", items, ...span };
  }

  protected comprehension(
    nodes: readonly SyntaxNode[],
    kind: "list" | "set" | "dict" | "generator",
    span: Span,
  ): Expression {
    const clean = nodes.filter((c) => !this.skipError(c) && c.name !== "async");
    const first = clean.findIndex((c) => c.name === "for");
    const head = clean.slice(0, first);
    const colon = head.findIndex((c) => c.name === ":");
    const element = this.list(colon < 0 ? head : head.slice(0, colon), span);
    const value = colon < 0 ? null : this.list(head.slice(colon + 1), span);
    const clauses: { target: Expression; iterable: Expression; conditions: Expression[] }[] = [];
    let at = first;
    while (at >= 0 && at < clean.length) {
      const keyword = clean[at]?.name;
      let end = at + 1;
      while (end < clean.length && clean[end]?.name !== "for" && clean[end]?.name !== "if") end++;
      const part = clean.slice(at + 1, end);
      if (keyword === "for") {
        const into = part.findIndex((c) => c.name === "in");
        clauses.push({
          target: this.list(part.slice(0, into), span),
          iterable: this.list(part.slice(into + 1), span),
          conditions: [],
        });
      } else clauses.at(-1)?.conditions.push(this.list(part, span));
      at = end;
    }
    return { type: "Comprehension", kind, element, value, clauses: clauses as ComprehensionClause[], ...span };
  }
}
