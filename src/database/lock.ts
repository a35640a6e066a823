/** A first-in-first-out lock: each piece of work starts when the one before it has ended, however it ended. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when its turn comes. Work that takes the same lock again from inside would wait for itself for ever. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
