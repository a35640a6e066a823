import { html, nothing, type TemplateResult } from "lit";
import { visible } from "../results/cell";
import { t } from "../text";
import { isExpandable, shortName, type TreeItem } from "./items";
import { countText, itemName, relationText } from "./words";

/** One line of the tree. `isActive`: the one that the keys are about. */
export function itemView(item: TreeItem, isActive: boolean): TemplateResult {
  const expanded = isExpandable(item) ? String(item.expanded) : nothing;
  return html`<div
    class=${`item ${item.kind}${item.kind === "note" && item.isError ? " fault" : ""}`} role="treeitem"
    data-id=${item.id} data-vscode-context=${menuContext(item)}
    tabindex=${isActive ? 0 : -1} aria-selected=${isActive} aria-expanded=${expanded}
    aria-level=${item.level} aria-posinset=${item.place} aria-setsize=${item.among} aria-label=${itemName(item)}
    .style=${`padding-left: ${4 + (item.level - 1) * 16}px`}
  ><span class="twistie" aria-hidden="true"></span><span class="words">${words(item)}</span></div>`;
}

function words(item: TreeItem): TemplateResult | string {
  switch (item.kind) {
    case "object": {
      const { node, via } = item;
      if (via === undefined)
        return html`${visible(node.text)} <span class="dim">${item.level === 1 ? `${shortName(node.model)} ` : ""}${node.key.join(", ")}</span>`;
      return html`${via.name} <span class="dim">→ ${shortName(node.model)}:</span> ${visible(node.text)}`;
    }
    case "group": {
      const count = countText(item.count);
      return html`${item.relation.name} <span class="dim">→</span> ${shortName(item.relation.model ?? "")}${
        count === "" ? nothing : html` <span class="count">(${count})</span>`
      }`;
    }
    case "empty": {
      const { relation } = item;
      return html`${relationText(relation)}: ${
        relation.fault === undefined
          ? html`<span class="null">${t("none")}</span>`
          : html`<span class="fault">${relation.fault}</span>`
      }`;
    }
    case "more":
      return html`<span class="link">${itemName(item)}</span>${item.busy ? "…" : nothing}`;
    case "note":
      return html`${item.text}${item.isError ? html` <span class="link">${t("Try Again")}</span>` : nothing}`;
  }
}

/** What the editor's context menu is told of an item; one without commands of its own keeps the editor's menu. */
function menuContext(item: TreeItem): string {
  if (item.kind !== "object" && item.kind !== "group") return "{}";
  const { model, key } = item.kind === "object" ? item.node : item.owner;
  return JSON.stringify({
    webviewSection: item.kind,
    preventDefaultContextMenuItems: true,
    model,
    key,
    ...(item.kind === "group" && { relation: item.relation.id }),
  });
}
