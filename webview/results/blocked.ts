import type { Blocked } from "../../src/protocol/refine";
import { t } from "../text";

/** Why rows cannot be sorted or filtered from the grid, and the way out. */
export function blockedText(reason: Blocked): string {
  switch (reason) {
    case "sliced":
      return t("A slice takes its rows before they could be sorted or filtered. Take the slice out of the line first.");
    case "combined":
      return t("Querysets that were combined cannot be filtered together. Filter each of them in the line.");
    case "raw":
      return t("These rows are from raw SQL. Sort and filter them in its text.");
    case "list":
      return t("This is no queryset but a value that was read already. Sort and filter the queryset it is from.");
    case "read":
      return t("These rows were read before. Run the queryset they are from.");
    case "reversed":
      return t("reverse() turns every order round. Take it out of the line first.");
    case "unnamed":
      return t("These values have no name that they could be sorted or filtered by.");
    case "statement":
      return t("This is more than one expression. Change its text in the line.");
  }
}
