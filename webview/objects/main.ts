import "./tree";
import { Channel } from "../../src/protocol/channel";
import type { TreeApi, TreeHostApi, TreeRoots } from "../../src/protocol/objects";
import { pagePort } from "../port";
import base from "../styles/base.css";
import style from "../styles/objects.css";
import type { Objects } from "./tree";

// Constructed sheets need no nonce and no style element.
for (const text of [base, style]) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}

const objects: Objects = document.createElement("qe-objects");
const show = (view: TreeRoots | null): void => objects.show(view);
const host = new Channel<TreeApi, TreeHostApi>(pagePort, { show, changed: (how) => objects.changed(how) });
objects.host = host;
document.body.append(objects);
host.call("ready", undefined).then(show, () => undefined);
