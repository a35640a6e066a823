import { isExpandable, parentOf, type TreeItem } from "./items";
import { typedAt } from "./words";

/** What a key asks of the tree: to go to an item by its place, or to unfold or fold items by their ids. */
export type Move = { readonly to: number } | { readonly unfold: readonly string[] } | { readonly fold: string };

interface Key {
  readonly key: string;
  /** Items that PageUp and PageDown move by. */
  readonly page: number;
}

/** What a key does at an item, as in the editor's own trees; undefined for keys that do nothing there. */
export function moveOf(items: readonly TreeItem[], at: number, { key, page }: Key): Move | undefined {
  const item = items[at];
  if (item === undefined) return undefined;
  const last = items.length - 1;
  const to = (place: number): Move => ({ to: Math.max(0, Math.min(last, place)) });
  switch (key) {
    case "ArrowDown":
      return to(at + 1);
    case "ArrowUp":
      return to(at - 1);
    case "Home":
      return to(0);
    case "End":
      return to(last);
    case "PageDown":
      return to(at + page);
    case "PageUp":
      return to(at - page);
    case "ArrowRight":
      if (!isExpandable(item)) return undefined;
      return item.expanded ? to(at + 1) : { unfold: [item.id] };
    case "ArrowLeft": {
      if (isExpandable(item) && item.expanded) return { fold: item.id };
      const parent = parentOf(items, at);
      return parent < 0 ? undefined : to(parent);
    }
    case "*":
      return {
        unfold: siblingsOf(items, at).flatMap((each) => (isExpandable(each) && !each.expanded ? [each.id] : [])),
      };
    default:
      return undefined;
  }
}

/** The items under the same one. */
function siblingsOf(items: readonly TreeItem[], at: number): readonly TreeItem[] {
  const level = items[at]?.level ?? 1;
  let first = at;
  while (first > 0 && (items[first - 1]?.level ?? 0) >= level) first--;
  let end = at;
  while (end < items.length && (items[end]?.level ?? 0) >= level) end++;
  return items.slice(first, end).filter((item) => item.level === level);
}

/** Milliseconds within which letters belong to one word. */
const pause = 800;

/** Finds items by their first letters, as they are typed. */
export class TypeAhead {
  #typed = "";
  #last = Number.NEGATIVE_INFINITY;

  /** The place of the next item that begins so, from the one that is active; undefined where there is none. `now` in milliseconds. */
  find(letter: string, items: readonly TreeItem[], at: number, now: number): number | undefined {
    const goesOn = now - this.#last < pause;
    this.#last = now;
    this.#typed = goesOn ? this.#typed + letter.toLowerCase() : letter.toLowerCase();
    // The same letter again and again goes from one item to the next.
    const isRepeated = [...this.#typed].every((each) => each === this.#typed[0]);
    const sought = isRepeated ? (this.#typed[0] ?? "") : this.#typed;
    const first = sought.length > 1 ? 0 : 1;
    for (let step = first; step <= items.length; step++) {
      const place = (at + step) % items.length;
      const item = items[place];
      if (item !== undefined && typedAt(item).toLowerCase().startsWith(sought)) return place;
    }
    return undefined;
  }
}
