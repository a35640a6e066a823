import { html, nothing, type TemplateResult } from "lit";
import type { OrderTerm, Refinement } from "../../src/protocol/refine";
import type { ColumnInfo } from "../../src/protocol/results";
import type { Placed } from "./arrange";
import { visible } from "./cell";

export interface HeadingActions {
  readonly sort: (position: number, add: boolean) => void;
  readonly focus: (position: number) => void;
  readonly menu: (position: number) => void;
  readonly resize: (position: number, event: PointerEvent) => void;
  readonly fit: (position: number) => void;
  readonly drag: (position: number, event: PointerEvent) => void;
}

interface Heading {
  readonly column: ColumnInfo;
  readonly placed: Placed;
  readonly position: number;
  readonly isNumber: boolean;
  readonly isActive: boolean;
  readonly refinement: Refinement | undefined;
}

/** The order that a column is part of, and its rank among those it is sorted by. */
export function orderOf(refinement: Refinement | undefined, name: string): { term: OrderTerm; rank: number } | null {
  const order = refinement?.order ?? [];
  const at = order.findIndex(({ column }) => column === name);
  const term = order[at];
  return term === undefined ? null : { term, rank: at + 1 };
}

/**
 * One column's heading: Enter and a click sort, its marks say how it is sorted and that it is filtered. The marks are
 * drawn by the style sheet, so that the heading's text is the column's name.
 */
export function heading(view: Heading, actions: HeadingActions): TemplateResult {
  const { column, placed, position, isNumber, isActive, refinement } = view;
  const { name, type } = column;
  const sorted = orderOf(refinement, name);
  const direction = sorted === null ? undefined : sorted.term.descending ? "descending" : "ascending";
  const isFiltered = refinement?.conditions.some((condition) => condition.column === name) === true;
  const several = (refinement?.order.length ?? 0) > 1;
  // The name is bold, not the cell: the cell's width is counted in characters of the rows' weight.
  return html`<div
    class=${`cell k${placed.index}${isNumber ? " number" : ""}${placed.pinned ? " pinned" : ""}`}
    role="columnheader" aria-colindex=${position + 1} tabindex=${isActive ? 0 : -1}
    aria-sort=${direction !== undefined && sorted?.rank === 1 ? direction : nothing}
    data-sorted=${direction ?? nothing} data-rank=${several && sorted !== null ? sorted.rank : nothing}
    ?data-filtered=${isFiltered}
    title=${type ?? name}
    @focus=${() => actions.focus(position)}
    @click=${(event: MouseEvent) => actions.sort(position, event.shiftKey)}
    @contextmenu=${(event: MouseEvent) => {
      event.preventDefault();
      event.stopPropagation();
      actions.menu(position);
    }}
    @pointerdown=${(event: PointerEvent) => actions.drag(position, event)}
  ><b>${visible(name)}</b><span class="more" aria-hidden="true" @pointerdown=${stop} @click=${(event: Event) => {
    event.stopPropagation();
    actions.menu(position);
  }}></span><span
    class="edge" aria-hidden="true"
    @click=${stop}
    @dblclick=${() => actions.fit(position)}
    @pointerdown=${(event: PointerEvent) => {
      event.stopPropagation();
      actions.resize(position, event);
    }}
  ></span></div>`;
}

function stop(event: Event): void {
  event.stopPropagation();
}
