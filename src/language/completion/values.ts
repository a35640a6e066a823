import type { FieldInfo } from "../../protocol/models";
import type { Call } from "../../python/tree";
import { acceptedBy } from "../callee";
import { isArgument, isCall } from "../nodes";
import { follow, namesIn } from "../paths";
import type { Place } from "../script/place";
import { type Completion, item, type Replaced } from "./item";

/** What fits as the value of a keyword: a field's choices, `True` and `False`, rows of the related model. */
export function valueItems(replaced: Replaced, place: Place): Completion[] {
  const argument = place.path.findLast(isArgument);
  const call = place.path.findLast((node): node is Call => isCall(node));
  if (!call || !argument || argument.name === null || !call.args.includes(argument)) return [];
  if (argument.value !== place.path.at(-1)) return [];
  const { model, accepts, annotations } = acceptedBy(call, place);
  if (!model || (accepts.keywords !== "lookups" && accepts.keywords !== "fields")) return [];
  const { steps, lost } = follow(place.scope.graph, model, namesIn(argument.name, annotations), { annotations });
  const last = steps.at(-1);
  if (lost || !last) return [];
  const flag = last.lookup ? last.name === "isnull" : last.output?.type === "BooleanField";
  if (flag) return ["True", "False"].map((name) => item(name, "value", -1, replaced));
  const field = steps.findLast((step) => step.field !== null)?.field;
  return [...related(last.model?.name, replaced, place), ...(field ? choicesOf(field, replaced) : [])];
}

function choicesOf(field: FieldInfo, replaced: Replaced): Completion[] {
  return (field.choices ?? []).flatMap(({ value, label }): Completion[] => {
    if (typeof value !== "string" && typeof value !== "number") return [];
    const text = typeof value === "string" ? JSON.stringify(value) : String(value);
    return [item(text, "value", -1, replaced, { detail: label })];
  });
}

/** Variables that hold a row of the model. */
function related(name: string | undefined, replaced: Replaced, place: Place): Completion[] {
  if (name === undefined) return [];
  return [...place.scope.names.entries()].flatMap(([variable, type]) =>
    type.kind === "instance" && type.model.name === name
      ? [item(variable, "variable", -1, replaced, { detail: name })]
      : [],
  );
}
