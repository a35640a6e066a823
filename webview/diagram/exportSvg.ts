import type { Rect } from "./geometry";

const margin = 20;
const pageOnly = ["tabindex", "role", "aria-label", "aria-current", "aria-describedby", "data-label"];

/**
 * The drawing as a file of its own: whole, at its natural size, with the colours and fonts that the editor's theme gives
 * it here. `styles` are the drawing's rules, whose variables are replaced by what they stand for.
 */
export function exportSvg(drawing: SVGGElement, content: Rect, styles: string): string {
  const copy = drawing.cloneNode(true) as SVGGElement;
  copy.removeAttribute("transform");
  for (const element of copy.querySelectorAll(".hit, .big, .focus")) element.remove();
  for (const element of copy.querySelectorAll("*")) {
    for (const name of pageOnly) element.removeAttribute(name);
    element.classList.remove("dimmed", "selected", "linked", "found");
  }
  dropComments(copy);
  const [left, top] = [content.x - margin, content.y - margin];
  const [width, height] = [Math.ceil(content.width + 2 * margin), Math.ceil(content.height + 2 * margin)];
  const size = `width="${width}" height="${height}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" class="drawing" ${size} viewBox="${left} ${top} ${width} ${height}">`,
    `<style>${resolved(styles).replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</style>`,
    `<rect x="${left}" y="${top}" ${size} fill="${resolved("var(--vscode-editor-background, #fff)")}"/>`,
    new XMLSerializer().serializeToString(copy),
    "</svg>",
    "",
  ].join("\n");
}

/** The renderer marks its places with comments. */
function dropComments(root: Node): void {
  for (const child of [...root.childNodes]) {
    if (child.nodeType === Node.COMMENT_NODE) child.parentNode?.removeChild(child);
    else dropComments(child);
  }
}

/** Rules with their variables replaced, from the inside out, by the values that they have on this page. */
function resolved(styles: string): string {
  const computed = getComputedStyle(document.body);
  // A variable whose fallback, if any, has no variable in it any more.
  const innermost = /var\(\s*(--[\w-]+)\s*(?:,\s*((?:[^()]|\((?!.*var\()[^()]*\))*))?\)/g;
  let text = styles;
  for (let round = 0; round < 8 && text.includes("var("); round++) {
    text = text.replace(innermost, (_whole, name: string, fallback: string | undefined) => {
      const value = computed.getPropertyValue(name).trim();
      return value === "" ? (fallback?.trim() ?? "none") : value;
    });
  }
  return text;
}
