import "./panel";
import type { PanelView } from "../src/protocol/webview";
import { firstView } from "./firstView";
import type { Panel } from "./panel";
import { connect } from "./port";
import base from "./styles/base.css";
import chart from "./styles/chart.css";
import editing from "./styles/editing.css";
import grid from "./styles/grid.css";
import preview from "./styles/preview.css";
import relation from "./styles/relation.css";

// Constructed sheets need no nonce and no style element.
for (const text of [base, relation, grid, chart, editing, preview]) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}

const panel: Panel = document.createElement("qe-panel");
const first = firstView();
if (first !== null) panel.view = first.view;
let isTold = false;
const show = (view: PanelView): void => {
  isTold = true;
  panel.view = view;
};
const host = connect({ show, outdated: (how) => panel.outdated(how), chosen: () => panel.chosen() });
panel.host = host;
document.body.append(panel);
// What the extension sends while the page is loading comes by itself, and is at least as new.
host.call("ready", { number: first?.number ?? null }).then(
  (view) => view === null || isTold || show(view),
  () => undefined,
);
