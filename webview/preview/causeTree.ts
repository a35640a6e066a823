import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Effect } from "../../src/protocol/results";
import { rows, t } from "../text";
import type { CauseNode } from "./causes";
import { actionWord } from "./changes";

interface Line {
  /** Undefined for the line that stands for all of them. */
  readonly node: CauseNode | undefined;
  readonly level: number;
  readonly parent: number;
}

/** The causes of a preview's changes as a tree; the one that is chosen is what the tables are filtered to. */
@customElement("qe-causes")
export class CauseTree extends LitElement {
  @property({ attribute: false }) nodes: readonly CauseNode[] = [];
  /** The place of the chosen effect; undefined: all. */
  @property({ attribute: false }) chosen: number | undefined;
  @property({ attribute: false }) onChoose: (index: number | undefined) => void = () => undefined;
  @state() private active = 0;
  @state() private folded: ReadonlySet<number> = new Set();

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult {
    const lines = this.#lines();
    const active = Math.min(this.active, lines.length - 1);
    return html`<ul class="causes" role="tree" aria-label=${t("Causes")} @keydown=${(event: KeyboardEvent) => this.#onKey(event, lines, active)}>
      ${lines.map((line, index) => this.#line(line, index, index === active))}
    </ul>`;
  }

  /** The lines that are not folded away, in order. */
  #lines(): Line[] {
    const lines: Line[] = [{ node: undefined, level: 1, parent: -1 }];
    const add = (nodes: readonly CauseNode[], level: number, parent: number): void => {
      for (const node of nodes) {
        const at = lines.push({ node, level, parent }) - 1;
        if (!this.folded.has(node.index)) add(node.children, level + 1, at);
      }
    };
    add(this.nodes, 2, 0);
    return lines;
  }

  #line({ node, level }: Line, index: number, isActive: boolean): TemplateResult {
    const isChosen = node?.index === this.chosen;
    const whole = this.nodes.reduce((sum, each) => sum + total(each), 0);
    const folds = node !== undefined && node.children.length > 0;
    return html`<li
      role="treeitem" aria-level=${level} aria-selected=${isChosen} tabindex=${isActive ? 0 : -1}
      aria-expanded=${folds ? !this.folded.has(node.index) : node === undefined ? "true" : nothing}
      aria-label=${node === undefined ? t("All changes, {0}", rows(whole)) : causeName(node.effect)}
      .style=${`padding-left: ${(level - 1) * 16 + 8}px`}
      @click=${() => this.#choose(index, node)}
    ><span class="twist" @click=${(event: Event) => this.#twist(event, node)}>${folds ? (this.folded.has(node.index) ? "▸" : "▾") : ""}</span
    >${
      node === undefined
        ? html`<span>${t("All changes")}</span> <span class="dim">${rows(whole)}</span>`
        : html`<span>${actionWord(node.effect.action)} ${node.effect.model}</span> <span class="dim">${causeText(node.effect)}</span>`
    }</li>`;
  }

  #choose(line: number, node: CauseNode | undefined): void {
    this.active = line;
    this.onChoose(node?.index);
    this.#focus();
  }

  #twist(event: Event, node: CauseNode | undefined): void {
    if (node === undefined || node.children.length === 0) return;
    event.stopPropagation();
    this.#fold(node, !this.folded.has(node.index));
  }

  #fold({ index }: CauseNode, away: boolean): void {
    const folded = new Set(this.folded);
    if (away) folded.add(index);
    else folded.delete(index);
    this.folded = folded;
  }

  #onKey(event: KeyboardEvent, lines: readonly Line[], active: number): void {
    const line = lines[active];
    if (line === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { node } = line;
    const isOpen = node === undefined || !this.folded.has(node.index);
    const hasChildren = node === undefined || node.children.length > 0;
    const to = (index: number): void => {
      this.active = Math.max(0, Math.min(lines.length - 1, index));
      this.#focus();
    };
    switch (event.key) {
      case "ArrowDown":
        to(active + 1);
        break;
      case "ArrowUp":
        to(active - 1);
        break;
      case "Home":
        to(0);
        break;
      case "End":
        to(lines.length - 1);
        break;
      case "ArrowRight":
        if (!isOpen) this.#fold(node, false);
        else if (hasChildren) to(active + 1);
        break;
      case "ArrowLeft":
        if (node !== undefined && hasChildren && isOpen) this.#fold(node, true);
        else to(line.parent);
        break;
      case "Enter":
      case " ":
        this.#choose(active, node);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #focus(): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus());
  }
}

/** `12 rows · cascade by Song.album`. */
function causeText({ count, cause, origin }: Effect): string {
  if (cause === "statement") return rows(count);
  return `${rows(count)} · ${origin === undefined ? cause : t("{0} by {1}", cause, origin.via)}`;
}

/** `Delete music.Song, 12 rows · cascade by Song.album`, read as one. */
function causeName(effect: Effect): string {
  return `${actionWord(effect.action)} ${effect.model}, ${causeText(effect)}`;
}

function total({ effect, children }: CauseNode): number {
  return effect.count + children.reduce((sum, child) => sum + total(child), 0);
}
