import type { ObjectRef, ObjectRelation, ObjectView } from "../../src/protocol/objects";
import type { RowTotal } from "../../src/protocol/results";
import { t } from "../text";
import type { Held, Members, TreeData } from "./items";
import type { TreeHost } from "./port";

/** Rows of a relation that are read at once. */
export const pageSize = 50;
/** Rows that one answer can hold. */
const mostAtOnce = 1000;

/** A relation of a row. */
interface Group {
  readonly owner: ObjectRef;
  readonly relation: ObjectRelation;
}

type Slot<T> = Held<T> & { readonly isOld?: true };

/**
 * What a tree shows, read when it comes into sight. Numbers of rows are read one after another, so that nothing else
 * waits for them. What is old stays in sight until it is read again.
 */
export class Loader implements TreeData {
  readonly #host: TreeHost;
  readonly #onChange: () => void;
  #objects = new Map<string, Slot<ObjectView>>();
  #members = new Map<string, Slot<Members>>();
  #counts = new Map<string, Slot<RowTotal>>();
  #waiting: (() => Promise<void>)[] = [];
  #isCounting = false;
  #controller = new AbortController();
  #running = 0;

  constructor(host: TreeHost, onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
  }

  get isBusy(): boolean {
    return this.#running > 0;
  }

  object(id: string): Held<ObjectView> | undefined {
    return this.#objects.get(id);
  }

  members(id: string): Held<Members> | undefined {
    return this.#members.get(id);
  }

  count(id: string): Held<RowTotal> | undefined {
    const members = this.#members.get(id)?.value;
    // All of them are there: they need no counting.
    if (members?.more === false) return { value: { rows: members.rows.length }, busy: false };
    return this.#counts.get(id);
  }

  needObject(id: string, ref: ObjectRef): void {
    void this.#fill(this.#objects, id, (signal) => this.#host.call("object", plain(ref), signal));
  }

  /** Reads a relation's first rows, or as many as `most` where they were there before. */
  needMembers(id: string, { owner, relation }: Group, most = pageSize): void {
    const before = this.#members.get(id)?.value?.rows.length ?? 0;
    const count = Math.min(mostAtOnce, Math.max(pageSize, before, most));
    void this.#fill(this.#members, id, (signal) =>
      this.#host.call("related", { ...plain(owner), relation: relation.id, start: 0, count }, signal),
    );
  }

  needCount(id: string, { owner, relation }: Group): void {
    const held = this.#counts.get(id);
    if (this.count(id)?.value !== undefined && held?.isOld === undefined) return;
    if (held !== undefined && held.isOld === undefined) return;
    this.#counts.set(id, { ...known(held), busy: true });
    const { signal } = this.#controller;
    this.#waiting.push(() =>
      this.#take(
        this.#counts,
        id,
        signal,
        this.#host.call("relatedCount", { ...plain(owner), relation: relation.id, exact: false }, signal),
      ),
    );
    void this.#nextCount();
  }

  /** Counts all the rows of a relation, however many they are. */
  countAll(id: string, { owner, relation }: Group): void {
    const { signal } = this.#controller;
    this.#counts.set(id, { ...known(this.#counts.get(id)), busy: true });
    const request = { ...plain(owner), relation: relation.id, exact: true };
    void this.#take(this.#counts, id, signal, this.#host.call("relatedCount", request, signal));
  }

  /** Reads a relation's next rows. */
  more(id: string, { owner, relation }: Group): void {
    const held = this.#members.get(id);
    if (held?.value === undefined || held.busy) return;
    const { rows } = held.value;
    this.#members.set(id, { value: held.value, busy: true });
    const { signal } = this.#controller;
    const request = { ...plain(owner), relation: relation.id, start: rows.length, count: pageSize };
    const next = this.#host
      .call("related", request, signal)
      .then((page) => ({ ...page, rows: [...rows, ...page.rows] }));
    void this.#take(this.#members, id, signal, next);
  }

  /** Asks once more for what failed. */
  retry(id: string): void {
    retried(this.#objects, id);
    retried(this.#members, id);
    retried(this.#counts, id);
    this.#onChange();
  }

  /** Everything is read again as it is asked for; until then it stays as it is. */
  refresh(): void {
    this.#objects = old(this.#objects);
    this.#members = old(this.#members);
    this.#counts = old(this.#counts);
    this.#onChange();
  }

  /** Gives up what is being read. */
  cancel(): void {
    this.#waiting = [];
    for (const [id, slot] of this.#counts)
      if (slot.busy) this.#counts.set(id, { ...known(slot), error: t("Cancelled"), busy: false });
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#onChange();
  }

  async #fill<T>(held: Map<string, Slot<T>>, id: string, read: (signal: AbortSignal) => Promise<T>): Promise<void> {
    const slot = held.get(id);
    if (slot !== undefined && (slot.busy || slot.isOld === undefined)) return;
    held.set(id, { ...known(slot), busy: true });
    const { signal } = this.#controller;
    await this.#take(held, id, signal, read(signal));
  }

  async #take<T>(held: Map<string, Slot<T>>, id: string, signal: AbortSignal, answer: Promise<T>): Promise<void> {
    this.#running++;
    // A tree that is being drawn is drawn once more when that is done.
    queueMicrotask(this.#onChange);
    try {
      held.set(id, { value: await answer, busy: false });
    } catch (error) {
      const isGone = error instanceof Error && error.name === "DoesNotExist";
      const words = error instanceof Error ? error.message : String(error);
      const kept = isGone ? {} : known(held.get(id));
      held.set(id, { ...kept, error: signal.aborted ? t("Cancelled") : words, busy: false });
    } finally {
      this.#running--;
      this.#onChange();
    }
  }

  async #nextCount(): Promise<void> {
    if (this.#isCounting) return;
    this.#isCounting = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) await next();
    this.#isCounting = false;
  }
}

function known<T>(held: Held<T> | undefined): { readonly value?: T } {
  return held?.value === undefined ? {} : { value: held.value };
}

/** Forgets a failure: what there was before stays, and is read on from; what never came is read anew. */
function retried<T>(held: Map<string, Slot<T>>, id: string): void {
  const slot = held.get(id);
  if (slot?.error === undefined) return;
  if (slot.value === undefined) held.delete(id);
  else held.set(id, { value: slot.value, busy: false });
}

function old<T>(held: ReadonlyMap<string, Slot<T>>): Map<string, Slot<T>> {
  return new Map([...held].map(([id, slot]) => [id, { ...known(slot), busy: false, isOld: true }]));
}

/** What of a row goes over the channel. */
function plain({ model, key }: ObjectRef): ObjectRef {
  return { model, key };
}
