import type { RowKey } from "../../orm/query/keyset";

/** Anchors that are kept; past that, every other one goes. */
const MOST = 4096;

/** Rows whose place and key are known: where a page is read from that does not lie at the start. */
export class Anchors {
  /** Places in ascending order. */
  #places: number[] = [];
  readonly #keys = new Map<number, RowKey>();

  get size(): number {
    return this.#places.length;
  }

  add(place: number, key: RowKey): void {
    if (!this.#keys.has(place)) this.#places.splice(this.#after(place), 0, place);
    this.#keys.set(place, key);
    if (this.#places.length > MOST) this.#thin();
  }

  /** The last anchor before a place. */
  before(place: number): { readonly place: number; readonly key: RowKey } | null {
    return this.#at(this.#after(place - 1) - 1);
  }

  /** The first anchor at a place or behind it. */
  from(place: number): { readonly place: number; readonly key: RowKey } | null {
    return this.#at(this.#after(place - 1));
  }

  clear(): void {
    this.#places = [];
    this.#keys.clear();
  }

  #at(index: number): { readonly place: number; readonly key: RowKey } | null {
    const place = this.#places[index];
    const key = place === undefined ? undefined : this.#keys.get(place);
    return place === undefined || key === undefined ? null : { place, key };
  }

  /** How many anchors lie at the place or before it. */
  #after(place: number): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle] as number) <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #thin(): void {
    this.#places = this.#places.filter((place, i) => {
      if (i % 2 === 0) return true;
      this.#keys.delete(place);
      return false;
    });
  }
}
