import type { ObjectRelation } from "../../src/protocol/objects";
import type { RowTotal } from "../../src/protocol/results";
import { grouped, t } from "../text";
import { type Held, shortName, type TreeItem } from "./items";

/** A count in brackets: `12`, `10,000+`; nothing while it is not known. */
export function countText(count: Held<RowTotal> | undefined): string {
  const total = count?.value;
  if (total === undefined) return "";
  if (total.rows !== null) return grouped(total.rows);
  return total.moreThan === undefined ? "" : `${grouped(total.moreThan)}+`;
}

/** `song_set → Song`. */
export function relationText({ name, model }: Pick<ObjectRelation, "name" | "model">): string {
  return model === null ? name : `${name} → ${shortName(model)}`;
}

/** What an item is called, without the marks that only the eye needs. */
export function itemName(item: TreeItem): string {
  switch (item.kind) {
    case "object": {
      const { node, via } = item;
      const model = shortName(node.model);
      return via === undefined
        ? `${node.text}, ${model} ${node.key.join(", ")}`
        : `${via.name} → ${model}: ${node.text}`;
    }
    case "group": {
      const count = countText(item.count);
      return count === "" ? relationText(item.relation) : `${relationText(item.relation)} (${count})`;
    }
    case "empty":
      return `${relationText(item.relation)}: ${item.relation.fault ?? t("none")}`;
    case "more":
      return item.left === undefined || item.left === 0 ? t("Load more") : t("Load more, {0} left", item.left);
    case "note":
      return item.text;
  }
}

/** The text that letters typed one after another look for: the start of what the eye sees. */
export function typedAt(item: TreeItem): string {
  if (item.kind === "object" && item.via === undefined) return item.node.text;
  return itemName(item);
}

/** What becomes of the rows that point at one that is deleted. */
export function onDeleteText(action: NonNullable<ObjectRelation["onDelete"]>): string {
  switch (action) {
    case "CASCADE":
      return t("CASCADE: they are deleted along with it");
    case "PROTECT":
      return t("PROTECT: as long as there are any, it cannot be deleted");
    case "RESTRICT":
      return t("RESTRICT: it cannot be deleted, unless they are deleted with it for another reason");
    case "SET_NULL":
      return t("SET_NULL: they stay, and point at nothing");
    case "SET_DEFAULT":
      return t("SET_DEFAULT: they stay, and point at the default");
    case "SET":
      return t("SET: they stay, and point at another row");
    case "DO_NOTHING":
      return t("DO_NOTHING: the database decides");
  }
}
