import { RemoteError } from "../../protocol/channel";
import type { RunAnswer, RunRequest } from "../../protocol/engine";
import type { Page, RowTotal } from "../../protocol/results";
import type { CellDetail, FindAnswer, FindRequest, RelatedLabels, RowSpan, RowsApi } from "../../protocol/rows";
import type { Connection } from "../engine/connection";

type CopyRequest = Parameters<RowsApi["copyText"]>[0];

/** Milliseconds that a count may take which nobody asked for. */
const countPatience = 2000;

interface Kept {
  readonly request: RunRequest;
  /** The results' ids, in order. */
  readonly ids: readonly string[];
}

/**
 * The results in the panel: their pages and numbers of rows, from the engine. An engine that was ended takes its results
 * along; what only read is run again, and goes on under the same ids.
 */
export class Shown {
  readonly #connection: Connection;
  readonly #onCounting: () => void;
  readonly #onCounted: (id: string, total: RowTotal) => void;
  readonly #counts = new Set<AbortController>();
  #exact = 0;
  #kept: Kept | undefined;
  #restoring: Promise<void> | undefined;

  constructor(
    connection: Connection,
    onCounting: () => void,
    onCounted: (id: string, total: RowTotal) => void = () => undefined,
  ) {
    this.#connection = connection;
    this.#onCounting = onCounting;
    this.#onCounted = onCounted;
  }

  /** A person waits for a count. */
  get isCounting(): boolean {
    return this.#exact > 0;
  }

  /** Remembers what was run, where it only read. */
  keep(request: RunRequest, answer: RunAnswer): void {
    const ids = answer.kind === "read" ? answer.statements.flatMap(({ result }) => result?.id ?? []) : [];
    this.#kept = ids.length === 0 ? undefined : { request, ids };
  }

  /** The ids of what is shown, in order: what is read once more goes on under them. */
  get ids(): readonly string[] {
    return this.#kept?.ids ?? [];
  }

  page(
    request: { readonly id: string; readonly start: number; readonly count: number },
    signal: AbortSignal,
  ): Promise<Page> {
    return this.#held(request.id, signal, () => this.#connection.call("page", request, signal));
  }

  cell(
    request: { readonly id: string; readonly row: number; readonly column: number },
    signal: AbortSignal,
  ): Promise<CellDetail> {
    return this.#held(request.id, signal, () => this.#connection.call("cell", request, signal));
  }

  labels(request: { readonly id: string } & RowSpan, signal: AbortSignal): Promise<readonly RelatedLabels[]> {
    return this.#held(request.id, signal, () => this.#connection.call("labels", request, signal));
  }

  find(request: FindRequest, signal: AbortSignal): Promise<FindAnswer> {
    return this.#held(request.id, signal, () => this.#connection.call("find", request, signal));
  }

  /** Cells as text, and the number of their rows. */
  text(request: CopyRequest, signal: AbortSignal): Promise<{ readonly text: string; readonly rows: number }> {
    return this.#held(request.id, signal, () => this.#connection.call("copyText", request, signal));
  }

  /** Counts a result's rows: all of them where that was asked for, else only where it is quick. */
  async total(request: { readonly id: string; readonly exact: boolean }, signal: AbortSignal): Promise<RowTotal> {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    signal.addEventListener("abort", abort, { once: true });
    const timer = request.exact ? undefined : setTimeout(abort, countPatience);
    this.#counts.add(controller);
    if (request.exact) this.#exact++;
    this.#onCounting();
    try {
      const total = await this.#held(request.id, controller.signal, () =>
        this.#connection.call("total", request, controller.signal),
      );
      this.#onCounted(request.id, total);
      return total;
    } catch (error) {
      // What nobody asked for is left uncounted without a word.
      if (!request.exact && controller.signal.aborted) return { rows: null };
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      this.#counts.delete(controller);
      if (request.exact) this.#exact--;
      this.#onCounting();
    }
  }

  /** Stops every count. */
  cancel(): void {
    for (const controller of this.#counts) controller.abort();
  }

  async #held<T>(id: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      // What another cancel took along is asked for again.
      if (error instanceof RemoteError && error.code === "Cancelled" && !signal.aborted)
        return await this.#held(id, signal, ask);
      if (!(error instanceof RemoteError) || error.code !== "LookupError" || !this.#kept?.ids.includes(id)) throw error;
      this.#restoring ??= this.#restore(this.#kept).finally(() => {
        this.#restoring = undefined;
      });
      await this.#restoring;
      return await ask();
    }
  }

  async #restore({ request, ids }: Kept): Promise<void> {
    const answer = await this.#connection.call("run", { ...request, results: ids });
    // Nobody asked for a preview here; it would only be held in vain.
    if (answer.kind === "preview") await this.#connection.call("discard", { preview: answer.preview.id });
  }
}
