import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ObjectNode, ObjectRef, TreeRoots } from "../../src/protocol/objects";
import { button } from "../controls";
import { t } from "../text";
import { details } from "./details";
import { itemView } from "./item";
import { type GroupItem, isExpandable, itemsOf, rootId, shortName, type TreeItem } from "./items";
import { moveOf, TypeAhead } from "./keys";
import { Loader, pageSize } from "./loader";
import { recall, remember } from "./memory";
import type { TreeHost } from "./port";
import { itemName } from "./words";

/** Milliseconds of reading after which it can be given up. */
const patience = 200;
/** Milliseconds that a row is selected before its fields are read: the keys run over many. */
const glance = 120;
/** Milliseconds after a change before it is remembered. */
const pause = 100;

/** The page: rows with their relations as a tree, and beside it what is selected. */
@customElement("qe-objects")
export class Objects extends LitElement {
  @property({ attribute: false }) host?: TreeHost;
  @state() private phase: "starting" | "closed" | "open" = "starting";
  @state() private roots: readonly ObjectRef[] = [];
  @state() private back: readonly (readonly ObjectRef[])[] = [];
  @state() private expanded: ReadonlySet<string> = new Set();
  @state() private active = "";
  @state() private outdated = false;
  @state() private isSlow = false;
  #database = "";
  #items: readonly TreeItem[] = [];
  #loader: Loader | undefined;
  #read: { [group: string]: number } = {};
  /** Where the person was before the page was hidden, until that is there again. */
  #resume: string | undefined;
  #top: number | undefined;
  #title = "";
  #focusWanted = false;
  #hadFocus = false;
  #slow: ReturnType<typeof setTimeout> | undefined;
  #glance: ReturnType<typeof setTimeout> | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;
  readonly #typeAhead = new TypeAhead();

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A page that is thrown away says so first.
    window.addEventListener("pagehide", this.#keep);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("pagehide", this.#keep);
  }

  /** Shows trees of other rows, or where none are named, those that were shown before of the same database. */
  show(view: TreeRoots | null): void {
    if (view === null) {
      this.phase = "closed";
      return;
    }
    const isOther = view.database !== this.#database;
    const kept = isOther ? recall(view.database) : undefined;
    this.#database = view.database;
    this.phase = "open";
    if (isOther) {
      this.#loader = undefined;
      this.roots = kept?.roots ?? [];
      this.back = kept?.back ?? [];
      this.expanded = new Set(kept?.expanded);
      this.active = "";
      this.#resume = kept?.selected;
      this.#read = { ...kept?.read };
      this.#top = kept?.top;
      this.outdated = false;
    }
    if (view.roots.length > 0) this.#startWith(view.roots);
  }

  /** Rows were written: from here they are read again, from elsewhere that is offered. */
  changed(how: "here" | "elsewhere"): void {
    if (how === "elsewhere") this.outdated = this.roots.length > 0;
    else this.#refresh();
  }

  protected override willUpdate(): void {
    this.#hadFocus = document.hasFocus() && this.#tree?.contains(document.activeElement) === true;
    const loader = this.#reader();
    if (loader === undefined) return;
    const resume = this.#resume;
    const before = this.#items.findIndex(({ id }) => id === this.active);
    this.#items = itemsOf(this.roots, this.expanded, loader);
    if (resume !== undefined && this.#items.some(({ id }) => id === resume)) {
      this.active = resume;
      this.#resume = undefined;
    }
    if (!this.#items.some(({ id }) => id === this.active))
      this.active = this.#items[Math.max(0, Math.min(before, this.#items.length - 1))]?.id ?? "";
    this.#need(loader);
    this.#watch(loader.isBusy);
  }

  protected override updated(changed: PropertyValues): void {
    const isLost = this.#hadFocus && this.#tree?.contains(document.activeElement) === false;
    if (this.#focusWanted || isLost) this.#focus();
    if (this.#top !== undefined && this.#items.length > this.roots.length) {
      this.#tree?.scrollTo({ top: this.#top });
      if (this.#loader?.isBusy === false) this.#top = undefined;
    }
    if (changed.has("active")) {
      clearTimeout(this.#glance);
      this.#glance = setTimeout(() => this.#look(), glance);
    }
    this.#name();
    this.#keeping ??= setTimeout(this.#keep, pause);
  }

  protected override render(): TemplateResult {
    return html`
      <div class="progress" ?hidden=${!this.isSlow}></div>
      <header class="bar">
        <div class="status" role="status">${this.isSlow ? t("Reading…") : ""}</div>
        <div class="buttons">
          ${this.isSlow ? button({ label: t("Cancel"), onClick: () => this.#loader?.cancel() }) : nothing}
          ${this.back.length === 0 ? nothing : button({ label: t("Back"), onClick: () => this.#goBack() })}
          ${this.roots.length === 0 ? nothing : button({ label: t("Refresh"), onClick: () => this.#refresh() })}
        </div>
      </header>
      ${
        this.outdated
          ? html`<div class="outdated" role="alert"><p>${t("The data changed outside.")}</p>${button({ label: t("Refresh"), onClick: () => this.#refresh() })}</div>`
          : nothing
      }
      <main class="objects" aria-label=${t("Object Tree")}>${this.#body()}</main>
    `;
  }

  #body(): TemplateResult | typeof nothing {
    if (this.phase === "starting") return nothing;
    if (this.phase === "closed")
      return html`<div class="blank"><p>${t("No database is open.")}</p>${button({ label: t("Open Database…"), primary: true, onClick: () => void this.host?.call("openDatabase", undefined) })}</div>`;
    if (this.roots.length === 0)
      return html`<div class="blank"><p>${t("Choose Show Object Tree from the menu of a row in the results to see all it is related to.")}</p></div>`;
    const item = this.#item;
    return html`
      <p id="tree-help" hidden>${t("Arrow keys walk the tree, Enter unfolds, F12 shows rows in the grid, Shift+F12 starts the tree anew, Delete previews a deletion.")}</p>
      <div
        class="tree" role="tree" aria-label=${t("Object Tree")} aria-describedby="tree-help"
        @keydown=${this.#onKey} @click=${this.#onClick} @focusin=${this.#onFocus}
        @scroll=${() => {
          this.#keeping ??= setTimeout(this.#keep, pause);
        }}
      >${repeat(
        this.#items,
        ({ id }) => id,
        (each) => itemView(each, each.id === this.active),
      )}</div>
      <aside class="details" aria-label=${t("Details")}>${
        item === undefined
          ? nothing
          : details(
              { item, object: this.#loader?.object(item.id), isRoot: item.level === 1 && this.roots.length === 1 },
              {
                openRows: this.#openRows,
                startHere: (ref) => this.#startWith([plain(ref)]),
                remove: (ref) => void this.host?.call("remove", plain(ref)),
                countAll: (group) => this.#loader?.countAll(group.id, group),
              },
            )
      }</aside>
    `;
  }

  get #tree(): HTMLElement | null {
    return this.querySelector<HTMLElement>('[role="tree"]');
  }

  get #item(): TreeItem | undefined {
    return this.#items.find(({ id }) => id === this.active);
  }

  #reader(): Loader | undefined {
    if (this.host === undefined || this.phase !== "open") return undefined;
    this.#loader ??= new Loader(this.host, () => this.requestUpdate());
    return this.#loader;
  }

  /** Asks for what is in sight and not there yet. */
  #need(loader: Loader): void {
    for (const item of this.#items) {
      if (item.kind === "object" && item.expanded) loader.needObject(item.id, item.node);
      if (item.kind !== "group") continue;
      if (item.expanded) loader.needMembers(item.id, item, this.#read[item.id]);
      loader.needCount(item.id, item);
    }
    const item = this.#item;
    // What was read once stays beside the tree, and is read again when it is old.
    if (item?.kind === "object" && loader.object(item.id) !== undefined) loader.needObject(item.id, item.node);
  }

  /** Reads the fields of the selected row. */
  #look(): void {
    const item = this.#item;
    if (item?.kind === "object") this.#loader?.needObject(item.id, item.node);
  }

  /** What is read soon needs no word about it. */
  #watch(isBusy: boolean): void {
    if (!isBusy) {
      clearTimeout(this.#slow);
      this.#slow = undefined;
      this.isSlow = false;
    } else {
      this.#slow ??= setTimeout(() => {
        this.isSlow = this.#loader?.isBusy === true;
      }, patience);
    }
  }

  #startWith(roots: readonly ObjectRef[]): void {
    const isSame = this.roots.map(rootId).join("\n") === roots.map(rootId).join("\n");
    if (!isSame && this.roots.length > 0) this.back = [...this.back, this.roots].slice(-50);
    this.#begin(roots);
  }

  #goBack(): void {
    const roots = this.back.at(-1);
    this.back = this.back.slice(0, -1);
    if (roots !== undefined) this.#begin(roots);
  }

  #begin(roots: readonly ObjectRef[]): void {
    this.roots = roots;
    const [first, ...others] = roots;
    this.active = first === undefined ? "" : rootId(first);
    // Of several, each is for the person to unfold.
    if (first !== undefined && others.length === 0) this.expanded = new Set([...this.expanded, rootId(first)]);
    this.#focusWanted = true;
    this.#refresh();
  }

  #refresh(): void {
    this.outdated = false;
    this.#loader?.refresh();
    this.requestUpdate();
  }

  #toggle(item: TreeItem, isOpen: boolean): void {
    const next = new Set(this.expanded);
    if (isOpen) next.add(item.id);
    else next.delete(item.id);
    this.expanded = next;
  }

  /** What Enter or a click does at an item. */
  #press(item: TreeItem): void {
    if (isExpandable(item)) this.#toggle(item, !item.expanded);
    else if (item.kind === "more") {
      const group = this.#items.find(({ id }) => id === item.group) as GroupItem | undefined;
      const known = this.#loader?.members(item.group)?.value?.rows.length ?? 0;
      if (group === undefined) return;
      this.#read = { ...this.#read, [item.group]: known + pageSize };
      this.#loader?.more(group.id, group);
    } else if (item.kind === "note" && item.isError) this.#loader?.retry(item.of);
  }

  readonly #openRows = (ref: ObjectRef, relation?: string): void => {
    void this.host?.call("openRows", { ...plain(ref), ...(relation !== undefined && { relation }) });
  };

  readonly #onFocus = (event: Event): void => {
    const id = idOf(event.target);
    if (id === undefined) return;
    this.active = id;
    this.#resume = undefined;
  };

  readonly #onClick = (event: MouseEvent): void => {
    const item = this.#items.find(({ id }) => id === idOf(event.target));
    if (item !== undefined) this.#press(item);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const at = this.#items.findIndex(({ id }) => id === this.active);
    const item = this.#items[at];
    if (item === undefined || event.altKey) return;
    if (this.#command(event, item)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    const move = moveOf(this.#items, at, { key: event.key, page: this.#pageItems() });
    if (move === undefined) {
      const place =
        event.key.length === 1 && event.key !== " "
          ? this.#typeAhead.find(event.key, this.#items, at, event.timeStamp)
          : undefined;
      if (place !== undefined) this.#goTo(place);
      return;
    }
    event.preventDefault();
    if ("to" in move) this.#goTo(move.to);
    else if ("fold" in move) this.#toggle(item, false);
    else this.expanded = new Set([...this.expanded, ...move.unfold]);
  };

  /** Keys that do something with an item; false for those that move. */
  #command({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent, item: TreeItem): boolean {
    const ctrl = ctrlKey || metaKey;
    if (key === "F12" && shiftKey && item.kind === "object") this.#startWith([plain(item.node)]);
    else if (key === "F12" || (key === "Enter" && ctrl)) {
      if (item.kind === "object") this.#openRows(item.node);
      else if (item.kind === "group") this.#openRows(item.owner, item.relation.id);
    } else if (key === "Enter" || key === " ") this.#press(item);
    else if (key === "Delete" && item.kind === "object") void this.host?.call("remove", plain(item.node));
    else if (ctrl && key.toLowerCase() === "c")
      void this.host?.call("copy", { text: item.kind === "object" ? item.node.text : itemName(item) });
    else return false;
    return true;
  }

  #goTo(place: number): void {
    const item = this.#items[place];
    if (item === undefined) return;
    this.active = item.id;
    this.#focusWanted = true;
  }

  #focus(): void {
    const item = this.querySelector<HTMLElement>('.item[tabindex="0"]');
    if (item === null) return;
    this.#focusWanted = false;
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }

  /** Items that fit in sight. */
  #pageItems(): number {
    const height = this.querySelector(".item")?.clientHeight ?? 22;
    return Math.max(1, Math.floor((this.#tree?.clientHeight ?? 220) / height) - 1);
  }

  /** Names the tab after the first row. */
  #name(): void {
    const [first] = this.roots;
    const view = first === undefined ? undefined : this.#loader?.object(rootId(first))?.value;
    if (view === undefined) return;
    const title = `${shortName(view.model)}: ${view.text}`;
    if (title === this.#title) return;
    this.#title = title;
    void this.host?.call("title", { text: title });
  }

  readonly #keep = (): void => {
    clearTimeout(this.#keeping);
    this.#keeping = undefined;
    // What was shown of another database is kept until something of this one is.
    if (this.phase !== "open" || this.roots.length === 0) return;
    remember({
      database: this.#database,
      roots: this.roots,
      back: this.back,
      expanded: [...this.expanded],
      selected: this.#resume ?? this.active,
      read: this.#read,
      top: this.#tree?.scrollTop ?? 0,
    });
  };
}

function idOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>(".item")?.dataset.id : undefined;
}

/** What of a row goes over the channel. */
function plain({ model, key }: ObjectNode | ObjectRef): ObjectRef {
  return { model, key };
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-objects": Objects;
  }
}
