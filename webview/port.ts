import { Channel, type Handlers, type Port } from "../src/protocol/channel";
import type { PanelApi, PanelHostApi } from "../src/protocol/webview";
import { editor } from "./editor";

/** The page's line to the extension. */
export type Host = Channel<PanelApi, PanelHostApi>;

export function connect(handlers: Handlers<PanelApi>): Host {
  return connectTo<PanelApi, PanelHostApi>(handlers);
}

/** A line of any page to the extension. */
export function connectTo<Mine, Theirs>(handlers: Handlers<Mine>): Channel<Mine, Theirs> {
  const port: Port = {
    post: (message) => editor.postMessage(message),
    onMessage: (receiver) => window.addEventListener("message", (event) => receiver(event.data)),
  };
  return new Channel<Mine, Theirs>(port, handlers);
}
