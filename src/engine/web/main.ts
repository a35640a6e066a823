import { Channel } from "../../protocol/channel";
import type { EngineApi, EngineEvents } from "../../protocol/engine";
import { type FromWebEngine, type ToWebEngine, webWasm } from "../../protocol/web";
import { Engine } from "../engine";
import { toFailure } from "../failure";
import { keepBelow } from "./kept";
import { memory } from "./memory";

/** The side of a worker's line that is used here. */
interface Line {
  postMessage(message: FromWebEngine): void;
  onmessage: ((event: { readonly data: ToWebEngine }) => void) | null;
}

/** The engine in a worker of a browser. Its files are those that the host has put into memory. */
function main(line: Line): void {
  let receive: (message: unknown) => void = () => undefined;
  const waiting = new Map<number, { resolve(): void; reject(error: Error): void }>();
  let next = 1;
  line.onmessage = ({ data }) => {
    switch (data.kind) {
      case "channel":
        receive(data.message);
        break;
      case "files":
        for (const { path, bytes, time } of data.files) {
          if (bytes === null) memory.take(path);
          else memory.put(path, bytes, time);
        }
        break;
      case "storage":
        memory.makeFolder(data.folder);
        keepBelow(
          data.folder,
          (path, content) =>
            new Promise((resolve, reject) => {
              const id = next++;
              waiting.set(id, { resolve, reject });
              line.postMessage({ kind: "keep", id, path, content });
            }),
        );
        break;
      case "kept": {
        const asked = waiting.get(data.id);
        waiting.delete(data.id);
        if (data.failure === undefined) asked?.resolve();
        else asked?.reject(new Error(data.failure));
      }
    }
  };
  const engine = new Engine(webWasm, (result) => void channel.call("models", result).catch(() => undefined));
  const channel: Channel<EngineApi, EngineEvents> = new Channel<EngineApi, EngineEvents>(
    {
      post: (message) => line.postMessage({ kind: "channel", message }),
      onMessage: (receiver) => {
        receive = receiver;
      },
    },
    engine.handlers,
    toFailure,
  );
}

main(globalThis as unknown as Line);
