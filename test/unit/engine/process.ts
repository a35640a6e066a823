import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { afterEach } from "vitest";
import { Channel } from "../../../src/protocol/channel";
import type { EngineApi, EngineEvents } from "../../../src/protocol/engine";

/** A running engine process, and the host's end of its channel. */
export interface EngineProcess {
  readonly channel: Channel<EngineEvents, EngineApi>;
  /** Ends it as a crash would, at once; resolves when it is gone. */
  kill(): Promise<void>;
  readonly pid: number;
  /** Sends what is not for the engine, but for a script loaded before it. */
  send(message: object): void;
  /** Resolves when it is gone, however it went. */
  readonly gone: Promise<unknown>;
}

const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** What a test does to an engine from outside: a script loaded before it, and its environment. */
export interface StartOptions {
  readonly preload?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts an engine as the extension does; it is ended after the test. */
export function startEngine(path: string, { preload, env = {} }: StartOptions = {}): EngineProcess {
  const child = fork(path, {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, ...env },
    ...(preload !== undefined && { execArgv: ["--require", preload] }),
  });
  running.push(child);
  const channel = new Channel<EngineEvents, EngineApi>(
    {
      // A message that a dead engine cannot take is no failure of the test.
      post: (message) => void child.send(message as object, () => undefined),
      onMessage: (receiver) => void child.on("message", receiver),
    },
    { progress: () => undefined, models: () => undefined, dataChanged: () => undefined, log: () => undefined },
  );
  const gone = once(child, "exit");
  void gone.then(() => channel.dispose());
  return {
    channel,
    gone,
    pid: child.pid ?? 0,
    send: (message) => void child.send(message, () => undefined),
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
