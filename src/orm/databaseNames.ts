import type { Value } from "../python/objects";
import { ConnectionDoesNotExist, fail, NotSupportedError } from "./errors";
import { plainText } from "./fieldTypes";

/** What the settings call the database that is open, and what they call the others. */
export class DatabaseNames {
  constructor(
    /** Empty where they do not name it: then it stands for "default". */
    readonly open: readonly string[] = [],
    readonly others: readonly string[] = [],
  ) {}

  /** The name that scripts are told. */
  get alias(): string {
    return this.open[0] ?? "default";
  }

  /**
   * Checks an alias that a statement names: everything runs on the one database that is open. Throws
   * `NotSupportedError` for another one of the project's, and Django's `ConnectionDoesNotExist` for a name that is none.
   */
  check(given: Value | undefined): void {
    if (given === undefined || given === null) return;
    const alias = plainText(given);
    if (this.open.includes(alias) || (this.open.length === 0 && alias === "default")) return;
    if (!this.others.includes(alias)) throw fail(ConnectionDoesNotExist, `The connection '${alias}' doesn't exist.`);
    const own = this.open.length === 0 ? "the database that is open" : `'${this.alias}'`;
    throw fail(
      NotSupportedError,
      `This runs on ${own}, and names '${alias}'. Open '${alias}' (Open Database…, or --database), and run it there.`,
    );
  }
}
