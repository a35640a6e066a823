import { LimitExceeded } from "./exceptions";
import { type Risk, riskOf } from "./regexRisk";

/** Runs `work`, and stops it after so many milliseconds. Throws `TookTooLong` then. */
export type Guard = <T>(work: () => T, milliseconds: number) => T;

/** What a guard throws when the time is up. */
export class TookTooLong extends Error {}

let guard: Guard | null = null;

/**
 * Sets what can stop a search that does not end: a JavaScript engine cannot by itself, so the process that runs scripts
 * brings it. Without one, a pattern that may take too long on a text is refused.
 */
export function useGuard(made: Guard | null): void {
  guard = made;
}

/** One search may take so long, and all that run before messages are let in again so much. */
const ONE = 1000;
const ALL = 10_000;
/** As many steps of the engine take no time that anybody would notice. */
const CHEAP = 5e6;
/** A text of this length may double the work once a character and still be done at once. */
const SHORT = 18;

let spent = 0;
let counting = false;

/** A pattern's searches, stopped where they take too long. A guard costs a fraction of a millisecond: only risky ones get it. */
export class GuardedSearch {
  readonly #pattern: string;
  readonly #source: string;
  #risk: Risk | null = null;

  /** `pattern` is Python's, for messages; `source` is JavaScript's. */
  constructor(pattern: string, source: string) {
    this.#pattern = pattern;
    this.#source = source;
  }

  /** Whether searching a text of this length may take so long that something must be there to stop it. */
  risky(length: number): boolean {
    if (length <= SHORT) return false;
    this.#risk ??= riskOf(this.#source);
    return this.#risk.exponential || length ** this.#risk.degree >= CHEAP;
  }

  /** Searches with the guard. Throws LimitExceeded where it takes too long, or where it may and nothing could stop it. */
  run<T>(length: number, work: () => T): T {
    if (!guard) {
      const { exponential, degree } = this.#risk ?? riskOf(this.#source);
      if (exponential || length ** degree > CHEAP * 1000) throw this.#tooLong("may take");
      return work();
    }
    if (spent > ALL) throw this.#tooLong("took");
    if (!counting) {
      counting = true;
      setTimeout(() => {
        counting = false;
        spent = 0;
      }, 0);
    }
    const started = performance.now();
    try {
      return guard(work, ONE);
    } catch (error) {
      throw error instanceof TookTooLong ? this.#tooLong("took") : error;
    } finally {
      spent += performance.now() - started;
    }
  }

  #tooLong(verb: string): LimitExceeded {
    const shown = this.#pattern.length > 80 ? `${this.#pattern.slice(0, 80)}…` : this.#pattern;
    return new LimitExceeded(
      `The pattern ${verb} too long: ${shown} can match this text in more ways than can be tried. Write it without a repetition in or next to another that matches the same, or search a shorter text.`,
    );
  }
}
