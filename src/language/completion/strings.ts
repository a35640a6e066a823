import type { Call } from "../../python/tree";
import { acceptedBy } from "../callee";
import { choices, type PathChoice } from "../choices";
import { isArgument, isCall } from "../nodes";
import { follow, namesIn } from "../paths";
import { type Place, wordAround } from "../script/place";
import { stringUse } from "../strings";
import { type Completion, item, pathItem } from "./item";

/** What can stand in a string: field names in `order_by("…")` and `F("…")`, choices in `genre="…"`. */
export function stringItems(start: number, place: Place): Completion[] {
  const use = stringUse(place);
  if (use === undefined) return choiceItems(start, place);
  const { kind, accepted, accessors } = use;
  const { model } = accepted;
  if (model === undefined) return [];
  const replaced = wordAround(place.text, place.offset);
  const sign = place.text.slice(start, replaced.from);
  if (sign !== "" && !(kind === "ordering" && /^[-+]$/.test(sign))) return [];
  const typed = place.text.slice(replaced.from, place.offset);
  const annotations = kind === "relations" || kind === "prefetches" ? undefined : accepted.annotations;
  const names = kind === "fields" ? [] : namesIn(typed, annotations).slice(0, -1);
  const before = names.map((name) => `${name}__`).join("");
  const transforms = kind === "paths" || kind === "ordering";
  const used = siblings(use.call, place);
  return choices(place.scope.graph, model, names, { accessors, transforms, ...(annotations ? { annotations } : {}) })
    .filter((choice) => fits(choice, kind) && !used.has(before + choice.name))
    .map((choice) => pathItem(choice, before, replaced, ""));
}

/** What is named already beside the string that is being written. */
function siblings(call: Call, place: Place): ReadonlySet<string> {
  const found = call.args.flatMap(({ value, from, to }) => {
    const here = from <= place.offset && place.offset <= to;
    return !here && value.type === "Literal" && typeof value.value === "string" ? [value.value] : [];
  });
  return new Set(found);
}

function fits(choice: PathChoice, kind: "paths" | "ordering" | "fields" | "relations" | "prefetches"): boolean {
  switch (kind) {
    case "relations":
      // One join can fetch one row, not many.
      return choice.kind === "relation"
        ? choice.field?.relation?.kind !== "m2m"
        : choice.kind === "reverse" && choice.reverse?.many === false;
    case "prefetches":
      return choice.kind === "relation" || choice.kind === "reverse";
    case "fields":
      return choice.kind !== "reverse" && choice.kind !== "annotation" && choice.field?.column !== null;
    default:
      return true;
  }
}

/** The choices of the field that a keyword names. */
function choiceItems(start: number, place: Place): Completion[] {
  const call = place.path.findLast((node): node is Call => isCall(node));
  if (call === undefined) return [];
  const { model, accepts, annotations } = acceptedBy(call, place);
  const keyword = place.path.slice(place.path.indexOf(call)).find(isArgument)?.name ?? null;
  if (model === undefined) return [];
  const end = place.text.slice(place.offset).search(/["'\n]|$/);
  const replaced = { from: start, to: place.offset + Math.max(0, end) };
  if (keyword === null) return kindItems(call, place).map((name) => item(name, "value", 0, replaced));
  if (accepts.keywords !== "lookups" && accepts.keywords !== "fields") return [];
  const names = namesIn(keyword, annotations);
  const last = follow(place.scope.graph, model, names, { annotations }).steps.findLast(({ field }) => field !== null);
  return (last?.field?.choices ?? []).flatMap(({ value, label }): Completion[] =>
    typeof value === "string" ? [item(value, "value", 1, replaced, { detail: label })] : [],
  );
}

/** What `dates` and `datetimes` cut to. */
function kindItems(call: Call, place: Place): readonly string[] {
  const name = call.callee.type === "Attribute" ? call.callee.name : "";
  const at = call.args.findIndex(({ from, to }) => from <= place.offset && place.offset <= to);
  if (at !== 1) return [];
  if (name === "dates") return ["year", "month", "week", "day"];
  return name === "datetimes" ? ["year", "month", "week", "day", "hour", "minute", "second"] : [];
}
