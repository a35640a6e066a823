import { editor } from "../editor";
import { type Choices, firstChoices } from "./choices";
import type { Placement, Point, Rect } from "./geometry";
import type { Viewport } from "./viewport";

/** What the page keeps while it is hidden, and over a restart of the editor. */
export interface Memory {
  readonly choices: Choices;
  readonly viewport?: Viewport;
  readonly selected?: string;
  readonly placement?: Placement;
}

interface Kept extends Omit<Memory, "placement"> {
  readonly boxes?: readonly (readonly [string, Rect])[];
  readonly lines?: readonly (readonly [string, readonly Point[]])[];
  readonly groups?: readonly (readonly [string, Rect])[];
}

export function remember({ placement, ...rest }: Memory): void {
  if (placement === undefined) editor.setState(rest satisfies Kept);
  else {
    const { boxes, lines, groups } = placement;
    editor.setState({ ...rest, boxes: [...boxes], lines: [...lines], groups: [...groups] } satisfies Kept);
  }
}

/** What was kept last; the first choices where there is nothing. */
export function recall(): Memory {
  const kept = editor.getState() as Kept | undefined;
  if (kept?.choices === undefined) return { choices: firstChoices };
  const { boxes, lines, groups, ...rest } = kept;
  const choices = { ...firstChoices, ...rest.choices };
  if (boxes === undefined || lines === undefined || groups === undefined) return { ...rest, choices };
  return { ...rest, choices, placement: { boxes: new Map(boxes), lines: new Map(lines), groups: new Map(groups) } };
}
