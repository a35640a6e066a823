import { Channel, type Handlers, type Port } from "../src/protocol/channel";
import type { PanelApi, PanelHostApi } from "../src/protocol/webview";
import { editor } from "./editor";

/** The page's line to the extension. */
export type Host = Channel<PanelApi, PanelHostApi>;

export function connect(handlers: Handlers<PanelApi>): Host {
  const port: Port = {
    post: (message) => editor.postMessage(message),
    onMessage: (receiver) => window.addEventListener("message", (event) => receiver(event.data)),
  };
  return new Channel<PanelApi, PanelHostApi>(port, handlers);
}
