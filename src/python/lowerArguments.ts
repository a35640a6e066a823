import type { SyntaxNode } from "@lezer/common";
import { parameterFault } from "./bindings";
import { StringLowering } from "./lowerStrings";
import { childrenOf } from "./nodes";
import type { Argument, Comprehension, Expression, Parameter, Span } from "./tree";

/** Lowers the arguments of calls and the parameters of functions. */
export abstract class ArgumentLowering extends StringLowering {
  abstract expression(node: SyntaxNode): Expression;
  protected abstract item(group: readonly SyntaxNode[]): Expression;
  protected abstract comprehension(nodes: readonly SyntaxNode[], kind: Comprehension["kind"], span: Span): Expression;

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
      const value = this.comprehension(inside, "generator", span);
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
    return { name: null, nameSpan: null, star: 0, value: this.item(group), ...span };
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
    const at = slash ? node.from + this.base + slash.index : -1;
    const parameters = out.map((p) =>
      p.to <= at && p.kind === "normal" ? { ...p, kind: "positional-only" as const } : p,
    );
    const fault = parameterFault(parameters);
    if (fault) this.report("syntax", fault.message, fault.at);
    return parameters;
  }
}
