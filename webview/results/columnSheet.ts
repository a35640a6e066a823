import type { Placed } from "./arrange";

/** The stylesheet of one grid's columns: a rule for each, so that a row's cells need no style of their own. */
export class ColumnSheet {
  readonly #sheet = new CSSStyleSheet();
  readonly #scope: string;
  #written: readonly Placed[] | undefined;

  /** `scope` is the class of the grid's element. */
  constructor(scope: string) {
    this.#scope = scope;
    document.adoptedStyleSheets.push(this.#sheet);
  }

  write(placed: readonly Placed[]): void {
    if (placed === this.#written) return;
    this.#written = placed;
    this.#sheet.replaceSync(placed.map((column) => this.#rule(column)).join("\n"));
  }

  dispose(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }

  #rule({ index, left, width, pinned }: Placed): string {
    const fixed = pinned ? ` position: sticky; left: ${left}px; z-index: 1;` : "";
    return `.${this.#scope} .k${index} { width: ${width}px;${fixed} }`;
  }
}
