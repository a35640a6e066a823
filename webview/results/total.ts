import { html, nothing, type TemplateResult } from "lit";
import { quietButton } from "../controls";
import type { Host } from "../port";
import { rows, t } from "../text";

/** How many rows a result has: found out quickly where that can be, else when the person wants it. */
export class Total {
  readonly #host: Host;
  readonly #id: string;
  readonly #onChange: () => void;
  #rows: number | null;
  #moreThan: number | undefined;
  #asked = false;
  #counting: AbortController | undefined;
  #note: string | undefined;
  /** The number was there from the start, and is said elsewhere. */
  readonly #given: boolean;

  constructor(host: Host, id: string, given: number | null, onChange: () => void) {
    this.#host = host;
    this.#id = id;
    this.#onChange = onChange;
    this.#rows = given;
    this.#given = given !== null;
  }

  /** Null until it is known. */
  get rows(): number | null {
    return this.#rows;
  }

  /** Takes over what a page says; where that is nothing, counts if it is quick. */
  learn(rowCount: number | null): void {
    if (rowCount !== null) this.#rows = rowCount;
    if (this.#rows !== null || this.#asked) return;
    this.#asked = true;
    void this.#ask(false);
  }

  stop(): void {
    this.#counting?.abort();
  }

  /** The number, or what is known of it, and the way to the rest. */
  line(): TemplateResult | typeof nothing {
    if (this.#given) return nothing;
    if (this.#rows !== null) return html`<p class="note total" aria-live="polite">${rows(this.#rows)}</p>`;
    if (this.#counting !== undefined)
      return html`<p class="note total" aria-live="polite">${t("Counting…")} ${quietButton(t("Cancel"), () => this.stop())}</p>`;
    if (!this.#asked) return nothing;
    const known = this.#moreThan === undefined ? undefined : t("more than {0}", rows(this.#moreThan));
    const words = [this.#note, known].filter((text) => text !== undefined).join(" · ");
    return html`<p class="note total" aria-live="polite">${words} ${quietButton(t("Count"), () => void this.#ask(true))}</p>`;
  }

  async #ask(exact: boolean): Promise<void> {
    const controller = new AbortController();
    if (exact) this.#counting = controller;
    this.#note = undefined;
    this.#onChange();
    try {
      const answer = await this.#host.call("total", { id: this.#id, exact }, controller.signal);
      this.#rows ??= answer.rows;
      this.#moreThan = answer.moreThan ?? this.#moreThan;
    } catch (error) {
      const isCancelled = error instanceof Error && error.name === "Cancelled";
      this.#note = isCancelled ? t("Cancelled") : error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#counting === controller) this.#counting = undefined;
      this.#onChange();
    }
  }
}
