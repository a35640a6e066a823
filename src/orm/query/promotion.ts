import type { Connector } from "../expressions/q";
import type { Query } from "./query";

/** Decides which joins of one Q must keep rows without a match (Django's JoinPromoter). */
export class JoinPromoter {
  readonly #connector: Connector;
  readonly #votes = new Map<string, number>();

  constructor(
    connector: Connector,
    readonly children: number,
    readonly negated: boolean,
  ) {
    // NOT (a AND b) is NOT a OR NOT b: what matters is how rows without a match can pass.
    this.#connector = negated ? (connector === "AND" ? "OR" : "AND") : connector;
  }

  vote(aliases: Iterable<string>): void {
    for (const alias of aliases) this.#votes.set(alias, (this.#votes.get(alias) ?? 0) + 1);
  }

  /** Changes join types in the query; returns the aliases that the whole Q needs to be inner joins. */
  apply(query: Query): Set<string> {
    const promote = new Set<string>();
    const demote = new Set<string>();
    for (const [alias, votes] of this.#votes) {
      const connector = this.#connector === "XOR" ? "OR" : this.#connector;
      if (connector === "OR" && votes < this.children) promote.add(alias);
      if (connector === "AND" || (connector === "OR" && votes === this.children)) demote.add(alias);
    }
    query.promoteJoins(promote);
    query.demoteJoins(demote);
    return demote;
  }
}
