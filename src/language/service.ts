import type { ModelInfo } from "../protocol/models";
import { splitStatements } from "../python/parse";
import type { Problem } from "./checks/problem";
import { problems } from "./checks/problems";
import { complete } from "./completion/complete";
import type { Completion } from "./completion/item";
import { ModelGraph } from "./graph";
import { type Hover, hover } from "./hover";
import { type Signature, signature } from "./signature";

/** Lines of one top-level statement, zero-based, both included. */
export interface StatementLines {
  readonly startLine: number;
  readonly endLine: number;
}

/** Everything the language knows, for whoever has a text and an offset. Broken text gives what can be given. */
export class LanguageService {
  #graph = new ModelGraph([]);

  setModels(models: readonly ModelInfo[]): void {
    this.#graph = new ModelGraph(models);
  }

  problems(text: string): Problem[] {
    return problems(text, this.#graph);
  }

  complete(text: string, offset: number): Completion[] {
    return complete(text, offset, this.#graph);
  }

  hover(text: string, offset: number): Hover | undefined {
    return hover(text, offset, this.#graph);
  }

  signature(text: string, offset: number): Signature | undefined {
    return signature(text, offset, this.#graph);
  }

  statements(text: string): StatementLines[] {
    return splitStatements(text).map(({ line, endLine }) => ({ startLine: line - 1, endLine: endLine - 1 }));
  }
}
