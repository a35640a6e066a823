import { QuerysetError } from "../protocol/errors";

/**
 * The connection was lost while COMMIT was on its way: whether the database kept the transaction is not known, and has
 * to be looked up by the rows themselves before anything is said of it.
 */
export class OutcomeUnknown extends QuerysetError {
  constructor(cause: unknown) {
    super("OperationalError", "The connection was lost while the changes were being committed.", {
      cause,
      hint: "Whether they were kept is looked up as soon as the database answers again.",
    });
  }
}
