import type { ModelInfo } from "../protocol/models";
import type { Problem } from "./checks/problem";
import { problems } from "./checks/problems";
import { complete } from "./completion/complete";
import type { Completion } from "./completion/item";
import { ModelGraph } from "./graph";
import { type Hover, hover } from "./hover";
import { Script } from "./script/script";
import { type Signature, signature } from "./signature";

/** Lines of one top-level statement, zero-based, both included. */
export interface StatementLines {
  readonly startLine: number;
  readonly endLine: number;
}

/** Scripts that are open beyond these are read again when they are looked at. */
const kept = 20;

/** Everything the language knows, for whoever has a text and an offset. Broken text gives what can be given. */
export class LanguageService {
  #graph = new ModelGraph([]);
  readonly #scripts = new Map<string, Script>();

  get graph(): ModelGraph {
    return this.#graph;
  }

  setModels(models: readonly ModelInfo[]): void {
    this.#graph = new ModelGraph(models);
    this.#scripts.clear();
  }

  /** Forgets a document that was closed. */
  close(name: string): void {
    this.#scripts.delete(name);
  }

  problems(text: string, name = ""): Problem[] {
    return guarded(() => problems(this.script(name), text), []);
  }

  complete(text: string, offset: number, name = ""): Completion[] {
    return guarded(() => complete(this.script(name), text, offset), []);
  }

  hover(text: string, offset: number, name = ""): Hover | undefined {
    return guarded(() => hover(this.script(name), text, offset), undefined);
  }

  signature(text: string, offset: number, name = ""): Signature | undefined {
    return guarded(() => signature(this.script(name), text, offset), undefined);
  }

  statements(text: string, name = ""): StatementLines[] {
    return this.script(name)
      .read(text)
      .map(({ line, endLine }) => ({ startLine: line - 1, endLine: endLine - 1 }));
  }

  /** The document of this name with what is known of it. */
  script(name: string): Script {
    const script = this.#scripts.get(name) ?? new Script(this.#graph);
    // The one that was looked at last is forgotten last.
    this.#scripts.delete(name);
    this.#scripts.set(name, script);
    const [oldest] = this.#scripts.keys();
    if (this.#scripts.size > kept && oldest !== undefined) this.#scripts.delete(oldest);
    return script;
  }
}

/** Trees that are deeper than the stack have no answer; nobody writes them. */
function guarded<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
}
