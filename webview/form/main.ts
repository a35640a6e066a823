import "./form";
import { Channel } from "../../src/protocol/channel";
import type { FormApi, FormHostApi, FormView } from "../../src/protocol/form";
import { pagePort } from "../port";
import base from "../styles/base.css";
import sheetText from "../styles/form.css";
import relation from "../styles/relation.css";
import type { Form } from "./form";

// Constructed sheets need no nonce and no style element.
for (const text of [base, relation, sheetText]) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}

const form: Form = document.createElement("qe-form");
const show = (view: FormView): void => form.show(view);
const host = new Channel<FormApi, FormHostApi>(pagePort, { show });
form.host = host;
document.body.append(form);
host.call("ready", undefined).then(
  (view) => view !== null && form.begin(view),
  () => undefined,
);
