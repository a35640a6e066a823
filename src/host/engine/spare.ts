import type { EngineProcess } from "../platform";

/** Work that takes longer than this may well be cancelled, and its engine with it. */
const patience = 300;

/** An engine that is started beside one that is long at work, so that a cancel has another one at hand. */
export class Spare {
  readonly #start: () => EngineProcess;
  #process: EngineProcess | undefined;
  #users = 0;

  constructor(start: () => EngineProcess) {
    this.#start = start;
  }

  /** Waits for work; where that takes long, has a spare engine until it is done. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#users++;
    const timer = setTimeout(() => this.#prepare(), patience);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      if (--this.#users === 0) this.dispose();
    }
  }

  /** The spare engine, or a new one where there is none yet. It is the caller's from now on. */
  take(): EngineProcess {
    const process = this.#process ?? this.#start();
    this.#process = undefined;
    return process;
  }

  dispose(): void {
    this.#process?.kill();
    this.#process = undefined;
  }

  #prepare(): void {
    if (this.#process !== undefined) return;
    const process = this.#start();
    this.#process = process;
    process.onExit(() => {
      if (this.#process === process) this.#process = undefined;
    });
  }
}
