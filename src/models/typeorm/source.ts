import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/javascript";
import type { SourcePlace } from "../../protocol/models";

const typescript = parser.configure({ dialect: "ts" });

/** A TypeScript or JavaScript file's text and tree. Any text gives a tree; what does not parse is left out of it. */
export class ScriptFile {
  #top: SyntaxNode | null = null;
  #lineStarts: number[] | null = null;

  constructor(
    readonly path: string,
    readonly text: string,
  ) {}

  get top(): SyntaxNode {
    this.#top ??= typescript.parse(this.text).topNode;
    return this.#top;
  }

  textOf(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  place(node: SyntaxNode): SourcePlace {
    if (this.#lineStarts === null) {
      this.#lineStarts = [0];
      for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1))
        this.#lineStarts.push(at + 1);
    }
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= node.from) low = middle;
      else high = middle - 1;
    }
    return { file: this.path, line: low + 1, column: node.from - (this.#lineStarts[low] ?? 0) };
  }

  /** The first place where the text could not be parsed, or null. */
  firstError(): SyntaxNode | null {
    let found: SyntaxNode | null = null;
    this.top.tree?.iterate({
      enter: (node) => {
        if (found !== null) return false;
        if (!node.type.isError) return undefined;
        // The grammar has no decorators before `export`, which every compiler accepts.
        const parent = node.node.parent;
        if (parent !== null && isDecoratorsAlone(parent)) return false;
        found = node.node;
        return false;
      },
    });
    return found;
  }
}

/** `@Entity()` before `export class`: parsed as a class without a body, with the exported class beside it. */
export function isDecoratorsAlone(node: SyntaxNode): boolean {
  return node.name === "ClassDeclaration" && node.getChild("ClassBody") === null && node.getChild("Decorator") !== null;
}

/** A node's children, without punctuation and comments where `named` is true. */
export function childrenOf(node: SyntaxNode, named = false): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!named || (/^[A-Za-z]/.test(child.name) && !/Comment$/.test(child.name))) found.push(child);
  }
  return found;
}

/** The node that follows the child of this name: what stands after `=`, `:` or `=>`. */
export function after(node: SyntaxNode, name: string): SyntaxNode | null {
  let next = node.getChild(name)?.nextSibling ?? null;
  while (next !== null && /Comment$/.test(next.name)) next = next.nextSibling;
  return next;
}

/** The text of a string literal, escapes worked out. */
export function stringText(source: string): string {
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", "0": "\0" };
  return source
    .slice(1, -1)
    .replace(/\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2})|\r?\n|([\s\S]))/gi, (_all, wide, four, two, one) => {
      const code = wide ?? four ?? two;
      if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
      return one === undefined ? "" : (escapes[one] ?? one);
    });
}
