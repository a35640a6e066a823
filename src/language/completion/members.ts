import type { ModelInfo } from "../../protocol/models";
import { describe } from "../describe";
import { managersOf } from "../infer/managers";
import { apiMethodsOf, ownMethodsOf } from "../infer/members";
import { namesOfModule } from "../infer/modules";
import type { Scope } from "../infer/scope";
import { valueMembers } from "../infer/values";
import type { Type } from "../types";
import { code, fieldText, fieldType, reverseText } from "../wording";
import { type Completion, item, type Replaced } from "./item";
import { writeSnippets } from "./snippets";

/** What is called most; the rest comes after it. */
const common = new Set(
  "all annotate aggregate count create delete distinct exclude exists filter first get get_or_create last order_by save update update_or_create values values_list".split(
    " ",
  ),
);

/** What can follow the dot behind a value of this type. */
export function memberItems(type: Type, replaced: Replaced, scope: Scope): Completion[] {
  const own = ownMethodsOf(type)
    .filter(({ name }) => !name.startsWith("__") && name !== "get_queryset")
    .map(({ name, kind, parameters, doc }) => {
      const property = kind.endsWith("property");
      const shown = parameters.filter((each) => each !== "self" && each !== "cls").join(", ");
      return item(name, property ? "field" : "method", 1, replaced, {
        detail: property ? "property" : `(${shown})`,
        ...(doc === undefined ? {} : { documentation: doc }),
      });
    });
  const api = apiMethodsOf(type).map(({ name, parameters, doc, writes }) =>
    item(name, "method", common.has(name) ? 2 : 3, replaced, {
      detail: `(${parameters})`,
      documentation: `${code(`${name}(${parameters})`)}\n${doc}${writes ? "\n\nShown as a preview before anything is written." : ""}`,
    }),
  );
  const names = new Set(own.map(({ label }) => label));
  const methods = [...own, ...api.filter(({ label }) => !names.has(label))];
  switch (type.kind) {
    case "model": {
      const managers = managersOf(type.model).map(({ name, info }) =>
        item(name, "manager", 0, replaced, { detail: info?.className ?? "Manager" }),
      );
      const errors = ["DoesNotExist", "MultipleObjectsReturned"].map((name) =>
        item(name, "model", 3, replaced, { detail: "exception" }),
      );
      return [...managers, ...methods, ...errors];
    }
    case "manager":
      return [...methods, ...writeSnippets(type.model, replaced, scope.graph)];
    case "queryset":
      return methods;
    case "instance":
      return [...added(type, replaced), ...attributes(type.model, replaced, scope), ...methods];
    case "module":
      return (namesOfModule(type.name) ?? []).map((name) => item(name, "function", 1, replaced));
    case "tuple":
      return [
        ...(type.names ?? []).map((name, i) => {
          const of = type.items[i];
          return item(name, "field", 0, replaced, of ? { detail: describe(of) } : {});
        }),
        ...plain(type, replaced),
      ];
    default:
      return plain(type, replaced);
  }
}

/** Methods of Python's own values. */
function plain(type: Type, replaced: Replaced): Completion[] {
  return valueMembers(type).map(({ name, method }) => item(name, method ? "method" : "field", 1, replaced));
}

/** Annotations, prefetched lists, and what the script put on a row. */
function added(type: Extract<Type, { kind: "instance" }>, replaced: Replaced): Completion[] {
  return [...(type.attributes ?? [])].map(([name, of]) =>
    item(name, "variable", 0, replaced, { detail: describe(of) }),
  );
}

function attributes(model: ModelInfo, replaced: Replaced, { graph }: Scope): Completion[] {
  const fields = model.fields.flatMap((field) => {
    const documentation = fieldText(field, model);
    const detail = fieldType(field);
    const found = [item(field.name, field.relation ? "relation" : "field", 0, replaced, { detail, documentation })];
    if (field.attname !== field.name && field.column !== null) {
      found.push(item(field.attname, "field", 1, replaced, { detail: "key of the related row", documentation }));
    }
    if (field.choices && field.choices.length > 0) {
      found.push(item(`get_${field.name}_display`, "method", 2, replaced, { detail: "()" }));
    }
    return found;
  });
  const back = graph.reverse(model).flatMap((reverse) => {
    if (reverse.accessor === null) return [];
    const documentation = reverseText(reverse, graph);
    return [item(reverse.accessor, "relation", 1, replaced, { detail: reverse.model.label, documentation })];
  });
  return [...fields, item("pk", "field", 1, replaced, { detail: "primary key" }), ...back];
}
