/** What two processes talk over: anything that posts and receives structured-cloneable or JSON messages. */
export interface Port {
  post(message: unknown): void;
  /** Registers the one receiver; the port keeps messages until there is one. */
  onMessage(receiver: (message: unknown) => void): void;
}

/** A call's failure as it crosses a process border. `code` is stable, `message` is for people, `data` for programs. */
export interface RemoteFailure {
  readonly code: string;
  readonly message: string;
  readonly data?: unknown;
}

/** Thrown by `Channel.call` when the other side's handler threw, or the channel was disposed (`code` "Disposed"). */
export class RemoteError extends Error {
  readonly code: string;
  readonly data: unknown;

  constructor(failure: RemoteFailure) {
    super(failure.message);
    this.name = failure.code;
    this.code = failure.code;
    this.data = failure.data;
  }
}

/** A side's calls by name, each a function from its argument to its answer. */
// biome-ignore lint/suspicious/noExplicitAny: the constraint must accept every argument list; calls stay exactly typed.
export type Contract<T> = { [K in keyof T]: (...args: any[]) => unknown };
type Reply<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;
type Arguments<F> = F extends (first: infer A, ...rest: never[]) => unknown ? A : undefined;

/** The functions that answer the other side's calls. Each gets its one argument and a signal that aborts on cancel. */
export type Handlers<T> = {
  readonly [K in keyof T]: (argument: Arguments<T[K]>, signal: AbortSignal) => Reply<T[K]> | Promise<Reply<T[K]>>;
};

type Message =
  | { readonly call: number; readonly name: string; readonly argument: unknown }
  | { readonly answer: number; readonly value: unknown }
  | { readonly failed: number; readonly failure: RemoteFailure }
  | { readonly cancel: number };

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * One typed, two-way line between two processes. `Mine` is the interface this side answers, `Theirs` the one it calls:
 * both sides use this class with the types swapped. Every call is answered: a handler that throws sends its failure,
 * and `dispose` rejects whatever is pending.
 */
export class Channel<Mine extends Contract<Mine>, Theirs extends Contract<Theirs>> {
  readonly #port: Port;
  readonly #handlers: Handlers<Mine>;
  readonly #toFailure: (error: unknown) => RemoteFailure;
  readonly #pending = new Map<number, Pending>();
  readonly #running = new Map<number, AbortController>();
  #next = 1;
  #disposed = false;

  constructor(port: Port, handlers: Handlers<Mine>, toFailure: (error: unknown) => RemoteFailure = defaultFailure) {
    this.#port = port;
    this.#handlers = handlers;
    this.#toFailure = toFailure;
    port.onMessage((message) => this.#receive(message as Message));
  }

  /** Calls the other side. Aborting `signal` sends a cancel; the promise then settles as the other side answers. */
  call<K extends keyof Theirs & string>(
    name: K,
    argument: Arguments<Theirs[K]>,
    signal?: AbortSignal,
  ): Promise<Reply<Theirs[K]>> {
    if (this.#disposed)
      return Promise.reject(new RemoteError({ code: "Disposed", message: "The connection is closed." }));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#port.post({ cancel: id } satisfies Message);
      const settle = (): void => signal?.removeEventListener("abort", onAbort);
      this.#pending.set(id, {
        resolve: (value) => {
          settle();
          resolve(value as Reply<Theirs[K]>);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      this.#port.post({ call: id, name, argument } satisfies Message);
      if (signal?.aborted) onAbort();
      else signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Rejects every pending call with `reason` (default: code "Disposed") and cancels the handlers that run here. */
  dispose(reason: RemoteFailure = { code: "Disposed", message: "The connection is closed." }): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const pending of this.#pending.values()) pending.reject(new RemoteError(reason));
    this.#pending.clear();
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  #receive(message: Message): void {
    if (this.#disposed || typeof message !== "object" || message === null) return;
    if ("call" in message) void this.#answer(message.call, message.name, message.argument);
    else if ("answer" in message) this.#take(message.answer)?.resolve(message.value);
    else if ("failed" in message) this.#take(message.failed)?.reject(new RemoteError(message.failure));
    else if ("cancel" in message) this.#running.get(message.cancel)?.abort();
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  async #answer(id: number, name: string, argument: unknown): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    let reply: Message;
    try {
      if (!Object.hasOwn(this.#handlers, name)) {
        throw new RemoteError({ code: "UnknownCall", message: `There is no call named ${name}.` });
      }
      const handler = this.#handlers[name as keyof Mine] as (argument: unknown, signal: AbortSignal) => unknown;
      reply = { answer: id, value: await handler(argument, controller.signal) };
    } catch (error) {
      reply = { failed: id, failure: this.#toFailure(error) };
    }
    this.#running.delete(id);
    if (!this.#disposed) this.#port.post(reply);
  }
}

/** Keeps an error's own `code` where it has one; anything else crosses as "Bug". */
export function defaultFailure(error: unknown): RemoteFailure {
  if (error instanceof RemoteError) return { code: error.code, message: error.message, data: error.data };
  if (error instanceof Error) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "Bug";
    return { code, message: error.message };
  }
  return { code: "Bug", message: String(error) };
}
