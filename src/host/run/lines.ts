import type { RunAnswer, RunRequest } from "../../protocol/engine";
import type { ResultHandle, StatementResult } from "../../protocol/results";

/** The statements that the panel shows, each with the place it was run in: where it can be run again, changed. */
export class Lines {
  #request: RunRequest | undefined;
  #statements: readonly StatementResult[] = [];

  /** Remembers what was run. */
  keep(request: RunRequest, answer: RunAnswer): void {
    this.#request = request;
    this.#statements = answer.kind === "preview" ? answer.preview.statements : answer.statements;
  }

  /** The same statements with other results, which stay when others are run. */
  with(statements: readonly StatementResult[]): Lines {
    const own = new Lines();
    own.#request = this.#request;
    own.#statements = statements;
    return own;
  }

  /** What was run, all of it; undefined where nothing was. */
  get whole(): RunRequest | undefined {
    if (this.#request === undefined) return undefined;
    const { results: _, ...request } = this.#request;
    return request;
  }

  /** A statement by its number in the panel, from 0. */
  statement(index: number): StatementResult | undefined {
    return this.#statements[index];
  }

  get result(): ResultHandle | undefined {
    return this.#statements.find(({ result }) => result !== undefined)?.result;
  }

  /** The request that runs another text in a statement's place; undefined where there is no such statement. */
  request(index: number, source: string): RunRequest | undefined {
    const statement = this.#statements[index];
    const request = this.whole;
    if (request === undefined || statement === undefined) return undefined;
    const first = request.line ?? 1;
    const above = statement.line - first;
    if (above <= 0) return { ...request, source };
    // What stands above it in the same text may bind the names it uses. Lines before that keep the numbers right.
    const own = request.source.split("\n").slice(0, above);
    const before = `${request.before ?? "\n".repeat(first - 1)}${own.map((line) => `${line}\n`).join("")}`;
    return { ...request, before, line: statement.line, source };
  }
}
