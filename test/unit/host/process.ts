import type { EngineProcess } from "../../../src/host/platform";
import type { Port } from "../../../src/protocol/channel";
import { FakeEngine } from "./fakeEngine";

/** An engine "process" in this one: its messages are cloned as if they crossed a border, and it can die. */
export class FakeProcess implements EngineProcess {
  readonly port: Port;
  readonly engine: FakeEngine;
  killed = false;
  #exit: ((cause: string) => void) | undefined;
  #gone = false;

  constructor(engine = new FakeEngine()) {
    this.engine = engine;
    let toHost: (message: unknown) => void = () => undefined;
    let toEngine: (message: unknown) => void = () => undefined;
    const deliver = (receiver: () => (message: unknown) => void) => (message: unknown) => {
      const copy = structuredClone(message);
      queueMicrotask(() => this.#gone || receiver()(copy));
    };
    this.port = {
      post: deliver(() => toEngine),
      onMessage: (receiver) => {
        toHost = receiver;
      },
    };
    engine.serve({
      post: deliver(() => toHost),
      onMessage: (receiver) => {
        toEngine = receiver;
      },
    });
  }

  kill(): void {
    this.killed = true;
    this.die("signal SIGKILL");
  }

  die(cause: string): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#exit?.(cause);
  }

  onExit(listener: (cause: string) => void): void {
    this.#exit = listener;
  }

  onOutput(): void {}
}
