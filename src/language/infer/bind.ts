import type { Expression } from "../../python/tree";
import { type Type, unknown } from "../types";
import { elementOf } from "./elements";
import type { Layer } from "./scope";

/** Whether a type is that of `None`. */
export function isNone(type: Type): boolean {
  return type.kind === "value" && type.name === "None";
}

/** Gives the names of an assignment's or loop's target their types. */
export function bindTarget(target: Expression, type: Type, names: Layer): void {
  switch (target.type) {
    case "Name": {
      // `album = None` before a loop says nothing about what it will be.
      const before = isNone(type) ? names.get(target.id) : undefined;
      names.set(target.id, before ?? type);
      return;
    }
    case "Tuple":
    case "List": {
      const items = type.kind === "tuple" ? type.items : undefined;
      const same = items ? unknown : elementOf(type);
      for (const [index, item] of target.items.entries()) {
        if (item.type === "Starred") bindTarget(item.value, { kind: "list", of: same }, names);
        else bindTarget(item, items ? (items[index] ?? unknown) : same, names);
      }
      return;
    }
    case "Attribute": {
      // What a script puts on a row is there afterwards.
      if (target.value.type !== "Name") return;
      const owner = names.get(target.value.id);
      if (owner?.kind !== "instance") return;
      const known = owner.model.fields.some(({ name, attname }) => name === target.name || attname === target.name);
      if (known) return;
      const attributes = new Map([...(owner.attributes ?? []), [target.name, type] as const]);
      names.set(target.value.id, { ...owner, attributes });
      return;
    }
    case "Subscript": {
      if (target.value.type !== "Name") return;
      const owner = names.get(target.value.id);
      const key = target.index.type === "Literal" && typeof target.index.value === "string" ? target.index.value : null;
      if (owner?.kind !== "dict") return;
      if (key === null) names.set(target.value.id, { kind: "dict", value: type });
      else names.set(target.value.id, { ...owner, value: type, keys: new Map([...(owner.keys ?? []), [key, type]]) });
      return;
    }
    default:
  }
}
