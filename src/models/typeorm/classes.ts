import type { SyntaxNode } from "@lezer/common";
import type { SourcePlace } from "../../protocol/models";
import type { ScriptModule } from "./module";
import { after, childrenOf, stringText } from "./source";

/** `@Name(…)`, `@ns.Name(…)` or `@Name`. */
export interface Decorator {
  /** The text that names it, as written. */
  readonly callee: SyntaxNode;
  readonly args: readonly SyntaxNode[];
  readonly node: SyntaxNode;
}

/** A property or method of a class, as far as decorators care. */
export interface Member {
  readonly name: string;
  readonly decorators: readonly Decorator[];
  readonly isMethod: boolean;
  /** The type that stands after its colon. */
  readonly type: SyntaxNode | null;
  readonly initializer: SyntaxNode | null;
  readonly node: SyntaxNode;
}

/** An argument of a mixin, with the class in whose `extends` it stands. */
export interface BoundArgument {
  readonly node: SyntaxNode;
  readonly module: ScriptModule;
  readonly within: ScriptClass;
}

/** A class statement or expression. */
export class ScriptClass {
  #members: readonly Member[] | null = null;

  constructor(
    readonly module: ScriptModule,
    readonly node: SyntaxNode,
    /** Decorators that stand before `export`, outside the class statement. */
    private readonly outside: readonly SyntaxNode[],
    readonly name: string,
    /** What a parameter of the function around it stands for: `Base` in a mixin. */
    readonly bound: ReadonlyMap<string, BoundArgument> = new Map(),
  ) {}

  get place(): SourcePlace {
    return this.module.file.place(this.node.getChild("class") ?? this.node);
  }

  get isAbstract(): boolean {
    return this.node.getChild("abstract") !== null;
  }

  get decorators(): readonly Decorator[] {
    return [...this.outside, ...this.node.getChildren("Decorator")].flatMap((node) => decoratorOf(node) ?? []);
  }

  /** The expression after `extends`. */
  get base(): SyntaxNode | null {
    return after(this.node, "extends");
  }

  get members(): readonly Member[] {
    this.#members ??= childrenOf(this.node.getChild("ClassBody") ?? this.node, true).flatMap(
      (node) => this.#member(node) ?? [],
    );
    return this.#members;
  }

  #member(node: SyntaxNode): Member | null {
    if (node.name !== "PropertyDeclaration" && node.name !== "MethodDeclaration") return null;
    const name =
      node.getChild("PropertyDefinition") ?? node.getChild("String") ?? node.getChild("PrivatePropertyDefinition");
    if (name === null || node.getChild("static") !== null) return null;
    const text = this.module.textOf(name);
    const isMethod = node.name === "MethodDeclaration";
    const annotation = node.getChild("TypeAnnotation");
    return {
      name: name.name === "String" ? stringText(text) : text,
      decorators: node.getChildren("Decorator").flatMap((each) => decoratorOf(each) ?? []),
      isMethod,
      type: annotation === null ? null : after(annotation, ":"),
      initializer: isMethod ? null : after(node, "Equals"),
      node: name,
    };
  }
}

function decoratorOf(node: SyntaxNode): Decorator | null {
  const [what] = childrenOf(node, true);
  if (what === undefined) return null;
  if (what.name !== "CallExpression") return { callee: what, args: [], node };
  const callee = what.firstChild;
  if (callee === null) return null;
  const name = callee.name === "InstantiationExpression" ? (callee.firstChild ?? callee) : callee;
  return { callee: name, args: argumentsOf(what), node };
}

/** The arguments of a call or `new`. */
export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  const list = call.getChild("ArgList");
  return list === null ? [] : childrenOf(list, true).filter((node) => node.name !== "Spread");
}
