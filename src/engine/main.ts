import { Channel, defaultFailure, type RemoteFailure } from "../protocol/channel";
import type { EngineApi, EngineEvents } from "../protocol/engine";
import { QuerysetError } from "../protocol/errors";
import { PyRaise } from "../python/exceptions";
import { Interrupted } from "../python/runtime";
import { Engine } from "./engine";
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

function toFailure(error: unknown): RemoteFailure {
  if (error instanceof Interrupted || (error instanceof Error && error.name === "AbortError"))
    return { code: "Cancelled", message: "Cancelled" };
  if (error instanceof QuerysetError)
    return {
      code: error.code,
      message: error.message,
      ...(error.hint !== undefined && { data: { hint: error.hint } }),
    };
  if (error instanceof PyRaise)
    return {
      code: error.name,
      message: error.message,
      ...(error.hint !== undefined && { data: { hint: error.hint } }),
    };
  if (error instanceof Error && !("code" in error)) return { code: "Bug", message: error.stack ?? error.message };
  return defaultFailure(error);
}

main();
