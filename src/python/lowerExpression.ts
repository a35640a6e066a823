import type { SyntaxNode } from "@lezer/common";
import { parameterFault } from "./bindings";
import { readNumber, stringPrefix, toBytes, unescapeText } from "./literals";
import { childrenOf } from "./nodes";
import { climb, type Operand, type Operator } from "./precedence";
import type {
  Argument,
  ComprehensionClause,
  Diagnostic,
  Expression,
  FormattedValue,
  JoinedString,
  Literal,
  Missing,
  Parameter,
  Slice,
  Span,
} from "./tree";

const OPERATORS = new Set(["ArithOp", "BitOp", "CompareOp", "and", "or", "not", "in", "is"]);

/** Lowers expressions. Missing pieces become `Missing` nodes with a diagnostic; nothing here throws. */
export class ExpressionLowering {
  /** Bodies of functions are only lowered when they are looked at; what is wrong in them is then told late, or never. */
  readonly lazyBodies: boolean;
  readonly diagnostics: Diagnostic[] = [];
  protected readonly text: string;
  readonly #base: number;

  /** `base` is what the parser's offsets must be raised by to be offsets into `text`. */
  constructor(text: string, base: number, lazyBodies = false) {
    this.lazyBodies = lazyBodies;
    this.text = text;
    this.#base = base;
  }

  protected span(node: { readonly from: number; readonly to: number }): Span {
    let to = node.to + this.#base;
    const from = node.from + this.#base;
    while (to > from && isSpace(this.text.charCodeAt(to - 1))) to--;
    return { from, to };
  }

  protected textOf(node: SyntaxNode): string {
    return this.text.slice(node.from + this.#base, node.to + this.#base);
  }

  protected report(code: string, message: string, span: Span): void {
    // One fault often breaks several nodes; the first one told is the one that explains.
    if (code === "syntax" && this.diagnostics.some((d) => d.code !== "unsupported")) return;
    this.diagnostics.push({ code, message, from: span.from, to: Math.max(span.to, span.from) });
  }

  protected syntaxError(node: SyntaxNode): void {
    const span = this.span(node);
    const from = Math.min(span.from, this.text.length);
    const shown = this.text.slice(from, Math.max(span.to, from));
    const message = shown.startsWith("!") ? "invalid syntax" : "invalid syntax";
    this.report("syntax", message, { from, to: Math.max(span.to, from) });
  }

  protected missing(node: SyntaxNode): Missing {
    const { to } = this.span(node);
    this.report("syntax", "invalid syntax", { from: to, to });
    return { type: "Missing", from: to, to };
  }

  /** The expressions of a comma-separated run of nodes, stars included. */
  protected items(nodes: readonly SyntaxNode[]): Expression[] {
    return this.groups(nodes).map((group) => this.#item(group));
  }

  /** A comma-separated run as one expression: itself where there is one and no comma, else a tuple. */
  protected list(nodes: readonly SyntaxNode[], span: Span): Expression {
    const clean = nodes.filter((node) => !this.#skipError(node));
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

  #skipError(node: SyntaxNode): boolean {
    if (!node.type.isError) return false;
    this.syntaxError(node);
    return true;
  }

  protected groups(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
    const groups: SyntaxNode[][] = [[]];
    for (const node of nodes) {
      if (this.#skipError(node)) continue;
      if (node.name === ",") groups.push([]);
      else groups.at(-1)?.push(node);
    }
    return groups.filter((group) => group.length > 0);
  }

  #item(group: readonly SyntaxNode[]): Expression {
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
      case "VariableName":
        return { type: "Name", id: this.textOf(node), ...span };
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
        return this.#string(node, span);
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
        const inner = childrenOf(node).filter((c) => c.name !== "(" && c.name !== ")" && !this.#skipError(c));
        if (inner.some((c) => c.name === "for")) return this.#comprehension(inner, "generator", span);
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
        return this.#comprehension(this.#inside(node), "generator", span);
      case "ArrayComprehensionExpression":
        return this.#comprehension(this.#inside(node), "list", span);
      case "SetComprehensionExpression":
        return this.#comprehension(this.#inside(node), "set", span);
      case "DictionaryComprehensionExpression":
        return this.#comprehension(this.#inside(node), "dict", span);
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
        this.report("unsupported", "'yield' is outside the Python subset that is run here", span);
        return { type: "UnsupportedExpression", what: "yield", ...span };
      default:
        if (node.type.isError) {
          this.syntaxError(node);
          return { type: "Missing", ...span };
        }
        this.report("syntax", "invalid syntax", span);
        return { type: "UnsupportedExpression", what: node.name, ...span };
    }
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

  #string(node: SyntaxNode, span: Span): Expression {
    const pieces = node.name === "ContinuedString" ? childrenOf(node).filter((c) => !this.#skipError(c)) : [node];
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
    for (const child of childrenOf(node)) this.#skipError(child);
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
      const shown = this.text.slice(start + this.#base, end + this.#base);
      if (/(?<!\})(?:\}\})*\}(?!\})/.test(shown)) {
        this.report("syntax", "f-string: single '}' is not allowed", {
          from: start + this.#base,
          to: end + this.#base,
        });
      }
      const text = this.text
        .slice(start + this.#base, end + this.#base)
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
    return {
      value: this.list(values, span),
      conversion: letter === "r" || letter === "s" || letter === "a" ? letter : null,
      format: spec ? this.#formatParts(spec, spec.from + 1, spec.to, raw) : null,
      debug: selfDoc ? this.#selfDoc(node.from + 1, selfDoc.to) : null,
      ...span,
    };
  }

  /** The text of `{value = }` up to what follows the `=`, spaces included. */
  #selfDoc(from: number, to: number): string {
    const shown = this.text.slice(from + this.#base, to + this.#base);
    return shown + (/^\s*/.exec(this.text.slice(to + this.#base))?.[0] ?? "");
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
    const items = groups.map((group) => (group.some((c) => c.name === ":") ? this.#slice(group) : this.#item(group)));
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
      (at) => {
        this.report("syntax", "invalid syntax", { from: at, to: at });
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
      if (this.#skipError(child)) continue;
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
      return { key: this.expression(first), value: value ? this.expression(value) : this.missing(first) };
    });
    return { type: "Dict", items, ...span };
  }

  #comprehension(nodes: readonly SyntaxNode[], kind: "list" | "set" | "dict" | "generator", span: Span): Expression {
    const clean = nodes.filter((c) => !this.#skipError(c) && c.name !== "async");
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

  protected args(node: SyntaxNode): Argument[] {
    const inside = childrenOf(node).filter(
      (c, i, all) => !(c.name === "(" && i === 0) && !(c.name === ")" && i === all.length - 1),
    );
    if (inside.some((c) => c.name === "for")) {
      const span = this.span(node);
      const loop = inside.findIndex((c) => c.name === "for");
      const source = inside.findLastIndex((c) => c.name === "in");
      if (inside.some((c, i) => c.name === "," && (i < loop || (i > source && i < inside.length - 1)))) {
        this.report("syntax", "Generator expression must be parenthesized", span);
      }
      const value = this.#comprehension(inside, "generator", span);
      return [{ name: null, nameSpan: null, star: 0, value, ...span }];
    }
    const args = this.groups(inside).map((group) => this.#argument(group));
    this.#checkArguments(args);
    return args;
  }

  #checkArguments(args: readonly Argument[]): void {
    const names = new Set<string>();
    let unpacked = false;
    for (const arg of args) {
      if (arg.name !== null && names.has(arg.name))
        this.report("syntax", `keyword argument repeated: ${arg.name}`, arg);
      if (arg.name === null && arg.star === 1 && unpacked) {
        this.report("syntax", "iterable argument unpacking follows keyword argument unpacking", arg);
      }
      if (arg.name === null && arg.star === 0 && (names.size > 0 || unpacked)) {
        this.report("syntax", `positional argument follows keyword argument${unpacked ? " unpacking" : ""}`, arg);
      }
      if (arg.name !== null) names.add(arg.name);
      unpacked ||= arg.star === 2;
    }
  }

  #argument(group: readonly SyntaxNode[]): Argument {
    const first = group[0] as SyntaxNode;
    const span: Span = { from: this.span(first).from, to: this.span(group.at(-1) ?? first).to };
    const word = this.textOf(first);
    if (word === "*" || word === "**") {
      const value = group[1] ? this.expression(group[1]) : this.missing(first);
      return { name: null, nameSpan: null, star: word === "*" ? 1 : 2, value, ...span };
    }
    if (group[1]?.name === "AssignOp") {
      const value = group[2] ? this.expression(group[2]) : this.missing(group[1]);
      if (first.name === "VariableName") return { name: word, nameSpan: this.span(first), star: 0, value, ...span };
      this.report("syntax", 'expression cannot contain assignment, perhaps you meant "=="?', span);
      return { name: null, nameSpan: null, star: 0, value, ...span };
    }
    return { name: null, nameSpan: null, star: 0, value: this.#item(group), ...span };
  }

  protected parameters(node: SyntaxNode): Parameter[] {
    // The parser takes the `/` of a lambda for an error.
    const inside = childrenOf(node).filter(
      (c) => !["(", ")"].includes(c.name) && !(c.type.isError && this.textOf(c) === "/"),
    );
    const out: Parameter[] = [];
    let afterStar = false;
    for (const group of this.groups(inside)) {
      const first = group[0] as SyntaxNode;
      const word = this.textOf(first);
      const star = word === "*" || word === "**" ? word : null;
      const named = star ? group[1] : first;
      if (star === "*") afterStar = true;
      if (!named) continue;
      const annotation = group.find((c) => c.name === "TypeDef");
      const assign = group.findIndex((c) => c.name === "AssignOp");
      const value = assign >= 0 ? group[assign + 1] : undefined;
      const parts = annotation ? childrenOf(annotation).slice(1) : [];
      out.push({
        name: this.textOf(named),
        kind: star ?? (afterStar ? "keyword-only" : "normal"),
        default: value ? this.expression(value) : null,
        annotation: parts.length > 0 ? this.list(parts, this.span(annotation as SyntaxNode)) : null,
        from: this.span(first).from,
        to: this.span(group.at(-1) ?? first).to,
      });
    }
    // The parser drops the `/` marker, so it is looked for in the text between the parameters.
    const slash = /,\s*\/\s*(?:[,)]|$)/.exec(this.textOf(node));
    const at = slash ? node.from + this.#base + slash.index : -1;
    const parameters = out.map((p) =>
      p.to <= at && p.kind === "normal" ? { ...p, kind: "positional-only" as const } : p,
    );
    const fault = parameterFault(parameters);
    if (fault) this.report("syntax", fault.message, fault.at);
    return parameters;
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

/** Any of Python's and Unicode's white space; the usual ones without asking a pattern. */
function isSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  return code > 127 && /\s/.test(String.fromCharCode(code));
}
