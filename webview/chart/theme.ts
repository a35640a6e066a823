import type { ChartTheme } from "./drawing";

const colours = ["blue", "orange", "green", "purple", "red", "yellow"];

/** The theme's colours for charts, as they are now. A canvas knows no variables. */
export function currentTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--vscode-${name}`).trim();
  const foreground = token("charts-foreground") || token("foreground") || "CanvasText";
  const border = token("contrastBorder");
  return {
    palette: colours.map((name) => token(`charts-${name}`) || foreground),
    foreground,
    background: token("editor-background") || "Canvas",
    lines: token("charts-lines") || token("panel-border") || foreground,
    border: border === "" ? undefined : border,
    font: token("font-family") || "sans-serif",
    size: Number.parseFloat(token("font-size")) || 13,
  };
}

/** Calls back when the person chooses another theme; what it gives stops that. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  return () => observer.disconnect();
}
