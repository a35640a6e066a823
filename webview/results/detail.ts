import { html, type TemplateResult } from "lit";
import { button } from "../controls";
import { t } from "../text";

interface Detail {
  readonly name: string;
  readonly row: number;
  readonly text: string;
  readonly onClose: () => void;
}

/** The whole text of one cell, beside the grid. */
export function cellDetail({ name, row, text, onClose }: Detail): TemplateResult {
  const title = t("{0}, row {1}", name, row + 1);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") onClose();
  };
  return html`<aside class="detail" aria-label=${title} @keydown=${onKey}>
    <header><h2>${title}</h2>${button({ label: t("Close"), onClick: onClose })}</header>
    ${text === "" ? html`<p class="dim">${t("The text is empty.")}</p>` : html`<pre tabindex="0">${text}</pre>`}
  </aside>`;
}
