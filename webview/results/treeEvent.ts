/** Asks for the object tree of a row, or with a `column` of the row that its foreign key leads to. */
export type TreeEvent = CustomEvent<{ readonly row: number; readonly column?: number }>;

/** Sends the wish for a tree up to the statement. */
export function askForTree(from: HTMLElement, detail: TreeEvent["detail"]): void {
  from.dispatchEvent(new CustomEvent("qe-tree", { detail, bubbles: true }));
}
