import type { ModelInfo } from "../../protocol/models";
import type { ModelGraph } from "../graph";
import { apiMethodsOf, managersOf, ownMethodsOf } from "../members";
import type { Type } from "../types";
import { code, fieldText, fieldType, reverseText } from "../wording";
import type { Completion, Replaced } from "./item";

/** What can follow the dot behind a value of this type. */
export function memberItems(type: Type, replaced: Replaced, graph: ModelGraph): Completion[] {
  const item = (
    label: string,
    kind: Completion["kind"],
    rank: number,
    detail: string,
    documentation?: string,
  ): Completion => ({
    label,
    kind,
    insert: label,
    ...replaced,
    detail,
    rank,
    ...(documentation === undefined ? {} : { documentation }),
  });
  const own = ownMethodsOf(type).map(({ name, kind, parameters, doc }) =>
    item(
      name,
      kind.endsWith("property") ? "field" : "method",
      1,
      kind.endsWith("property") ? "property" : `(${parameters.join(", ")})`,
      doc,
    ),
  );
  const api = apiMethodsOf(type).map(({ name, parameters, doc, writes }) =>
    item(
      name,
      "method",
      2,
      `(${parameters})`,
      `${code(`${name}(${parameters})`)}\n${doc}${writes ? "\n\nShown as a preview before anything is written." : ""}`,
    ),
  );
  const names = new Set(own.map(({ label }) => label));
  const methods = [...own, ...api.filter(({ label }) => !names.has(label))];
  if (type.kind === "model") {
    const managers = managersOf(type.model).map(({ name, info }) =>
      item(name, "manager", 0, info?.className ?? "Manager"),
    );
    const errors = ["DoesNotExist", "MultipleObjectsReturned"].map((name) => item(name, "model", 3, "exception"));
    return [...managers, ...methods, ...errors];
  }
  return type.kind === "instance" ? [...attributes(type.model), ...methods] : methods;

  function attributes(model: ModelInfo): Completion[] {
    const fields = model.fields.flatMap((field) => {
      const text = fieldText(field, model);
      const found = [item(field.name, field.relation ? "relation" : "field", 0, fieldType(field), text)];
      if (field.attname !== field.name && field.column !== null)
        found.push(item(field.attname, "field", 1, "key of the related row", text));
      if (field.choices && field.choices.length > 0) found.push(item(`get_${field.name}_display`, "method", 2, "()"));
      return found;
    });
    const back = graph
      .reverse(model)
      .flatMap((reverse) =>
        reverse.accessor === null
          ? []
          : [item(reverse.accessor, "relation", 1, reverse.model.label, reverseText(reverse, graph))],
      );
    return [...fields, item("pk", "field", 1, "primary key"), ...back];
  }
}
