import type { ModelInfo } from "../protocol/models";
import type { Span } from "../python/tree";
import { type Action, actions } from "./actions";
import type { Problem } from "./checks/problem";
import { problems } from "./checks/problems";
import { complete } from "./completion/complete";
import type { Completion } from "./completion/item";
import { format } from "./format/format";
import { ModelGraph } from "./graph";
import { type Hover, hover } from "./hover";
import { type Hint, hints } from "./navigation/hints";
import { type Definition, definition, type Meant, meantAt, placesOf, renamePlaces } from "./navigation/navigate";
import { type Fold, folds, selections } from "./navigation/structure";
import { type ModelSymbol, modelSymbols, type OutlineSymbol, outline } from "./navigation/symbols";
import { type Token, tokens } from "./navigation/tokens";
import { freeNames, type PythonExpression, pythonExpressions } from "./pythonFiles";
import { Script } from "./script/script";
import { type Signature, signature } from "./signature";

export type { PythonExpression } from "./pythonFiles";

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

  /** Completion inside the `Model.objects…` expressions of a Python file, whose other names are none of ours. */
  completeInPython(text: string, offset: number, name = ""): Completion[] {
    const ours = new Set<Completion["kind"]>(["manager", "method", "field", "relation", "lookup", "option", "value"]);
    return this.complete(text, offset, name).filter(({ kind }) => ours.has(kind));
  }

  /** The `Model.objects…` expressions of a Python file. */
  pythonExpressions(text: string, name = ""): PythonExpression[] {
    return guarded(() => pythonExpressions(this.script(name), text), []);
  }

  /** Names in a piece of Python that it does not bind itself, and that no script knows. */
  freeNames(text: string): readonly string[] {
    return guarded(() => freeNames(new Script(this.#graph), text), []);
  }

  definition(text: string, offset: number, name = ""): Definition | undefined {
    return guarded(() => definition(this.script(name), text, offset), undefined);
  }

  meantAt(text: string, offset: number, name = ""): Meant | undefined {
    return guarded(() => meantAt(this.script(name), text, offset), undefined);
  }

  placesOf(text: string, key: string, name = ""): Span[] {
    return guarded(() => placesOf(this.script(name), text, key), []);
  }

  renamePlaces(text: string, offset: number, name = ""): readonly Span[] | undefined {
    return guarded(() => renamePlaces(this.script(name), text, offset), undefined);
  }

  outline(text: string, name = ""): OutlineSymbol[] {
    return guarded(() => outline(this.script(name), text), []);
  }

  modelSymbols(query: string): ModelSymbol[] {
    return modelSymbols(this.#graph, query);
  }

  folds(text: string, name = ""): Fold[] {
    return guarded(() => folds(this.script(name), text), []);
  }

  selections(text: string, offset: number, name = ""): Span[] {
    return guarded(() => selections(this.script(name), text, offset), []);
  }

  tokens(text: string, name = ""): Token[] {
    return guarded(() => tokens(this.script(name), text), []);
  }

  hints(text: string, name = ""): Hint[] {
    return guarded(() => hints(this.script(name), text), []);
  }

  actions(text: string, span: Span, name = ""): Action[] {
    return guarded(() => actions(this.script(name), text, span, this.problems(text, name)), []);
  }

  /** The script as Black would write it; unchanged where it cannot be told to mean the same. */
  format(text: string): string {
    return guarded(() => format(text), text);
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
