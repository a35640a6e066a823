import type { Place } from "./gridKeys";
import { keep, kept } from "./kept";

/** Where a person is in a grid. The page is thrown away while it is hidden; this brings them back. */
export interface Position extends Place {
  /** The result's id. */
  readonly id: string;
  readonly top: number;
  readonly left: number;
  /** Rows that were known then. */
  readonly rows: number;
}

/** Milliseconds after the last scroll before it is remembered: each time is a message to the editor. */
const pause = 100;
let latest: Position | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

export function rememberPosition(position: Position): void {
  latest = position;
  timer ??= setTimeout(write, pause);
}

function write(): void {
  clearTimeout(timer);
  timer = undefined;
  if (latest !== undefined) keep({ position: latest });
  latest = undefined;
}

// A page that is thrown away says so first.
window.addEventListener("pagehide", write);

/** The last position, where it was in this result. */
export function recallPosition(id: string): Position | undefined {
  if (latest?.id === id) return latest;
  const { position } = kept();
  return position?.id === id ? position : undefined;
}
