import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Channel } from "../../src/protocol/channel";
import type { DiagramApi, DiagramHostApi, DiagramView } from "../../src/protocol/diagram";
import { t } from "../text";
import type { Choices } from "./choices";
import { drawing } from "./drawing";
import { exportSvg } from "./exportSvg";
import { bounds, type Placement, type Rect } from "./geometry";
import { type Graph, graphOf } from "./graph";
import { Layout, rowsOf, type Sizes } from "./layout";
import { recall, remember } from "./memory";
import { type Direction, inOrder, neighbour } from "./navigate";
import { Pointers } from "./pointers";
import { pageMeasure, sizeOf } from "./size";
import { kept, shift } from "./stable";
import { appList, aroundBar, type Tools, toolbar } from "./toolbar";
import { centredOn, fitting, inSight, panned, type Viewport, zoomed } from "./viewport";

export type DiagramHost = Channel<DiagramApi, DiagramHostApi>;

/** Colours of the palette that apps take turns with. */
const palette = 6;
/** Below this size the fields cannot be read, and the names are drawn large instead. */
const farScale = 0.5;
/** Work that is done sooner than this is not worth a word. */
const patience = 150;
const nothingDrawn: Graph = { boxes: [], lines: [] };

/** The page: tools, the drawing, and what can be done with the model that is selected. */
@customElement("qe-diagram")
export class Diagram extends LitElement {
  @property({ attribute: false }) host?: DiagramHost;
  /** The drawing's own rules, for the picture that is saved. */
  @property({ attribute: false }) styles = "";
  @property({ attribute: false }) view?: DiagramView;
  @state() private choices: Choices;
  @state() private graph = nothingDrawn;
  @state() private placement: Placement | undefined;
  @state() private selected: string | undefined;
  @state() private query = "";
  @state() private appsOpen = false;
  @state() private arranging = false;
  @state() private failure = "";
  #viewport: Viewport | undefined;
  #remembered: Placement | undefined;
  #match = 0;
  #controller: AbortController | undefined;
  #frame = 0;
  readonly #layout = new Layout(document.body.dataset.worker ?? "");
  readonly #measure = pageMeasure(getComputedStyle(document.body).fontFamily);

  constructor() {
    super();
    const { choices, viewport, selected, placement } = recall();
    this.choices = choices;
    this.selected = selected;
    this.#viewport = viewport;
    this.#remembered = placement;
  }

  /** Shows a model and those that are a relation away from it. */
  showAround(model: string): void {
    this.selected = model;
    this.#choose({ around: model });
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("view") && this.view !== undefined) void this.#arrange("keep");
  }

  protected override firstUpdated(): void {
    const surface = this.#surface;
    if (surface === null) return;
    new Pointers(surface, {
      pan: (dx, dy) => this.#move((view) => panned(view, dx, dy)),
      zoom: (factor, at) => this.#move((view) => zoomed(view, factor, at)),
      press: (target) => this.#select(labelOf(target)),
    });
    new ResizeObserver(() => this.#apply()).observe(surface);
  }

  protected override updated(): void {
    this.#apply();
  }

  protected override render(): TemplateResult {
    const { view, choices } = this;
    const colours = this.#colours();
    return html`
      <div class="progress" ?hidden=${!this.arranging}></div>
      <header>${toolbar(
        {
          choices,
          query: this.query,
          matches: this.#matchText(),
          appsOpen: this.appsOpen,
          name: view?.name ?? "",
        },
        this.#tools,
      )}
      ${aroundBar(choices, this.#tools)}</header>
      <main class="body" aria-label=${t("Model Diagram")}>
        ${this.appsOpen && view !== undefined ? appList(view, choices, colours, this.#tools) : nothing}
        <div class="canvas">
          <p id="diagram-help" hidden>${t("Arrow keys go along relations, Enter shows the rows, F12 the code, N the neighbourhood.")}</p>
          ${svg`<svg class="drawing" role="group" aria-label=${t("Models and their relations")}
            @keydown=${this.#onKey} @dblclick=${this.#onDoubleClick} @focusin=${this.#onFocus}>
            <g class="content">${this.#drawing(colours)}</g>
          </svg>`}
          ${this.#card()} ${this.#empty()}
        </div>
      </main>
      <footer class="foot">
        <span role="status">${this.#status()}</span>
        ${this.arranging ? html`<button type="button" @click=${() => this.#controller?.abort()}>${t("Cancel")}</button>` : nothing}
      </footer>
    `;
  }

  #drawing(colours: ReadonlyMap<string, number>): TemplateResult | typeof nothing {
    if (this.placement === undefined) return nothing;
    return drawing({
      graph: this.graph,
      placement: this.placement,
      selected: this.placement.boxes.has(this.selected ?? "") ? this.selected : undefined,
      found: new Set(this.query === "" ? [] : this.#matches()),
      reachable: this.#reachable(),
      colours,
      measure: this.#measure,
    });
  }

  /** What can be done with the selected model. */
  #card(): TemplateResult | typeof nothing {
    const model = this.graph.boxes.find((box) => box.model.label === this.selected)?.model;
    if (model === undefined) return nothing;
    const action = (text: string, key: string, work: () => void): TemplateResult =>
      html`<button type="button" title=${`${text} (${key})`} @click=${work}>${text}</button>`;
    return html`<div class="card" role="group" aria-label=${model.label}>
      <strong>${model.label}</strong>
      ${action(t("Open Rows"), "Enter", () => this.#openRows(model.label))}
      ${model.hasCode ? action(t("Go to Definition"), "F12", () => this.#openCode(model.label)) : nothing}
      ${
        this.choices.around === model.label
          ? nothing
          : action(t("Neighbourhood"), "N", () => this.showAround(model.label))
      }
    </div>`;
  }

  #empty(): TemplateResult | typeof nothing {
    if (this.view === undefined || this.graph.boxes.length > 0 || this.arranging) return nothing;
    const text =
      this.view.models.length === 0
        ? t("This project has no models to draw.")
        : t("No model is shown. Choose the apps to see.");
    return html`<p class="empty">${text}</p>`;
  }

  #status(): string {
    if (this.arranging) return t("Arranging {0} models…", this.graph.boxes.length);
    if (this.failure !== "") return this.failure;
    if (this.view === undefined) return t("Waiting for the models…");
    const count = this.graph.boxes.length;
    const models = count === 1 ? t("1 model") : t("{0} models", count);
    const lines = this.graph.lines.length;
    return `${models}, ${lines === 1 ? t("1 relation") : t("{0} relations", lines)}`;
  }

  readonly #tools: Tools = {
    choose: (change) => this.#choose(change),
    zoomIn: () => this.#zoom(1.25),
    zoomOut: () => this.#zoom(0.8),
    fit: () => this.#fit(),
    search: (query) => {
      this.query = query;
      this.#match = 0;
      this.#goToMatch();
    },
    next: (back) => {
      this.#match += back ? -1 : 1;
      this.#goToMatch();
    },
    toggleApps: () => {
      this.appsOpen = !this.appsOpen;
    },
    save: () => this.#export((picture) => void this.host?.call("save", { svg: picture })),
    copy: () => this.#export((picture) => void this.host?.call("copy", { text: picture })),
  };

  #choose(change: Partial<Choices>): void {
    this.choices = { ...this.choices, ...change };
    if (this.view !== undefined) void this.#arrange("fit");
  }

  /** Arranges what is to be drawn now. `keep` leaves what was looked at where it is on the screen. */
  async #arrange(then: "fit" | "keep"): Promise<void> {
    if (this.view === undefined) return;
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const graph = graphOf(this.view, this.choices);
    const sizes: Sizes = new Map(graph.boxes.map((box) => [box.model.label, sizeOf(box, this.#measure)]));
    const before = this.placement ?? this.#remembered;
    this.#remembered = undefined;
    this.failure = "";
    const same = before === undefined ? undefined : kept(graph, sizes, before);
    if (same !== undefined) {
      this.arranging = false;
      this.#draw(graph, same, then === "fit" && this.placement !== undefined);
      return;
    }
    const timer = setTimeout(() => {
      this.arranging = true;
      this.graph = this.placement === undefined ? graph : this.graph;
    }, patience);
    const shape = this.#shape();
    performance.clearMeasures("arranged");
    const started = performance.now();
    const placed = await this.#layout.place(graph, sizes, shape, controller.signal).catch((error: unknown) => {
      if (this.#controller !== controller) return undefined;
      this.failure = controller.signal.aborted
        ? t("The arrangement was cancelled.")
        : t("The models could not be arranged: {0}", error instanceof Error ? error.message : String(error));
      return rowsOf(graph, sizes, shape);
    });
    clearTimeout(timer);
    performance.measure("arranged", { start: started });
    // A later arrangement has taken over.
    if (this.#controller !== controller || placed === undefined) return;
    this.arranging = false;
    if (then === "keep" && before !== undefined && this.#viewport !== undefined) {
      const { dx, dy } = shift(before, placed, this.selected);
      const { scale } = this.#viewport;
      this.#viewport = panned(this.#viewport, dx * scale, dy * scale);
      this.#draw(graph, placed, false);
    } else this.#draw(graph, placed, true);
  }

  #draw(graph: Graph, placement: Placement, fits: boolean): void {
    this.graph = graph;
    this.placement = placement;
    if (fits || this.#viewport === undefined) void this.updateComplete.then(() => this.#fit());
    this.#remember();
  }

  #fit(): void {
    const screen = this.#screen();
    if (this.placement === undefined || screen.width === 0) return;
    const view = fitting(bounds(this.placement), screen.width, screen.height);
    this.#move(() => view);
  }

  #zoom(factor: number): void {
    const { width, height } = this.#screen();
    this.#move((view) => zoomed(view, factor, { x: width / 2, y: height / 2 }));
  }

  #move(change: (view: Viewport) => Viewport): void {
    this.#viewport = change(this.#viewport ?? { x: 0, y: 0, scale: 1 });
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#apply();
      this.#remember();
    });
  }

  /** Moves the drawing without rendering it again. */
  #apply(): void {
    const view = this.#viewport;
    if (view === undefined) return;
    const { x, y, scale } = view;
    this.querySelector(".content")?.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    this.#surface?.classList.toggle("far", scale < farScale);
  }

  #remember(): void {
    remember({
      choices: this.choices,
      ...(this.#viewport === undefined ? {} : { viewport: this.#viewport }),
      ...(this.selected === undefined ? {} : { selected: this.selected }),
      ...(this.placement === undefined ? {} : { placement: this.placement }),
    });
  }

  #select(label: string | undefined): void {
    this.selected = label;
    this.#remember();
    if (label !== undefined) void this.updateComplete.then(() => this.#box(label)?.focus({ preventScroll: true }));
  }

  /** Selects a model and brings it into sight. */
  #goTo(label: string, centred: boolean): void {
    const box = this.placement?.boxes.get(label);
    if (box === undefined) return;
    this.selected = label;
    this.#move((view) => (centred ? centredOn(view, box, this.#screen()) : inSight(view, box, this.#screen())));
  }

  #matches(): readonly string[] {
    const query = this.query.trim().toLowerCase();
    if (query === "" || this.placement === undefined) return [];
    const found = inOrder(this.placement).filter((label) => label.toLowerCase().includes(query));
    // A model whose name begins like that is meant before one that only has it somewhere.
    const begins = (label: string): number =>
      Number(
        !label
          .toLowerCase()
          .slice(label.indexOf(".") + 1)
          .startsWith(query),
      );
    return found.sort((a, b) => begins(a) - begins(b));
  }

  #matchText(): string {
    if (this.query.trim() === "") return "";
    const { length } = this.#matches();
    return length === 0 ? t("none") : t("{0} of {1}", modulo(this.#match, length) + 1, length);
  }

  #goToMatch(): void {
    const matches = this.#matches();
    const label = matches[modulo(this.#match, matches.length)];
    if (label !== undefined) this.#goTo(label, true);
    this.requestUpdate();
  }

  #export(give: (picture: string) => void): void {
    const content = this.querySelector<SVGGElement>(".content");
    if (content !== null && this.placement !== undefined) give(exportSvg(content, bounds(this.placement), this.styles));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const label = labelOf(event.target) ?? this.selected;
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#doKey(event.key, label)) return;
    event.preventDefault();
  };

  /** What a key does; false where it means nothing here. */
  #doKey(key: string, label: string | undefined): boolean {
    switch (key) {
      case "+":
      case "=":
        this.#zoom(1.25);
        return true;
      case "-":
        this.#zoom(0.8);
        return true;
      case "0":
        this.#fit();
        return true;
      case "Escape":
        this.selected = undefined;
        return true;
      case "Home":
      case "End":
        return this.#focusOn(
          this.placement === undefined ? undefined : inOrder(this.placement).at(key === "Home" ? 0 : -1),
        );
    }
    return label !== undefined && this.#doModelKey(key, label);
  }

  #doModelKey(key: string, label: string): boolean {
    switch (key) {
      case "ArrowLeft":
      case "ArrowRight":
      case "ArrowUp":
      case "ArrowDown":
        if (this.placement !== undefined) this.#focusOn(neighbour(this.graph, this.placement, label, key as Direction));
        return true;
      case "Enter":
        this.#openRows(label);
        return true;
      case " ":
        this.#select(label);
        return true;
      case "F12":
        this.#openCode(label);
        return true;
      case "n":
      case "N":
        this.showAround(label);
        return true;
    }
    return false;
  }

  #focusOn(label: string | undefined): boolean {
    if (label === undefined) return false;
    this.#goTo(label, false);
    void this.updateComplete.then(() => this.#box(label)?.focus({ preventScroll: true }));
    return true;
  }

  readonly #onDoubleClick = (event: Event): void => {
    const label = labelOf(event.target);
    if (label !== undefined) this.#openRows(label);
  };

  /** The Tab key came to a box: that one is meant, and is to be seen. */
  readonly #onFocus = (event: FocusEvent): void => {
    const label = labelOf(event.target);
    if (label !== undefined && label !== this.selected) this.#goTo(label, false);
  };

  #openRows(model: string): void {
    void this.host?.call("openRows", { model });
  }

  #openCode(model: string): void {
    void this.host?.call("openCode", { model });
  }

  #reachable(): string | undefined {
    if (this.placement === undefined) return undefined;
    return this.placement.boxes.has(this.selected ?? "") ? this.selected : inOrder(this.placement)[0];
  }

  #box(label: string): SVGGElement | undefined {
    return [...this.querySelectorAll<SVGGElement>("g.box")].find((box) => box.dataset.label === label);
  }

  #colours(): ReadonlyMap<string, number> {
    return new Map((this.view?.apps ?? []).map(({ name }, index) => [name, index % palette]));
  }

  get #surface(): SVGSVGElement | null {
    return this.querySelector<SVGSVGElement>("svg.drawing");
  }

  #screen(): Rect {
    const { width = 0, height = 0 } = this.#surface?.getBoundingClientRect() ?? {};
    return { x: 0, y: 0, width, height };
  }

  /** The width of the screen for a height of one. */
  #shape(): number {
    const { width, height } = this.#screen();
    return width === 0 || height === 0 ? 1.6 : Math.min(3, Math.max(0.6, width / height));
  }
}

function labelOf(target: EventTarget | null): string | undefined {
  const box = target instanceof Element ? target.closest<SVGGElement>("g.box") : null;
  return box?.dataset.label;
}

function modulo(value: number, length: number): number {
  return length === 0 ? 0 : ((value % length) + length) % length;
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-diagram": Diagram;
  }
}
