import "./diagram";
import { Channel } from "../../src/protocol/channel";
import type { DiagramApi, DiagramHostApi, DiagramView } from "../../src/protocol/diagram";
import { pagePort } from "../port";
import base from "../styles/base.css";
import chrome from "../styles/diagram.css";
import drawing from "../styles/drawing.css";
import type { Diagram } from "./diagram";

// Constructed sheets need no nonce and no style element.
for (const text of [base, chrome, drawing]) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}

const diagram: Diagram = document.createElement("qe-diagram");
const show = (view: DiagramView): void => {
  diagram.view = view;
};
const host = new Channel<DiagramApi, DiagramHostApi>(pagePort, {
  show,
  around: ({ model }) => diagram.showAround(model),
});
diagram.host = host;
diagram.styles = drawing;
document.body.append(diagram);
host.call("ready", undefined).then(
  (view) => view !== null && show(view),
  () => undefined,
);
