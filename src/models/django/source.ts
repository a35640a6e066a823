import type { CodeRef, CodeText, SourcePlace } from "../../protocol/models";
import { parseModule } from "../../python/parse";
import type { Module, Span } from "../../python/tree";
import { type Outline, outlineOf } from "./outline";
import { PyModule } from "./scope";

/** One Python file of the workspace, parsed when it is first looked into. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  #tree: Module | null = null;
  #lines: number[] | null = null;
  #outline: Outline | null = null;
  #module: PyModule | null = null;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  get tree(): Module {
    this.#tree ??= parseModule(this.text, { lazyBodies: true });
    return this.#tree;
  }

  /** What its text shows without being parsed. */
  get outline(): Outline {
    this.#outline ??= outlineOf(this.text);
    return this.#outline;
  }

  /** The module it is, by the name it was first imported under: one file is one module. */
  module(dotted: string, isPackage: boolean): PyModule {
    this.#module ??= new PyModule(dotted, this, isPackage);
    return this.#module;
  }

  /** The module it is, where it was imported. */
  get made(): PyModule | null {
    return this.#module;
  }

  place(span: Span): SourcePlace {
    const lines = this.#lineStarts();
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lines[middle] ?? 0) <= span.from) low = middle;
      else high = middle - 1;
    }
    return { file: this.path, line: low + 1, column: span.from - (lines[low] ?? 0) };
  }

  /** The piece of this file that `span` covers, by its place. */
  code(span: Span): CodeRef {
    return { ...this.place(span), from: span.from, to: span.to };
  }

  /** The piece of this file that `span` covers, as text. */
  codeText(span: Span): CodeText {
    return { ...this.place(span), source: this.text.slice(span.from, span.to) };
  }

  #lineStarts(): number[] {
    if (this.#lines === null) {
      this.#lines = [0];
      for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) this.#lines.push(at + 1);
    }
    return this.#lines;
  }
}
