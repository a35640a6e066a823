import type { Call } from "../../python/tree";
import { acceptedBy } from "../callee";
import { choices } from "../paths";
import type { Place } from "../place";
import { type Completion, pathItem, type Replaced } from "./item";

/** The keywords a call takes: field paths with lookups, fields, and the method's own options. */
export function keywordItems(call: Call, typed: string, replaced: Replaced, place: Place): Completion[] {
  const { accepts, model, annotations } = acceptedBy(call, place);
  const follows = place.text[replaced.to] === "=" ? "" : "=";
  const given = new Set(call.args.flatMap(({ name, from }) => (name !== null && from !== replaced.from ? [name] : [])));
  const options = (accepts.options ?? [])
    .filter((name) => !given.has(name))
    .map(
      (name): Completion => ({
        label: name,
        kind: "option",
        insert: name + follows,
        ...replaced,
        detail: "option",
        rank: 0,
      }),
    );
  if (model === undefined || accepts.keywords === undefined || accepts.keywords === "names") return options;

  const lookups = accepts.keywords === "lookups";
  const names = lookups ? typed.split("__").slice(0, -1) : [];
  const before = names.map((name) => `${name}__`).join("");
  const found = choices(place.graph, model, names, lookups ? annotations : [], { lookups })
    .filter(
      ({ kind, field }) => lookups || (kind !== "reverse" && kind !== "annotation" && field?.relation?.kind !== "m2m"),
    )
    .filter(({ name }) => !given.has(before + name))
    .map((choice) => pathItem(choice, before, replaced, follows));
  return [...options, ...found];
}
