import type { SyntaxNode } from "@lezer/common";
import { ScriptClass } from "./classes";
import { after, childrenOf, isDecoratorsAlone, type ScriptFile, stringText } from "./source";

/** A name that another file gives: `name` is what that file exports it as, `*` the whole of it. */
export interface Imported {
  readonly specifier: string;
  readonly name: string;
}

/** What a module defines and passes on, by name. Nothing of it is run. */
export class ScriptModule {
  readonly classes = new Map<string, ScriptClass>();
  readonly enums = new Map<string, SyntaxNode>();
  /** Initialisers of constants, and functions. */
  readonly values = new Map<string, SyntaxNode>();
  readonly types = new Map<string, SyntaxNode>();
  readonly imports = new Map<string, Imported>();
  /** Exported names, with the local name or where they come from. */
  readonly exports = new Map<string, string | Imported | SyntaxNode>();
  /** Modules all of whose exports are passed on. */
  readonly stars: string[] = [];
  /** Every class of the file's top level, in order. */
  readonly allClasses: ScriptClass[] = [];

  constructor(readonly file: ScriptFile) {
    let decorated: SyntaxNode[] = [];
    for (const node of childrenOf(file.top, true)) {
      if (isDecoratorsAlone(node)) {
        decorated = [...decorated, ...node.getChildren("Decorator")];
        continue;
      }
      this.#statement(node, decorated);
      decorated = [];
    }
  }

  get path(): string {
    return this.file.path;
  }

  textOf(node: SyntaxNode): string {
    return this.file.textOf(node);
  }

  #statement(node: SyntaxNode, decorators: readonly SyntaxNode[]): void {
    if (node.name === "ImportDeclaration") this.#import(node);
    else if (node.name === "ExportDeclaration") this.#export(node, decorators);
    else if (node.name === "ExpressionStatement") this.#commonJs(node);
    else this.#declare(node, decorators);
  }

  /** Takes a declaration in, and tells the names it declares. */
  #declare(node: SyntaxNode, decorators: readonly SyntaxNode[] = []): string[] {
    switch (node.name) {
      case "ClassDeclaration":
        return [this.#class(node, decorators).name];
      case "EnumDeclaration": {
        const name = this.#name(node, "TypeDefinition");
        this.enums.set(name, node);
        return [name];
      }
      case "TypeAliasDeclaration": {
        const type = after(node, "Equals");
        if (type !== null) this.types.set(this.#name(node, "TypeDefinition"), type);
        return [];
      }
      case "FunctionDeclaration": {
        const name = this.#name(node, "VariableDefinition");
        this.values.set(name, node);
        return [name];
      }
      case "VariableDeclaration":
        return this.#variables(node);
      default:
        return [];
    }
  }

  #class(node: SyntaxNode, decorators: readonly SyntaxNode[], given?: string): ScriptClass {
    const cls = new ScriptClass(this, node, decorators, given ?? this.#name(node, "VariableDefinition"));
    this.classes.set(cls.name, cls);
    this.allClasses.push(cls);
    return cls;
  }

  #variables(node: SyntaxNode): string[] {
    const names: string[] = [];
    let target: SyntaxNode | null = null;
    let isValue = false;
    for (const child of childrenOf(node)) {
      if (child.name === "VariableDefinition" || child.name === "ObjectPattern") target = child;
      else if (child.name === "Equals") isValue = true;
      else if (isValue && target !== null && !/Comment$/.test(child.name)) {
        isValue = false;
        if (target.name === "ObjectPattern") this.#destructured(target, child);
        else {
          const name = this.textOf(target);
          names.push(name);
          const required = this.#required(child);
          if (child.name === "ClassExpression") this.#class(child, [], name);
          else if (required !== null) this.imports.set(name, { specifier: required, name: "*" });
          else this.values.set(name, child);
        }
      }
    }
    return names;
  }

  /** `const { A, b: C } = require("./z")`. */
  #destructured(pattern: SyntaxNode, value: SyntaxNode): void {
    const specifier = this.#required(value);
    if (specifier === null) return;
    for (const property of pattern.getChildren("PatternProperty")) {
      const local = property.getChild("VariableDefinition");
      if (local === null) continue;
      const name = this.textOf(property.getChild("PropertyName") ?? local);
      this.imports.set(this.textOf(local), { specifier, name });
    }
  }

  #required(node: SyntaxNode): string | null {
    if (node.name !== "CallExpression" || node.firstChild?.name !== "VariableName") return null;
    if (this.textOf(node.firstChild) !== "require") return null;
    const text = node.getChild("ArgList")?.getChild("String");
    return text === null || text === undefined ? null : stringText(this.textOf(text));
  }

  #import(node: SyntaxNode): void {
    const source = node.getChild("String");
    if (source === null) return;
    const specifier = stringText(this.textOf(source));
    const isWhole = node.getChild("Star") !== null;
    const first = node.getChild("VariableDefinition");
    if (first !== null) this.imports.set(this.textOf(first), { specifier, name: isWhole ? "*" : "default" });
    for (const [name, local] of this.#pairs(node.getChild("ImportGroup"))) this.imports.set(local, { specifier, name });
  }

  #export(node: SyntaxNode, decorators: readonly SyntaxNode[]): void {
    const source = node.getChild("String");
    const group = node.getChild("ExportGroup");
    if (source !== null && group === null) {
      const specifier = stringText(this.textOf(source));
      const name = node.getChild("VariableDefinition") ?? node.getChild("VariableName");
      if (name === null) this.stars.push(specifier);
      else this.exports.set(this.textOf(name), { specifier, name: "*" });
      return;
    }
    if (group !== null) {
      for (const [name, exported] of this.#pairs(group)) {
        const from = source === null ? name : { specifier: stringText(this.textOf(source)), name };
        this.exports.set(exported, from);
      }
      return;
    }
    const isDefault = node.getChild("default") !== null || node.getChild("Equals") !== null;
    const what = childrenOf(node, true).find(({ name }) => !/^(export|default|declare|Decorator)$/.test(name));
    const value = node.getChild("Equals") === null ? what : (after(node, "Equals") ?? what);
    if (value === undefined) return;
    const names = this.#declare(value, [...decorators, ...node.getChildren("Decorator")]);
    for (const name of names) this.exports.set(name, name);
    if (!isDefault) return;
    if (value.name === "VariableName") this.exports.set("default", this.textOf(value));
    else this.exports.set("default", names[0] ?? value);
  }

  /** `A as B` and plain names in braces: the name in the other file, and the one used here. */
  #pairs(group: SyntaxNode | null): [string, string][] {
    if (group === null) return [];
    const pairs: [string, string][] = [];
    const names: string[] = [];
    const flush = () => {
      const [first, second] = names.splice(0);
      if (first !== undefined) pairs.push([first, second ?? first]);
    };
    for (const child of childrenOf(group)) {
      if (child.name === "," || child.name === "}") flush();
      else if (/^(VariableName|VariableDefinition|default|String)$/.test(child.name)) names.push(this.textOf(child));
    }
    return pairs;
  }

  /** `module.exports = …` and `exports.name = …`. */
  #commonJs(statement: SyntaxNode): void {
    const assignment = statement.getChild("AssignmentExpression");
    const target = assignment?.firstChild;
    const value = assignment == null ? null : after(assignment, "Equals");
    if (target?.name !== "MemberExpression" || value === null) return;
    const path = this.textOf(target).replaceAll(/\s/g, "");
    const name = /^(?:module\.)?exports\.(\w+)$/.exec(path)?.[1];
    if (path === "module.exports") {
      this.exports.set("default", value.name === "VariableName" ? this.textOf(value) : value);
      for (const property of value.name === "ObjectExpression" ? value.getChildren("Property") : []) {
        const key = property.getChild("PropertyDefinition");
        const given = after(property, ":") ?? key;
        if (key === null || given === null) continue;
        const isName = given === key || given.name === "VariableName";
        this.exports.set(this.textOf(key), isName ? this.textOf(given) : given);
      }
    } else if (name !== undefined) {
      this.exports.set(name, value.name === "VariableName" ? this.textOf(value) : value);
    }
  }

  #name(node: SyntaxNode, kind: string): string {
    const name = node.getChild(kind);
    return name === null ? "default" : this.textOf(name);
  }
}
