import { html, type TemplateResult } from "lit";
import type { Cell, ColumnInfo } from "../../src/protocol/results";
import type { CellDetail } from "../../src/protocol/rows";
import type { Place } from "./gridKeys";
import "./detail";
import "./rowDetail";

/** What is open beside the grid: one cell, or a whole row. */
export type Opened = (Place & { readonly whole: CellDetail }) | { readonly row: number };

interface Row {
  readonly columns: readonly ColumnInfo[];
  readonly cells: readonly Cell[] | undefined;
  /** The texts of the rows that foreign keys lead to, by column. */
  readonly labels: readonly (string | undefined)[];
  /** Number of the open cell's column. */
  readonly index: number;
}

interface Actions {
  readonly close: () => void;
  readonly step: (by: -1 | 1) => void;
  readonly copy: (text: string) => void;
  readonly follow: () => void;
}

/** The pane of what is open. */
export function openedView(opened: Opened, { columns, cells, labels, index }: Row, actions: Actions): TemplateResult {
  if (!("whole" in opened))
    return html`<qe-row-detail
      .columns=${columns} .row=${opened.row} .cells=${cells} .labels=${labels} .close=${actions.close} .step=${actions.step}
    ></qe-row-detail>`;
  return html`<qe-cell-detail
    .column=${columns[index]} .index=${index} .row=${opened.row} .cell=${cells?.[index]} .whole=${opened.whole} .label=${labels[index]}
    .close=${actions.close} .copy=${actions.copy} .follow=${actions.follow}
  ></qe-cell-detail>`;
}
