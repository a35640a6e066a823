import { Channel } from "../protocol/channel";
import type { EngineApi, EngineEvents } from "../protocol/engine";
import { Engine } from "./engine";
import { toFailure } from "./failure";
import { guardRegularExpressions } from "./regexGuard";
import { wasmPath } from "./workspace";

/** The engine process: forked by the host, spoken to over its IPC channel, gone when the host is. */
function main(): void {
  guardRegularExpressions();
  const engine = new Engine(
    wasmPath(__dirname),
    (result) => void channel.call("models", result).catch(() => undefined),
    () => void channel.call("dataChanged", undefined).catch(() => undefined),
  );
  const channel: Channel<EngineApi, EngineEvents> = new Channel<EngineApi, EngineEvents>(
    {
      post: (message) => void process.send?.(message as object),
      onMessage: (receiver) => void process.on("message", receiver),
    },
    engine.handlers,
    toFailure,
  );
  process.on("disconnect", () => {
    channel.dispose();
    // Whatever runs is cut off here: an open transaction is rolled back by the database's own journal.
    process.exit(0);
  });
}

main();
