import { messages } from "../../models/vocabulary/messages";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import type { RelatedTree } from "../query/query";
import type { QuerySet } from "../queryset";
import { strings } from "./valuing";

/** The names of `select_related()` as a tree, those asked for before included. */
export function relatedTree(self: QuerySet, names: readonly string[]): RelatedTree {
  const tree: Record<string, RelatedTree> =
    typeof self.query.selectRelated === "object"
      ? (structuredClone(self.query.selectRelated) as Record<string, RelatedTree>)
      : {};
  for (const name of names) {
    let at = tree;
    for (const part of name.split("__")) {
      at[part] ??= {};
      at = at[part] as Record<string, RelatedTree>;
    }
  }
  return tree;
}

/** `defer()` and `only()`. */
export function deferring(self: QuerySet, names: readonly Value[], defer: boolean): QuerySet {
  if (self.shape !== "model") throw raise("TypeError", messages.afterValues(defer ? "defer" : "only"));
  const copy = self.chain();
  if (defer && names.length === 1 && names[0] === null) {
    copy.query.deferred = { names: new Set(), defer: true };
    return copy;
  }
  if (!defer && names.includes(null)) throw raise("TypeError", messages.onlyNone);
  // Only `only()` knows "pk" (Django's select masks).
  const given = strings(names).map((name) => (name === "pk" && !defer ? self.model.pk.name : name));
  for (const name of given) checkLoadable(self, name);
  const before = copy.query.deferred;
  if (defer) {
    copy.query.deferred = before.defer
      ? { names: new Set([...before.names, ...given]), defer: true }
      : { names: new Set([...before.names].filter((name) => !given.includes(name))), defer: false };
  } else
    copy.query.deferred = {
      names: new Set(before.defer ? given.filter((name) => !before.names.has(name)) : given),
      defer: false,
    };
  return copy;
}

function checkLoadable(self: QuerySet, name: string): void {
  const first = name.split("__")[0] ?? name;
  if (!self.model.relations.some((relation) => relation.name === first)) self.model.field(first);
}
