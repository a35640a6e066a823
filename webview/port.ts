import { Channel, type Handlers, type Port } from "../src/protocol/channel";
import type { PanelApi, PanelHostApi } from "../src/protocol/webview";
import { editor } from "./editor";

/** The page's line to the extension. */
export type Host = Channel<PanelApi, PanelHostApi>;

/** The way any page's messages go. */
export const pagePort: Port = {
  post: (message) => editor.postMessage(message),
  onMessage: (receiver) => window.addEventListener("message", (event) => receiver(event.data)),
};

export function connect(handlers: Handlers<PanelApi>): Host {
  return new Channel<PanelApi, PanelHostApi>(pagePort, handlers);
}
