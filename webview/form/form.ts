import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Channel } from "../../src/protocol/channel";
import type {
  Composed,
  FormApi,
  FormDraft,
  FormFault,
  FormHostApi,
  FormValue,
  FormView,
} from "../../src/protocol/form";
import { button } from "../controls";
import { editor } from "../editor";
import { t } from "../text";
import { fieldRow } from "./field";
import { rowsSection } from "./rows";
import { unset } from "./value";
import "./filter";

export type FormHost = Channel<FormApi, FormHostApi>;

interface Kept {
  readonly id: string;
  readonly draft: FormDraft;
}

/** The page: fields, the statement they come to, and one way on, to its preview. */
@customElement("qe-form")
export class Form extends LitElement {
  @property({ attribute: false }) host?: FormHost;
  @state() private view: FormView | undefined;
  @state() private draft: FormDraft | undefined;
  @state() private composed: Composed | undefined;
  /** What the preview found, until what it is about is changed. */
  @state() private found: readonly FormFault[] = [];
  @state() private status = "";
  @state() private busy = false;
  /** The preview was asked for, so that what is missing is said. */
  @state() private asked = false;
  #turn = 0;

  protected override createRenderRoot(): this {
    return this;
  }

  /** Shows the form as it was left, where the page was hidden meanwhile. */
  begin(view: FormView): void {
    const kept = editor.getState() as Kept | undefined;
    this.#take(view, kept?.id === view.id ? kept.draft : view.draft);
  }

  /** Shows the form again: its models changed, or it was asked for once more with something given. */
  show(view: FormView): void {
    // The models came only now: a page of before begins with what it remembers.
    if (this.view === undefined) {
      this.begin(view);
      return;
    }
    const { filter, values } = view.draft;
    const before = this.draft ?? view.draft;
    const given = { values: { ...before.values, ...values }, ...(filter === "" ? {} : { filter }) };
    this.#take(view, { ...before, ...given });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view, draft, host } = this;
    if (view === undefined || draft === undefined || host === undefined) return nothing;
    return html`
      <main aria-label=${view.title} @keydown=${this.#onKey}>
        <header><h1>${view.title}</h1><p class="dim">${view.about}</p></header>
        ${view.conditions === undefined ? nothing : html`<qe-filter .host=${host} .view=${view} .text=${draft.filter} .change=${(filter: string) => this.#change({ filter })}></qe-filter>`}
        ${
          view.kind === "bulkCreate"
            ? rowsSection({
                view,
                draft,
                composed: this.composed,
                onChange: (change) => this.#change(change),
                openFile: () => void this.#openFile(),
              })
            : this.#fields(view, draft, host)
        }
      </main>
      ${this.#foot()}
    `;
  }

  #fields(view: FormView, draft: FormDraft, host: FormHost): TemplateResult | typeof nothing {
    if (view.fields.length === 0) return nothing;
    const title = view.kind === "bulkUpdate" ? t("New values") : view.kind === "method" ? t("Arguments") : t("Values");
    return html`<section class="entries" aria-label=${title}>
      ${view.kind === "bulkUpdate" ? html`<h2>${title}</h2>` : nothing}
      ${view.fields.map((field) =>
        fieldRow({
          view,
          field,
          value: draft.values[field.name] ?? unset,
          fault: this.#faults.find((fault) => fault.field === field.name)?.message,
          isKey: draft.keys.includes(field.name),
          onChange: (value) => this.#enter(field.name, value),
          onKey: (isKey) => {
            const others = draft.keys.filter((name) => name !== field.name);
            this.#change({ keys: isKey ? [...others, field.name] : others });
          },
          search: (text) => host.call("search", { field: field.name, text }),
        }),
      )}
    </section>`;
  }

  /** The statement, what is wrong with it as a whole, and what can be done with it. */
  #foot(): TemplateResult {
    const statement = this.composed?.statement ?? "";
    const whole = this.#faults.filter(({ field, column }) => field === undefined && column === undefined);
    return html`<footer>
      <section aria-label=${t("Statement")}>
        <pre class="statement-text" tabindex="0"><code>${statement}</code></pre>
      </section>
      ${whole.length === 0 ? nothing : html`<div class="error" role="alert">${whole.map(({ message }) => html`<p class="message">${message}</p>`)}</div>`}
      <div class="actions">
        ${button({ label: t("Preview"), primary: true, disabled: this.busy, onClick: () => void this.#preview() })}
        ${button({ label: t("Copy Statement"), onClick: () => void this.#copy() })}
        ${button({ label: t("Open as Script"), onClick: () => this.draft !== undefined && void this.host?.call("openScript", this.draft) })}
        <span class="dim" role="status">${this.status}</span>
      </div>
    </footer>`;
  }

  get #faults(): readonly FormFault[] {
    const before = (this.composed?.faults ?? []).filter(({ early }) => this.asked || early !== true);
    return [...before, ...this.found];
  }

  #take(view: FormView, draft: FormDraft): void {
    this.view = view;
    this.draft = draft;
    document.title = view.title;
    this.#keep();
    void this.#compose();
  }

  #enter(name: string, value: FormValue): void {
    if (this.draft === undefined) return;
    this.found = this.found.filter(({ field }) => field !== name);
    this.#change({ values: { ...this.draft.values, [name]: value } });
  }

  #change(change: Partial<FormDraft>): void {
    if (this.draft === undefined) return;
    this.draft = { ...this.draft, ...change };
    this.found = this.found.filter(({ field }) => field !== undefined);
    this.status = "";
    this.#keep();
    void this.#compose();
  }

  #keep(): void {
    if (this.view !== undefined && this.draft !== undefined) {
      editor.setState({ id: this.view.id, draft: this.draft } satisfies Kept);
    }
  }

  async #compose(): Promise<void> {
    const { draft } = this;
    if (draft === undefined) return;
    const turn = ++this.#turn;
    try {
      const composed = await this.host?.call("compose", draft);
      if (turn === this.#turn && composed !== undefined) this.composed = composed;
    } catch (error) {
      this.found = [{ message: error instanceof Error ? error.message : String(error) }];
    }
  }

  /** As in a script: Ctrl+Enter goes on from wherever the cursor is. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || this.busy) return;
    event.preventDefault();
    void this.#preview();
  };

  async #preview(): Promise<void> {
    const { draft, host } = this;
    if (draft === undefined || host === undefined) return;
    this.asked = true;
    this.busy = true;
    this.status = "";
    try {
      const { faults, done } = await host.call("preview", draft);
      // What is found before is shown as it is composed.
      this.found = this.composed?.faults.length === 0 ? faults : [];
      this.status = done ? t("See the Results panel. Nothing is written before you apply it.") : "";
      if (faults.length > 0) await this.#goToFault();
    } catch (error) {
      this.found = [{ message: error instanceof Error ? error.message : String(error) }];
    } finally {
      this.busy = false;
    }
  }

  async #goToFault(): Promise<void> {
    await this.updateComplete;
    await this.querySelector<HTMLElement & { updateComplete?: Promise<boolean> }>("qe-relation")?.updateComplete;
    this.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  async #copy(): Promise<void> {
    if (this.draft === undefined) return;
    await this.host?.call("copy", this.draft);
    this.status = t("Copied.");
  }

  async #openFile(): Promise<void> {
    const file = await this.host?.call("pickFile", undefined);
    if (file === undefined || file === null) return;
    this.#change({ text: file.text, columns: {} });
    this.status = t("Read from {0}.", file.name);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-form": Form;
  }
}
