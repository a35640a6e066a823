import { Channel, type Handlers, RemoteError, type RemoteFailure } from "../../protocol/channel";
import type { EngineApi, EngineEvents } from "../../protocol/engine";
import type { EngineProcess } from "../platform";

/** Why an engine is no longer there, and what it was doing. */
export interface EngineStop {
  /** `cancel`: it did not stop when asked, so it was killed. `died`: it went by itself. */
  readonly reason: "cancel" | "died";
  readonly cause: string;
  readonly inFlight: readonly string[];
}

type Call = keyof EngineApi & string;
type Argument<K extends Call> = Parameters<EngineApi[K]> extends [infer A] ? A : undefined;
type Answer<K extends Call> = ReturnType<EngineApi[K]>;

const cancelled: RemoteFailure = { code: "Cancelled", message: "Cancelled" };

/** How long an engine may take to stop when asked, before it is killed: most work ends by itself soon. */
export const cancelGrace = 1500;
/** The same for what a person waits for, and reads: a query under way hears nothing, and killing it loses nothing. */
export const readGrace = 50;

const reads: ReadonlySet<Call> = new Set<Call>([
  "run",
  "read",
  "page",
  "total",
  "explain",
  "object",
  "related",
  "relatedCount",
]);

/** One engine process: typed calls to it, a cancel that always works, and word of its end. */
export class EngineClient {
  readonly #process: EngineProcess;
  readonly #channel: Channel<EngineEvents, EngineApi>;
  readonly #onStop: (stop: EngineStop) => void;
  readonly #inFlight = new Map<symbol, string>();
  #stopped = false;
  /** What it holds is nowhere else, so it is not killed in a hurry. */
  isIrreplaceable = false;

  constructor(process: EngineProcess, events: Handlers<EngineEvents>, onStop: (stop: EngineStop) => void) {
    this.#process = process;
    this.#onStop = onStop;
    this.#channel = new Channel<EngineEvents, EngineApi>(process.port, events);
    process.onExit((cause) => this.#stop("died", cause));
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Calls the engine. `what` names the work for the message that is shown if the engine dies meanwhile. */
  async call<K extends Call>(
    name: K,
    argument: Argument<K>,
    signal?: AbortSignal,
    what: string = name,
  ): Promise<Answer<K>> {
    if (signal?.aborted) throw new RemoteError(cancelled);
    const key = Symbol(name);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onAbort = (): void => {
      const grace = reads.has(name) && !this.isIrreplaceable ? readGrace : cancelGrace;
      timer = setTimeout(() => this.#stop("cancel", ""), grace);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#inFlight.set(key, what);
    try {
      const call = this.#channel.call as (name: K, argument: unknown, signal?: AbortSignal) => Promise<Answer<K>>;
      return await call.call(this.#channel, name, argument, signal);
    } finally {
      this.#inFlight.delete(key);
      signal?.removeEventListener("abort", onAbort);
      clearTimeout(timer);
    }
  }

  /** Ends the process without a word to anyone: the owner asked for it. */
  dispose(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#channel.dispose();
    this.#process.kill();
  }

  #stop(reason: EngineStop["reason"], cause: string): void {
    if (this.#stopped) return;
    this.#stopped = true;
    const inFlight = [...this.#inFlight.values()];
    this.#channel.dispose(reason === "cancel" ? cancelled : { code: "EngineStopped", message: cause });
    if (reason === "cancel") this.#process.kill();
    this.#onStop({ reason, cause, inFlight });
  }
}
