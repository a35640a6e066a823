import { type ParsedStatement, parseStatement } from "../../python/parse";
import type { ModelGraph } from "../graph";
import { Flow, type Watcher } from "../infer/flow";
import { reading } from "../infer/reading";
import { Layer, type Scope } from "../infer/scope";
import type { Type } from "../types";
import { Globals } from "./globals";
import { type KnownStatement, resplit } from "./resplit";

/** One top-level statement: where it is in the script, and its own text parsed by itself. Offsets in it start at 0. */
export interface Piece extends KnownStatement {
  readonly text: string;
  readonly parsed: ParsedStatement;
}

/** Something found out about a statement that holds for as long as the names it looked up stand for the same. */
interface Fact<T> {
  readonly reads: ReadonlyMap<string, Type | undefined>;
  readonly result: T;
}

/** Faults of brackets and quotes: where such a statement ends is a guess from all that follows. */
const hanging = new Set(["unclosed", "unmatched", "unterminated-string"]);

type Binds = readonly (readonly [string, Type])[];

/** Facts of equal statements in different places of a script; more than these are worked out again. */
const kept = 4;

/**
 * One document. What was parsed and found out is kept by the text of each statement, so that a keystroke costs the
 * statement it is in, and those that use a name which changed by it.
 */
export class Script {
  readonly #graph: ModelGraph;
  readonly #parsed = new Map<string, ParsedStatement>();
  readonly #binds = new Map<string, Fact<Binds>[]>();
  readonly #facts = new Map<string, Map<string, Fact<unknown>[]>>();
  readonly #globals = new Globals();
  #text: string | undefined;
  #pieces: readonly Piece[] = [];
  #bound = 0;

  constructor(graph: ModelGraph) {
    this.#graph = graph;
  }

  get graph(): ModelGraph {
    return this.#graph;
  }

  /** The statements of a version of the document. */
  read(text: string): readonly Piece[] {
    if (text === this.#text) return this.#pieces;
    const before = this.#pieces;
    const next = resplit(this.#text ?? "", before, text).map((piece): Piece => {
      const own = text.slice(piece.from, piece.to);
      const parsed = this.#parse(own);
      const open = parsed.diagnostics.some(({ code }) => hanging.has(code));
      return { ...piece, text: own, parsed, open };
    });
    this.#text = text;
    this.#pieces = next;
    // What stands in front of the first difference means what it meant.
    let same = 0;
    while (same < before.length && same < next.length && before[same]?.text === next[same]?.text) same++;
    if (this.#bound > same) {
      this.#globals.cut(same);
      this.#bound = same;
    }
    this.#forget();
    return next;
  }

  /** What is known in front of a statement of the version read last. */
  scopeBefore(index: number): Scope {
    for (; this.#bound < index; this.#bound++) this.#bind(this.#bound);
    this.#globals.limit = index;
    return { names: this.#globals, graph: this.#graph, depth: 0, reading, cache: new Map() };
  }

  /** What is known at an offset within a statement. */
  scopeAt(index: number, offset: number): Scope {
    const before = this.scopeBefore(index);
    const piece = this.#pieces[index];
    const flow = new Flow(new Layer(before.names), before, { until: offset });
    if (piece) flow.run(piece.parsed.statements);
    return flow.scope;
  }

  /** Shows every expression of a statement with what is known there. */
  watch(index: number, watcher: Watcher): void {
    const before = this.scopeBefore(index);
    const piece = this.#pieces[index];
    const flow = new Flow(new Layer(before.names), before, { watch: watcher });
    if (piece) flow.run(piece.parsed.statements);
  }

  /** Something about a statement that is worked out only where its text or a name it uses is not what it was. */
  fact<T>(kind: string, index: number, work: () => T): T {
    const piece = this.#pieces[index];
    if (piece === undefined) return work();
    this.scopeBefore(index);
    const all = this.#facts.get(kind) ?? new Map<string, Fact<unknown>[]>();
    this.#facts.set(kind, all);
    const known = all.get(piece.text) as Fact<T>[] | undefined;
    const found = known?.find(({ reads }) => this.#globals.agrees(reads));
    if (found) return found.result;
    const fact = this.#globals.listen(work);
    all.set(piece.text, [fact, ...(known ?? [])].slice(0, kept));
    return fact.result;
  }

  #bind(index: number): void {
    const piece = this.#pieces[index];
    if (piece === undefined) return;
    this.#globals.limit = index;
    const known = this.#binds.get(piece.text);
    let fact = known?.find(({ reads }) => this.#globals.agrees(reads));
    if (fact === undefined) {
      fact = this.#globals.listen((): Binds => {
        const names = new Layer(this.#globals);
        const scope: Scope = { names, graph: this.#graph, depth: 0, reading, cache: new Map() };
        new Flow(names, scope).run(piece.parsed.statements);
        return [...names.own];
      });
      this.#binds.set(piece.text, [fact, ...(known ?? [])].slice(0, kept));
    }
    for (const [name, type] of fact.result) this.#globals.bind(index, name, type);
  }

  #parse(text: string): ParsedStatement {
    const known = this.#parsed.get(text);
    if (known) return known;
    const parsed = parseStatement(text, { from: 0, to: text.length, line: 1, endLine: 1 });
    this.#parsed.set(text, parsed);
    return parsed;
  }

  /** Statements that were being written are not kept for ever. */
  #forget(): void {
    if (this.#parsed.size < this.#pieces.length + 60) return;
    const used = new Set(this.#pieces.map(({ text }) => text));
    for (const cache of [this.#parsed, this.#binds, ...this.#facts.values()]) {
      for (const text of cache.keys()) if (!used.has(text)) cache.delete(text);
    }
  }
}
