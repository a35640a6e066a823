import { html, nothing, svg, type TemplateResult } from "lit";
import type { DiagramView } from "../../src/protocol/diagram";
import { t } from "../text";
import { type Choices, type FieldsShown, hiddenApps } from "./choices";

export interface Tools {
  readonly choose: (change: Partial<Choices>) => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
  readonly search: (query: string) => void;
  readonly next: (back: boolean) => void;
  readonly toggleApps: () => void;
  readonly save: () => void;
  readonly copy: () => void;
}

interface Shown {
  readonly choices: Choices;
  readonly query: string;
  /** `2 of 5`, or nothing while nothing is looked for. */
  readonly matches: string;
  readonly appsOpen: boolean;
  readonly name: string;
}

/** The tools above the drawing. */
export function toolbar(shown: Shown, tools: Tools): TemplateResult {
  const { choices } = shown;
  return html`<div class="toolbar" role="toolbar" aria-label=${t("Diagram")}>
    <div class="search">
      <input
        type="search"
        placeholder=${t("Find a model")}
        aria-label=${t("Find a model")}
        .value=${shown.query}
        @input=${(event: Event) => tools.search((event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter") tools.next(event.shiftKey);
          if (event.key === "Escape") tools.search("");
        }}
      />
      <span class="matches" aria-live="polite">${shown.matches}</span>
    </div>
    <button type="button" aria-expanded=${shown.appsOpen} aria-controls="apps" @click=${tools.toggleApps}>${icon("filter")}${t("Apps")}</button>
    <label>${t("Fields")}
      <select aria-label=${t("Fields")} @change=${(event: Event) => tools.choose({ fields: (event.target as HTMLSelectElement).value as FieldsShown })}>
        ${fieldChoices().map(([value, text]) => html`<option value=${value} ?selected=${choices.fields === value}>${text}</option>`)}
      </select>
    </label>
    <label class="check"><input type="checkbox" .checked=${choices.through} @change=${() => tools.choose({ through: !choices.through })} />${t("Through tables")}</label>
    <span class="space"></span>
    <div class="group">
      ${iconButton("minus", t("Zoom Out"), tools.zoomOut)}${iconButton("plus", t("Zoom In"), tools.zoomIn)}${iconButton("fit", t("Fit All"), tools.fit)}
    </div>
    <div class="group">${iconButton("copy", t("Copy SVG"), tools.copy)}${iconButton("save", t("Save SVG…"), tools.save)}</div>
  </div>`;
}

/** The middle of the neighbourhood, and how far around it is shown. */
export function aroundBar({ around, depth }: Choices, tools: Tools): TemplateResult | typeof nothing {
  if (around === undefined) return nothing;
  const step = (value: 1 | 2, text: string): TemplateResult => html`<button
    type="button"
    aria-pressed=${depth === value}
    @click=${() => tools.choose({ depth: value })}
  >${text}</button>`;
  return html`<div class="around" role="group" aria-label=${t("Neighbourhood")}>
    <span>${t("Around {0}", around)}</span>
    <span class="segments">${step(1, t("1 relation"))}${step(2, t("2 relations"))}</span>
    <button type="button" @click=${() => tools.choose({ around: undefined })}>${t("Show All Models")}</button>
  </div>`;
}

/** Which apps are shown. */
export function appList(
  view: DiagramView,
  choices: Choices,
  colours: ReadonlyMap<string, number>,
  tools: Tools,
): TemplateResult {
  const hidden = hiddenApps(view, choices);
  const names = view.apps.map(({ name }) => name);
  const choose = (left: readonly string[]): void => tools.choose({ hidden: left, around: undefined });
  const toggle = (name: string): void => {
    choose(hidden.has(name) ? [...hidden].filter((each) => each !== name) : [...hidden, name]);
  };
  const count = (name: string): number =>
    view.models.filter(({ app, link }) => app === name && (choices.through || !link)).length;
  return html`<div id="apps" class="apps" role="group" aria-label=${t("Apps")}>
    <div class="all">
      <button type="button" @click=${() => choose([])}>${t("All")}</button>
      <button type="button" @click=${() => choose(names)}>${t("None")}</button>
    </div>
    <ul>
      ${names.map(
        (name) => html`<li><label>
          <input type="checkbox" .checked=${!hidden.has(name)} @change=${() => toggle(name)} />
          <span class="swatch app-${colours.get(name) ?? 0}"></span><span class="app">${name}</span><span class="count">${count(name)}</span>
        </label></li>`,
      )}
    </ul>
  </div>`;
}

function fieldChoices(): readonly (readonly [FieldsShown, string])[] {
  return [
    ["auto", t("Automatic")],
    ["all", t("All")],
    ["keys", t("Keys")],
    ["names", t("None")],
  ];
}

export function iconButton(name: keyof typeof icons, title: string, onClick: () => void): TemplateResult {
  return html`<button type="button" class="icon" title=${title} aria-label=${title} @click=${onClick}>${icon(name)}</button>`;
}

const icons = {
  minus: "M3 8h10",
  plus: "M3 8h10M8 3v10",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10M6 6h4v4H6Z",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8Z",
  save: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  filter: "M2 3.5h12M4.5 8h7M7 12.5h2",
} as const;

function icon(name: keyof typeof icons): TemplateResult {
  return html`<svg class="glyph" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${svg`<path d=${icons[name]}></path>`}</svg>`;
}
