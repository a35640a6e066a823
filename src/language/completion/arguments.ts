import type { Call } from "../../python/tree";
import { type Accepted, acceptedBy } from "../callee";
import { choices, type PathChoice } from "../choices";
import { namesIn } from "../paths";
import type { Place } from "../script/place";
import { type Completion, item, pathItem, type Replaced } from "./item";

/** The keywords a call takes: field paths with lookups, fields, and the method's own options. */
export function keywordItems(
  call: Call,
  typed: string,
  replaced: Replaced,
  place: Place,
  follows: boolean,
): Completion[] {
  const accepted = acceptedBy(call, place);
  const { accepts, model } = accepted;
  const suffix = follows ? "" : "=";
  const { offset } = place;
  const given = new Set(
    call.args.flatMap(({ name, from, to }) => (name !== null && !(from <= offset && offset <= to) ? [name] : [])),
  );
  const options = (accepts.options ?? [])
    .filter((name) => !given.has(name) && name !== "")
    .map((name) => item(name, "option", 0, replaced, { insert: name + suffix, detail: "option" }));
  if (model === undefined || accepts.keywords === undefined || accepts.keywords === "names") return options;
  const lookups = accepts.keywords === "lookups";
  const names = lookups ? namesIn(typed, accepted.annotations).slice(0, -1) : [];
  const before = names.map((name) => `${name}__`).join("");
  const found = choices(place.scope.graph, model, names, {
    lookups,
    ...(lookups ? { annotations: accepted.annotations } : {}),
  })
    .filter((choice) => lookups || isOwnField(choice, accepted))
    .filter(({ name }) => !given.has(before + name))
    .map((choice) => pathItem(choice, before, replaced, suffix));
  return [...options, ...found];
}

/** What can be given a value: a column, and not the key in an update. */
function isOwnField({ kind, name, field }: PathChoice, { method }: Accepted): boolean {
  if (kind === "reverse" || kind === "annotation" || field?.relation?.kind === "m2m") return false;
  if (field?.generated || field?.relation?.kind === "genericRelation") return false;
  return method !== "update" || (name !== "pk" && field?.column !== null);
}
