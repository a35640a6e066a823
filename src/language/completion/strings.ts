import type { Call } from "../../python/tree";
import { acceptedBy } from "../callee";
import { isArgument, isCall } from "../nodes";
import { choices, follow, type PathChoice } from "../paths";
import { type Place, wordAround } from "../place";
import { type Completion, pathItem } from "./item";

/** Keywords whose strings name fields of the model, whatever the method. */
const fieldOptions = new Set(["defaults", "create_defaults", "update_fields", "unique_fields", "fields", "field_name"]);

/** What can stand in a string: field names in `order_by("…")` and `F("…")`, choices in `genre="…"`. */
export function stringItems(start: number, place: Place): Completion[] {
  const call = place.path.findLast((node): node is Call => isCall(node));
  if (call === undefined) return [];
  const { accepts, model, annotations } = acceptedBy(call, place);
  if (model === undefined) return [];
  const replaced = wordAround(place.text, place.offset);
  const keyword = place.path.slice(place.path.indexOf(call)).find(isArgument)?.name ?? null;
  if (keyword !== null && !fieldOptions.has(keyword)) return valueItems(keyword.split("__"), start, place, model);

  const kind = keyword === null ? accepts.strings : "fields";
  const sign = place.text.slice(start, replaced.from);
  if (kind === undefined || (sign !== "" && !(kind === "ordering" && /^[-+]$/.test(sign)))) return [];
  const typed = place.text.slice(replaced.from, place.offset);
  const names = kind === "fields" ? [] : typed.split("__").slice(0, -1);
  const before = names.map((name) => `${name}__`).join("");
  const fits = (choice: PathChoice): boolean => {
    if (kind === "relations" || kind === "prefetches") return choice.kind === "relation" || choice.kind === "reverse";
    return kind !== "fields" || (choice.kind !== "reverse" && choice.kind !== "annotation");
  };
  return choices(place.graph, model, names, annotations, { accessors: kind === "prefetches" })
    .filter(fits)
    .map((choice) => pathItem(choice, before, replaced, ""));
}

function valueItems(
  names: readonly string[],
  start: number,
  place: Place,
  model: Parameters<typeof follow>[1],
): Completion[] {
  const end = place.text.slice(place.offset).search(/["'\n]|$/);
  const replaced = { from: start, to: place.offset + Math.max(0, end) };
  const last = follow(place.graph, model, names).steps.findLast(({ field }) => field !== null);
  return (last?.field?.choices ?? []).flatMap(({ value, label }): Completion[] =>
    typeof value === "string"
      ? [{ label: value, kind: "value", insert: value, ...replaced, detail: label, rank: 1 }]
      : [],
  );
}
