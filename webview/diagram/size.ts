import type { DiagramField } from "../../src/protocol/diagram";
import type { Box } from "./graph";

/** Heights and widths of a box's parts, in the drawing's own units. */
export const part = { header: 30, row: 19, foot: 6, side: 10, mark: 20, gap: 18 } as const;
const least = 120;
const most = 340;

/** How wide a text is, in bold or not. */
export type Measure = (text: string, bold: boolean) => number;

/** Measures with the fonts that the page draws with. */
export function pageMeasure(family: string): Measure {
  const context = document.createElement("canvas").getContext("2d");
  return (text, bold) => {
    if (context === null) return text.length * 7;
    context.font = bold ? `600 13px ${family}` : `12px ${family}`;
    return context.measureText(text).width;
  };
}

/** A box's size. */
export function sizeOf(box: Box, measure: Measure): { readonly width: number; readonly height: number } {
  const { side, mark, gap } = part;
  const rows = box.fields.map((field) => {
    return side + mark + measure(field.name, field.key !== undefined) + gap + measure(typeText(field), false) + side;
  });
  const kind = box.model.kind === "model" ? 0 : measure(box.model.kind, false) + gap;
  const header = side * 2 + 8 + measure(box.model.name, true) + kind;
  const width = Math.ceil(Math.min(most, Math.max(least, header, ...rows)));
  const lines = box.fields.length + (box.more > 0 ? 1 : 0);
  return { width, height: part.header + (lines === 0 ? 0 : lines * part.row + part.foot) };
}

/** A field's type as its row shows it; `?` says that it takes NULL. */
export function typeText({ type, null: isNull }: DiagramField): string {
  return isNull ? `${type}?` : type;
}

/** A text cut to a width, with an ellipsis where something is missing. */
export function fitted(text: string, width: number, bold: boolean, measure: Measure): string {
  if (measure(text, bold) <= width) return text;
  let end = text.length;
  while (end > 1 && measure(`${text.slice(0, end)}…`, bold) > width) end--;
  return `${text.slice(0, end)}…`;
}
