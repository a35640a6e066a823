import type { Effect } from "../../protocol/results";
import type { PanelView } from "../../protocol/webview";

/** Rows of an effect that go to the page at once; it asks for the others when they come into sight. */
const firstRows = 100;

/** A view as the page needs it at first: what it can ask for, or does not show, stays here. */
export function withFirstRows(view: PanelView): PanelView {
  if (view.kind === "entry") return { ...view, view: { ...view.view, effects: view.view.effects.map(cut) } };
  if (view.kind === "comparison") return { ...view, view: { ...view.view, effects: view.view.effects.map(cut) } };
  if (view.kind !== "preview") return view;
  const statements = view.preview.statements.map((statement) => ({ ...statement, effects: [] }));
  return { ...view, preview: { ...view.preview, statements, effects: view.preview.effects.map(cut) } };
}

function cut(effect: Effect): Effect {
  return effect.rows.length <= firstRows ? effect : { ...effect, rows: effect.rows.slice(0, firstRows) };
}
