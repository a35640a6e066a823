import type { ModelInfo } from "../../protocol/models";
import { closest } from "../../python/suggest";
import type { Call, Span } from "../../python/tree";
import { acceptedBy } from "../callee";
import { choices, follow } from "../paths";
import type { Place } from "../place";
import { type Problem, warning } from "./problem";

/** Field paths of a call, in its keywords and in its strings, that lead nowhere. */
export function unknownFields(call: Call, place: Place): Problem[] {
  const { accepts, model, annotations } = acceptedBy(call, place);
  if (!model) return [];
  const checked = accepts.keywords === "lookups" || accepts.keywords === "fields";
  return call.args.flatMap(({ name, nameSpan, star, value }, index): Problem[] => {
    if (star > 0) return [];
    if (name !== null && nameSpan !== null) {
      if (!checked || accepts.options?.includes(name)) return [];
      return lost(place, model, name, nameSpan, annotations, accepts.keywords === "lookups");
    }
    if (accepts.strings === undefined || accepts.strings === "fields") return [];
    if (accepts.firstOnly && index > 0) return [];
    if (value.type !== "Literal" || typeof value.value !== "string") return [];
    const sign = accepts.strings === "ordering" ? /^[-+]?/ : /^/;
    const path = value.value.replace(sign, "");
    // `order_by("?")`, `Count("*")`, and names that are no path at all.
    if (!/^\w+$/.test(path)) return [];
    const span = { from: value.from, to: value.to };
    return lost(place, model, path, span, annotations, true, accepts.strings === "prefetches");
  });
}

function lost(
  place: Place,
  model: ModelInfo,
  path: string,
  span: Span,
  annotations: readonly string[],
  through: boolean,
  accessors = false,
): Problem[] {
  // An annotation's name may hold two underscores itself (`songs__count`).
  if (annotations.some((name) => path === name || path.startsWith(`${name}__`))) return [];
  const names = through ? path.split("__") : [path];
  const end = follow(place.graph, model, names, annotations, accessors).lost;
  if (!end) return [];
  const known = choices(place.graph, model, names.slice(0, end.index), annotations, { accessors }).map(
    ({ name }) => name,
  );
  const message = `Cannot resolve keyword '${end.name}' into a field of ${end.model.label}.`;
  return [warning(span, "unknown-field", message, closest(end.name, known))];
}
