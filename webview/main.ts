import "./panel";
import type { PanelView } from "../src/protocol/webview";
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
const show = (view: PanelView): void => {
  panel.view = view;
};
const host = connect({ show, outdated: (how) => panel.outdated(how), chosen: () => panel.chosen() });
panel.host = host;
document.body.append(panel);
host.call("ready", undefined).then(show, () => undefined);
