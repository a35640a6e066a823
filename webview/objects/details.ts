import { html, nothing, type TemplateResult } from "lit";
import type { ObjectNode, ObjectRef, ObjectView } from "../../src/protocol/objects";
import { button } from "../controls";
import { cellContent, visible } from "../results/cell";
import { t } from "../text";
import { type GroupItem, type Held, type ObjectItem, shortName, type TreeItem } from "./items";
import { countText, onDeleteText, relationText } from "./words";

/** What can be done with what is selected. */
export interface DetailActions {
  readonly openRows: (ref: ObjectRef, relation?: string) => void;
  readonly startHere: (ref: ObjectNode) => void;
  readonly remove: (ref: ObjectRef) => void;
  readonly countAll: (item: GroupItem) => void;
}

interface Shown {
  readonly item: TreeItem;
  /** The selected row, once it is read. */
  readonly object: Held<ObjectView> | undefined;
  /** The tree begins with it already. */
  readonly isRoot: boolean;
}

/** What is known of the selected item, and what can be done with it. */
export function details(shown: Shown, actions: DetailActions): TemplateResult | typeof nothing {
  const { item } = shown;
  if (item.kind === "object") return objectDetails(item, shown, actions);
  if (item.kind === "group") return groupDetails(item, actions);
  return nothing;
}

function objectDetails(
  { node }: ObjectItem,
  { object, isRoot }: Shown,
  { openRows, startHere, remove }: DetailActions,
): TemplateResult {
  const view = object?.value;
  const canDelete = view !== undefined && view.readOnly === undefined;
  return html`
    <h2>${shortName(node.model)}: ${visible(view?.text ?? node.text)}</h2>
    <div class="buttons">
      ${button({ label: t("Open Row"), onClick: () => openRows(node) })}
      ${isRoot ? nothing : button({ label: t("Start Tree Here"), onClick: () => startHere(node) })}
      ${button({ label: t("Delete…"), disabled: !canDelete, onClick: () => remove(node) })}
    </div>
    ${view?.readOnly === undefined ? nothing : html`<p class="dim">${view.readOnly}</p>`}
    ${object?.error === undefined ? nothing : html`<p class="fault" role="alert">${object.error}</p>`}
    ${view === undefined ? nothing : fields(view)}
  `;
}

function fields({ fields: own, relations }: ObjectView): TemplateResult {
  return html`<dl class="fields" tabindex="0" aria-label=${t("Fields")}>${own.map(({ column, cell }) => {
    const label = relations.find(({ id }) => id === column.field?.name)?.one?.text;
    return html`<dt>${column.name}</dt><dd>${cellContent(cell, { column, label })}</dd>`;
  })}</dl>`;
}

function groupDetails(item: GroupItem, { openRows, countAll }: DetailActions): TemplateResult {
  const { owner, relation, count } = item;
  const known = countText(count);
  const isExact = typeof count?.value?.rows === "number";
  return html`
    <h2>${relationText(relation)}</h2>
    <div class="buttons">
      ${button({ label: t("Open Rows"), onClick: () => openRows(owner, relation.id) })}
      ${isExact || count?.busy === true ? nothing : button({ label: t("Count"), onClick: () => countAll(item) })}
    </div>
    <dl class="fields">
      <dt>${t("of")}</dt><dd>${shortName(owner.model)}: ${visible(owner.text)}</dd>
      <dt>${t("leads to")}</dt><dd>${relation.model}${relation.backwards ? html` <span class="dim">${t("which points here")}</span>` : nothing}</dd>
      <dt>${t("rows")}</dt><dd>${known === "" ? (count?.error ?? t("Counting…")) : known}</dd>
      ${relation.onDelete === undefined ? nothing : html`<dt>on_delete</dt><dd>${onDeleteText(relation.onDelete)}</dd>`}
    </dl>
  `;
}
