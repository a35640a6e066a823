import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { PatternLowering } from "./lowerPatterns";
import { childrenOf } from "./nodes";
import { count } from "./scan";
import type {
  BinaryOperator,
  Expression,
  FunctionDefinition,
  ImportedName,
  Parameter,
  Span,
  Statement,
  Try,
} from "./tree";

/** What Python's grammar calls the parser's nodes that nothing here runs. */
const KEYWORDS: Readonly<Record<string, string>> = { TypeDefinition: "type" };

/** Lowers the statements of one parsed piece to the typed tree, collecting diagnostics as it goes. */
export class Lowering extends PatternLowering {
  /** The statements below `node` (a script, a body, a statement group), errors told and passed over. */
  statements(node: SyntaxNode): Statement[] {
    const out: Statement[] = [];
    for (const child of childrenOf(node)) {
      if (child.type.isError) this.syntaxError(child);
      else if (child.name === "StatementGroup") out.push(...this.statements(child));
      else if (child.name !== ":" && child.name !== ";" && child.name !== "Comment") out.push(this.statement(child));
    }
    return out;
  }

  statement(node: SyntaxNode): Statement {
    const span = this.span(node);
    switch (node.name) {
      case "ExpressionStatement":
        return { type: "ExpressionStatement", value: this.list(childrenOf(node), span), ...span };
      case "AssignStatement":
        return this.#assign(node, span);
      case "UpdateStatement":
        return this.#update(node, span);
      case "IfStatement":
        return this.#if(childrenOf(node), span);
      case "ForStatement":
        return this.#for(node, span);
      case "WhileStatement": {
        const parts = childrenOf(node);
        const [test, body] = this.#headed(parts, 1, span, "'while' statement");
        return { type: "While", test, body, otherwise: this.#after(parts, "else"), ...span };
      }
      case "TryStatement":
        return this.#try(node, span);
      case "WithStatement":
        return this.#with(node, span);
      case "DecoratedStatement": {
        const decorators = childrenOf(node)
          .filter((c) => c.name === "Decorator")
          .map((c) => this.#decorator(c));
        const definition = childrenOf(node).find(
          (c) => c.name === "FunctionDefinition" || c.name === "ClassDefinition",
        );
        if (!definition) return this.#bad(node, "decorator");
        const inner = this.statement(definition);
        if (inner.type === "FunctionDefinition") return Object.assign(inner, { decorators, ...span });
        return inner.type === "ClassDefinition" ? { ...inner, decorators, ...span } : inner;
      }
      case "FunctionDefinition":
        return this.#function(node, span);
      case "ClassDefinition": {
        const name = node.getChild("VariableName");
        if (!name) this.missing(node);
        const args = node.getChild("ArgList");
        return {
          type: "ClassDefinition",
          name: name ? this.textOf(name) : "",
          nameSpan: name ? this.span(name) : span,
          bases: args ? this.args(args) : [],
          body: this.body(node.getChild("Body"), span, "class definition"),
          decorators: [],
          ...span,
        };
      }
      case "ReturnStatement": {
        const rest = childrenOf(node).slice(1);
        return { type: "Return", value: rest.length > 0 ? this.list(rest, span) : null, ...span };
      }
      case "PassStatement":
        return { type: "Pass", ...span };
      case "BreakStatement":
        return { type: "Break", ...span };
      case "ContinueStatement":
        return { type: "Continue", ...span };
      case "ImportStatement":
        return this.#import(node, span);
      case "ScopeStatement": {
        const kind = node.firstChild?.name === "nonlocal" ? "nonlocal" : "global";
        const names = node.getChildren("VariableName").map((c) => this.textOf(c));
        if (names.length === 0) this.missing(node);
        return { type: "Scope", kind, names, ...span };
      }
      case "DeleteStatement": {
        const targets = this.items(childrenOf(node).slice(1));
        for (const target of targets) {
          if (target.type === "Call") this.report("syntax", "cannot delete function call", target);
          else if (target.type === "Literal") this.report("syntax", "cannot delete literal", target);
        }
        return { type: "Delete", targets, ...span };
      }
      case "AssertStatement": {
        const [test, message] = this.items(childrenOf(node).slice(1));
        return { type: "Assert", test: test ?? this.missing(node), message: message ?? null, ...span };
      }
      case "RaiseStatement": {
        const parts = childrenOf(node).slice(1);
        const from = parts.findIndex((c) => c.name === "from");
        const head = from < 0 ? parts : parts.slice(0, from);
        return {
          type: "Raise",
          exception: head.length > 0 ? this.list(head, span) : null,
          cause: from < 0 ? null : this.list(parts.slice(from + 1), span),
          ...span,
        };
      }
      case "PrintStatement":
        this.report("syntax", "Missing parentheses in call to 'print'. Did you mean print(...)?", span);
        return { type: "UnsupportedStatement", what: "print", ...span };
      case "MatchStatement":
        return this.match(node, span);
      case "YieldStatement":
        return { type: "ExpressionStatement", value: this.expression(node), ...span };
      case "TypeDefinition":
        return this.#bad(node, "type");
      default:
        return this.#bad(node, node.name);
    }
  }

  #bad(node: SyntaxNode, what: string): Statement {
    const span = this.span(node);
    const shown = KEYWORDS[what] ?? what;
    this.report("unsupported", `'${shown}' is outside the Python subset that is run here`, span);
    return { type: "UnsupportedStatement", what, ...span };
  }

  /** A block; `after` names what it belongs to, for Python's words where it is missing. */
  protected body(node: SyntaxNode | null, at: Span, after: string): Statement[] {
    if (!node) {
      this.report("syntax", "expected ':'", { from: at.to, to: at.to });
      return [];
    }
    const parts = childrenOf(node);
    if (parts[0]?.name !== ":")
      this.report("syntax", "expected ':'", { from: this.span(node).from, to: this.span(node).from });
    if (parts.every((c) => c.type.isError || c.name === ":")) {
      const line = 1 + count(this.text, "\n", 0, at.from);
      this.report("indent", `expected an indented block after ${after} on line ${line}`, this.span(node));
    }
    return this.statements(node);
  }

  protected reparse(source: string, from: number): Expression | null {
    const inner = new Lowering(this.text, from);
    const [only, more] = inner.statements(parser.parse(source).topNode);
    this.diagnostics.push(...inner.diagnostics);
    return only?.type === "ExpressionStatement" && !more ? only.value : null;
  }

  #assign(node: SyntaxNode, span: Span): Statement {
    const parts = childrenOf(node);
    const annotation = parts.find((c) => c.name === "TypeDef");
    const groups = splitAt(
      parts.filter((c) => c !== annotation),
      (c) => c.name === "AssignOp",
    );
    if (annotation) {
      const value = groups.length > 1 ? this.list(groups[1] ?? [], span) : null;
      const target = this.list(groups[0] ?? [], span);
      return {
        type: "AnnotatedAssign",
        target,
        annotation: this.list(childrenOf(annotation).slice(1), span),
        value,
        ...span,
      };
    }
    const expressions = groups.map((group) => this.list(group, span));
    const value = expressions.pop() ?? this.missing(node);
    for (const target of expressions) {
      if (target.type === "Starred")
        this.report("syntax", "starred assignment target must be in a list or tuple", target);
      this.#checkTarget(target);
    }
    return { type: "Assign", targets: expressions, value, ...span };
  }

  /** `alone` for what stands by itself left of a `=`, where `==` may be meant. */
  #checkTarget(target: Expression, alone = true): void {
    if (target.type === "Tuple" || target.type === "List")
      for (const item of target.items) this.#checkTarget(item, false);
    else if (target.type === "Starred") this.#checkTarget(target.value, false);
    else if (target.type === "Call" && !alone) this.report("syntax", "cannot assign to function call", target);
    else if (target.type === "Literal" && !alone && target.kind !== "none" && target.kind !== "bool")
      this.report("syntax", "cannot assign to literal", target);
    else if (target.type === "Call") {
      this.report("syntax", "cannot assign to function call here. Maybe you meant '==' instead of '='?", target);
    } else if (target.type === "Literal" && (target.kind === "none" || target.kind === "bool")) {
      this.report("syntax", `cannot assign to ${this.text.slice(target.from, target.to)}`, target);
    } else if (target.type === "Literal") {
      this.report("syntax", "cannot assign to literal here. Maybe you meant '==' instead of '='?", target);
    } else if (!["Name", "Attribute", "Subscript", "Missing"].includes(target.type)) {
      this.report("syntax", "cannot assign to expression here. Maybe you meant '==' instead of '='?", target);
    }
  }

  #update(node: SyntaxNode, span: Span): Statement {
    const parts = childrenOf(node);
    const at = parts.findIndex((c) => c.name === "UpdateOp");
    const into = this.list(parts.slice(0, at), span);
    if (into.type === "Tuple" || into.type === "List") {
      this.report("syntax", `'${into.type.toLowerCase()}' is an illegal expression for augmented assignment`, into);
    } else this.#checkTarget(into);
    const operator = at >= 0 ? this.textOf(parts[at] as SyntaxNode).slice(0, -1) : "+";
    return {
      type: "AugmentedAssign",
      target: into,
      operator: operator as BinaryOperator,
      value: this.list(parts.slice(at + 1), span),
      ...span,
    };
  }

  /** `keyword test Body …`: the expression between the first `skip` nodes and the body, and the body. */
  #headed(parts: readonly SyntaxNode[], skip: number, span: Span, after: string): [Expression, Statement[]] {
    const at = parts.findIndex((c) => c.name === "Body");
    const head = parts.slice(skip, at < 0 ? parts.length : at);
    return [this.list(head, span), this.body(parts[at] ?? null, span, after)];
  }

  #after(parts: readonly SyntaxNode[], keyword: string): Statement[] {
    const at = parts.findIndex((c) => c.name === keyword);
    return at < 0 ? [] : this.body(parts[at + 1] ?? null, this.span(parts[at] as SyntaxNode), `'${keyword}' statement`);
  }

  #if(parts: readonly SyntaxNode[], span: Span): Statement {
    const [test, body] = this.#headed(parts, 1, span, `'${parts[0]?.name ?? "if"}' statement`);
    const bodyAt = parts.findIndex((c) => c.name === "Body");
    const rest = parts.slice(bodyAt + 1);
    let otherwise: Statement[] = [];
    if (rest[0]?.name === "elif") otherwise = [this.#if(rest, { from: this.span(rest[0]).from, to: span.to })];
    else if (rest[0]?.name === "else") otherwise = this.body(rest[1] ?? null, this.span(rest[0]), "'else' statement");
    return { type: "If", test, body, otherwise, ...span };
  }

  #for(node: SyntaxNode, span: Span): Statement {
    const parts = childrenOf(node);
    const start = parts.findIndex((c) => c.name === "for");
    const at = parts.findIndex((c) => c.name === "in");
    const [iterable, body] = this.#headed(parts, at + 1, span, "'for' statement");
    const target = this.list(parts.slice(start + 1, at), span);
    this.#checkTarget(target, false);
    return { type: "For", target, iterable, body, otherwise: this.#after(parts, "else"), ...span };
  }

  #try(node: SyntaxNode, span: Span): Try {
    const parts = childrenOf(node);
    const handlers: Try["handlers"][number][] = [];
    for (const [i, part] of parts.entries()) {
      if (part.name !== "except") continue;
      const bodyAt = parts.findIndex((c, j) => j > i && c.name === "Body");
      const head = parts.slice(i + 1, bodyAt);
      const as = head.findIndex((c) => c.name === "as");
      const named = as < 0 ? null : head[as + 1];
      const caught = as < 0 ? head : head.slice(0, as);
      if (caught.some((c) => c.name === ","))
        this.report("syntax", "multiple exception types must be parenthesized", {
          from: this.span(caught[0] as SyntaxNode).from,
          to: this.span(caught.at(-1) as SyntaxNode).to,
        });
      handlers.push({
        exception: caught.length > 0 ? this.list(caught, span) : null,
        name: named ? this.textOf(named) : null,
        body: this.body(parts[bodyAt] ?? null, this.span(part), "'except' statement"),
      });
    }
    if (handlers.length === 0 && !parts.some((c) => c.name === "finally")) {
      this.report("syntax", "expected 'except' or 'finally' block", { from: span.to, to: span.to });
    }
    const body = this.body(parts.find((c) => c.name === "Body") ?? null, span, "'try' statement");
    return {
      type: "Try",
      body,
      handlers,
      otherwise: this.#after(parts, "else"),
      finally: this.#after(parts, "finally"),
      ...span,
    };
  }

  #with(node: SyntaxNode, span: Span): Statement {
    const parts = childrenOf(node);
    const start = parts.findIndex((c) => c.name === "with");
    const bodyAt = parts.findIndex((c) => c.name === "Body");
    const items = splitAt(parts.slice(start + 1, bodyAt < 0 ? parts.length : bodyAt), (c) => c.name === ",")
      .filter((group) => group.length > 0)
      .map((group) => {
        const as = group.findIndex((c) => c.name === "as");
        return {
          context: this.list(as < 0 ? group : group.slice(0, as), span),
          target: as < 0 ? null : this.list(group.slice(as + 1), span),
        };
      });
    return { type: "With", items, body: this.body(parts[bodyAt] ?? null, span, "'with' statement"), ...span };
  }

  #decorator(node: SyntaxNode): Expression {
    const parts = childrenOf(node).slice(1);
    let value: Expression | null = null;
    for (const part of parts) {
      const span = this.span(part);
      if (part.name === "VariableName" && !value) value = { type: "Name", id: this.textOf(part), ...span };
      else if ((part.name === "PropertyName" || part.name === "VariableName") && value) {
        value = { type: "Attribute", value, name: this.textOf(part), nameSpan: span, from: value.from, to: span.to };
      } else if (part.name === "ArgList" && value) {
        value = { type: "Call", callee: value, args: this.args(part), argsSpan: span, from: value.from, to: span.to };
      } else if (!value && part.name !== ".") value = this.expression(part);
    }
    if (value?.type === "Name" && value.id === "") return this.missing(node);
    return value ?? this.missing(node);
  }

  #function(node: SyntaxNode, whole: Span): FunctionDefinition {
    const late = this.late.find(({ from, to }) => from > whole.from && to <= whole.to);
    // A comment behind the last statement is none of the function's.
    const span = late ? { from: whole.from, to: late.to } : whole;
    const name = node.getChild("VariableName");
    if (!name) this.missing(node);
    const list = node.getChild("ParamList");
    const parameters: Parameter[] = list ? this.parameters(list) : [];
    const body = node.getChild("Body");
    const lowered: FunctionDefinition = {
      type: "FunctionDefinition",
      name: name ? this.textOf(name) : "",
      nameSpan: name ? this.span(name) : span,
      parameters,
      body: late ? [] : this.body(body, span, "function definition"),
      decorators: [],
      isAsync: node.firstChild?.name === "async",
      ...span,
    };
    if (!late) return lowered;
    let statements: readonly Statement[] | null = null;
    const get = () => {
      statements ??= this.#lateBody(span);
      return statements;
    };
    return Object.defineProperty(lowered, "body", { get, enumerable: true, configurable: true });
  }

  /** The body of a function that was blanked when the text around it was parsed. */
  #lateBody(span: Span): readonly Statement[] {
    const definition = parser.parse(this.text.slice(span.from, span.to)).topNode.firstChild;
    return new Lowering(this.text, span.from).body(definition?.getChild("Body") ?? null, span, "function definition");
  }

  #import(node: SyntaxNode, span: Span): Statement {
    const parts = childrenOf(node);
    if (!parts.some((c) => c.name === "VariableName" || c.name === "*")) this.missing(node);
    if (parts[0]?.name !== "from") return { type: "Import", names: this.#importedNames(parts.slice(1)), ...span };
    const at = parts.findIndex((c) => c.name === "import");
    const head = parts.slice(1, at < 0 ? parts.length : at);
    const first = head.findIndex((c) => c.name === "VariableName");
    const dots = head
      .slice(0, first < 0 ? head.length : first)
      .map((c) => this.textOf(c))
      .join("");
    const module =
      first < 0
        ? ""
        : head
            .slice(first)
            .map((c) => this.textOf(c))
            .join("");
    const names = at < 0 ? [] : this.#importedNames(parts.slice(at + 1));
    if (names.length === 0) this.missing(node);
    return { type: "ImportFrom", module, level: dots.length, names, ...span };
  }

  #importedNames(parts: readonly SyntaxNode[]): ImportedName[] {
    const groups = splitAt(
      parts.filter((c) => c.name !== "(" && c.name !== ")"),
      (c) => c.name === ",",
    );
    const last = parts.at(-1);
    if (last && groups.at(-1)?.length === 0)
      this.report("syntax", "trailing comma not allowed without surrounding parentheses", this.span(last));
    return groups
      .filter((group) => group.length > 0)
      .map((group) => {
        const end = group.at(-1) as SyntaxNode;
        if (end.name === "as" || end.type.isError) this.missing(end);
        const as = group.findIndex((c) => c.name === "as");
        const path = (as < 0 ? group : group.slice(0, as)).map((c) => this.textOf(c)).join("");
        const alias = as < 0 ? null : group[as + 1];
        const first = this.span(group[0] as SyntaxNode);
        return {
          name: path,
          as: alias ? this.textOf(alias) : null,
          from: first.from,
          to: this.span(group.at(-1) as SyntaxNode).to,
        };
      });
  }
}

function splitAt(nodes: readonly SyntaxNode[], isBorder: (node: SyntaxNode) => boolean): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (isBorder(node)) groups.push([]);
    else groups.at(-1)?.push(node);
  }
  return groups;
}
