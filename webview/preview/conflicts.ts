import { html, nothing, type TemplateResult } from "lit";
import type { ConflictEffect, ConflictRow, Difference, PreviewView } from "../../src/protocol/results";
import { button } from "../controls";
import { grouped, rows, t } from "../text";
import type { PreviewActions } from "./actions";
import { actionWord, isChanged, keyText, storedText } from "./changes";
import { storedValue } from "./effectRow";
import { countPicked, effectRows, isPicked, type Picks, toggledRow, withPicked } from "./picked";

/** How what would happen now differs from what had been shown, row by row. */
export function differenceTable(
  differences: readonly Difference[] | undefined,
  differing: number | undefined,
): TemplateResult | typeof nothing {
  if (differences === undefined || differences.length === 0) return nothing;
  const count = differing ?? differences.length;
  const title = t("Different from the preview ({0})", rows(count));
  return html`<p class="caption">${title}</p>
  <div class="scroll" tabindex="0" role="group" aria-label=${t("Scrolls: {0}", title)}>
    <table class="effect" aria-label=${title}>
      <thead><tr>
        <th scope="col">${t("row")}</th><th scope="col">${t("as it was shown")}</th><th scope="col">${t("as it would be now")}</th>
      </tr></thead>
      <tbody>${differences.slice(0, 100).map(
        ({ model, pk, shown, now }) => html`<tr>
          <td>${model} ${(now ?? shown)?.label ?? keyText(pk)}</td>
          <td>${sideText(shown)}</td>
          <td>${sideText(now)}</td>
        </tr>`,
      )}</tbody>
    </table>
    ${count > 100 ? html`<p class="note">${t("… and {0} more.", grouped(count - 100))}</p>` : nothing}
  </div>`;
}

function sideText(side: Difference["shown"]): TemplateResult {
  if (side === null) return html`<span class="dim">${t("not changed")}</span>`;
  const { action, before, after } = side;
  const columns = Object.keys({ ...before, ...after }).filter((column) => isChanged(side, column));
  return html`${actionWord(action)}${columns.map(
    (column) =>
      html`<br><span class="dim">${column}</span> ${before === null ? nothing : html`<del>${storedValue(before[column])}</del>`} ${after === null ? nothing : html`<ins>${storedValue(after[column])}</ins>`}`,
  )}`;
}

interface Picking {
  readonly picks: Picks;
  readonly onPick: (picks: Picks) => void;
  readonly actions: Pick<PreviewActions, "undoEntry">;
}

/** The rows that an undo leaves alone as they changed since; a person may pick them all the same. */
export function undoConflicts(
  { conflicts = [], undoOf }: PreviewView,
  { picks, onPick, actions }: Picking,
): TemplateResult | typeof nothing {
  if (conflicts.length === 0 || undoOf === undefined) return nothing;
  const count = countPicked(picks, (effect) => conflicts.find((each) => each.effect === effect)?.count ?? 0);
  const again = (): void => actions.undoEntry({ entry: undoOf, force: effectRows(picks) });
  return html`<section class="conflicts" aria-label=${t("Changed since")}>
    <p>${t("These rows were changed after the apply, and are left as they are. Pick those that are to be undone all the same; what was written to them since is then lost.")}</p>
    ${conflicts.map((conflict) => conflictTable(conflict, picks, onPick))}
    <div class="buttons">${button({
      label: count === 0 ? t("Preview with Picked Rows") : t("Preview with {0}", rows(count)),
      disabled: count === 0,
      onClick: again,
    })}</div>
  </section>`;
}

function conflictTable(conflict: ConflictEffect, picks: Picks, onPick: (picks: Picks) => void): TemplateResult {
  const { effect, model, count } = conflict;
  const title = t("Changed since: {0} ({1})", model, rows(count));
  const columns = differingColumns(conflict.rows);
  const picked = picks.get(effect);
  const toggle = (row: number): void =>
    onPick(withPicked(picks, effect, toggledRow(picked, row, Number.POSITIVE_INFINITY)));
  return html`<p class="caption">${title}</p>
  <div class="scroll" tabindex="0" role="group" aria-label=${t("Scrolls: {0}", title)}>
    <table class="effect" aria-label=${title}>
      <thead><tr>
        <td class="pick"></td><th scope="col">${t("row")}</th>${columns.map((column) => html`<th scope="col">${column}</th>`)}
      </tr></thead>
      <tbody>${conflict.rows.map(
        (row) => html`<tr>
          <td class="pick"><input
            type="checkbox" aria-label=${t("Undo row {0} all the same", row.label ?? keyText(row.pk))}
            .checked=${isPicked(picked, row.place)} @change=${() => toggle(row.place)}
          ></td>
          <td>${row.label ?? keyText(row.pk)}${row.current === null ? html` <span class="dim">${t("is gone")}</span>` : nothing}</td>
          ${columns.map((column) => html`<td>${currentCell(row, column)}</td>`)}
        </tr>`,
      )}</tbody>
    </table>
    ${conflict.rows.length < count ? html`<p class="note">${t("… and {0} more.", grouped(count - conflict.rows.length))}</p>` : nothing}
  </div>`;
}

/** Columns in which a row is no longer what the apply left. */
function differingColumns(list: readonly ConflictRow[]): string[] {
  const all = new Set(list.flatMap(({ before, after }) => Object.keys({ ...before, ...after })));
  const there = list.filter(({ current }) => current !== null);
  const differ = [...all].filter((column) =>
    there.some(({ after, current }) => !same(after?.[column], current?.[column])),
  );
  return differ.length > 0 ? differ : [...all];
}

/** What the apply left, struck out, and what is there now. */
function currentCell({ after, current }: ConflictRow, column: string): TemplateResult | string {
  const [left, there] = [after?.[column], current?.[column]];
  if (same(left, there)) return storedText(there ?? null);
  return html`${left === undefined ? nothing : html`<del>${storedValue(left)}</del>`} ${
    there === undefined ? nothing : html`<ins>${storedValue(there)}</ins>`
  }`;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
