import type { Lines } from "./lines";
import type { Shown } from "./shown";

/** What a page of results is asked for: the rows it shows, and the statements that they are of. */
export interface Board {
  readonly shown: Shown;
  readonly lines: Lines;
}
