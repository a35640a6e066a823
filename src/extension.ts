import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type * as vscode from "vscode";
import { ENGINE_ENVIRONMENT, ENGINE_FLAGS } from "./host/engine/flags";
import type { EngineProcess, Platform } from "./host/platform";
import { start } from "./host/start";

/** Entry for a host that runs on Node: the desktop, and servers. */
export function activate(context: vscode.ExtensionContext): void {
  const dist = join(context.extensionPath, "dist");
  const platform: Platform = {
    startEngine: () => forkEngine(join(dist, "engine.js")),
    startLanguage: async (log, options) => {
      // A bundle of its own, so that a window without `.queryset` documents never loads the client.
      const { startLanguageClient } = require(join(dist, "client.js")) as typeof import("./host/language/client");
      return await startLanguageClient(join(dist, "server.js"), log, options);
    },
  };
  context.subscriptions.push(start(context, platform));
}

function forkEngine(module: string): EngineProcess {
  const child = fork(module, [], {
    // The host's own executable is Electron or a Node; this makes either a plain Node.
    env: { ...process.env, ...ENGINE_ENVIRONMENT, ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "" },
    execArgv: [...ENGINE_FLAGS],
    serialization: "advanced",
    silent: true,
  });
  return {
    port: {
      post: (message) => {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (receiver) => void child.on("message", receiver),
    },
    kill: () => void child.kill("SIGKILL"),
    onExit: (listener) => onceGone(child, listener),
    onOutput: (listener) => {
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", listener);
    },
  };
}

/** A process that could not start says `error`, one that ran says `exit`. */
function onceGone(child: ChildProcess, listener: (cause: string) => void): void {
  let gone = false;
  const tell = (cause: string): void => {
    if (!gone) listener(cause);
    gone = true;
  };
  child.once("error", (error) => tell(error.message));
  child.once("exit", (code, signal) => tell(signal === null ? `exit code ${code}` : `signal ${signal}`));
}
