import { randomUUID } from "node:crypto";
import type { Handlers } from "../../protocol/channel";
import type { CompareApi } from "../../protocol/compare";
import { QuerysetError } from "../../protocol/errors";
import type { EffectPage } from "../../protocol/results";
import type { Results } from "../results";
import type { Workspace } from "../workspace";
import { Comparison, type Side } from "./comparison";

/** Results beside each other: rows that are held, and comparisons, until they are released. */
export class Comparisons {
  readonly #workspace: () => Workspace;
  readonly #results: Results;
  readonly #kept = new Map<string, Comparison>();

  constructor(workspace: () => Workspace, results: Results) {
    this.#workspace = workspace;
    this.#results = results;
  }

  get handlers(): Handlers<CompareApi> {
    return {
      hold: ({ id, rows, bytes }, signal) => this.#results.hold(this.#workspace().backend, id, { rows, bytes }, signal),
      release: ({ id }) => {
        this.#results.release(id);
        this.#kept.delete(id);
      },
      compareStart: ({ before, after }) => {
        const job = randomUUID();
        this.#kept.set(job, new Comparison(this.#side(before), this.#side(after)));
        return { job };
      },
      compareStep: async ({ job }) => {
        const comparison = this.#find(job);
        if (!(await comparison.step())) return { rows: comparison.rows };
        const { uncompared, key } = comparison.matching;
        const effects = comparison.effects();
        return {
          rows: comparison.rows,
          view: { id: job, effects, equal: comparison.equal, uncompared, keyed: key !== null },
        };
      },
    };
  }

  /** Rows of a comparison. Throws LookupError where it is no longer kept. */
  page(id: string, range: { readonly effect: number; readonly start: number; readonly count: number }): EffectPage {
    return this.#find(id).page(range);
  }

  #side(id: string): Side {
    const table = this.#results.table(id);
    return { table, read: (start, count) => this.#results.rows(this.#workspace().backend, id, start, count) };
  }

  #find(id: string): Comparison {
    const found = this.#kept.get(id);
    if (found === undefined)
      throw new QuerysetError("LookupError", "This comparison is no longer held.", {
        hint: "Compare the results again.",
      });
    return found;
  }
}
