import type { Results } from "../../test/bench/record";

const width = 800;
const height = 420;
const left = 70;
const right = 290;
const top = 24;
const bottom = 48;
/** Told apart by people who see no difference of red and green, and readable on white and on black. */
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#a6761d", "#6a8fff"];

/** A plot of the growth measurements: milliseconds over rows, both logarithmic, as SVG. Null where none were made. */
export function growthPlot({ measurements }: Results): string | null {
  const lines = new Map<string, [number, number][]>();
  for (const { bench, what, of, milliseconds } of measurements) {
    if (bench !== "growth" || of === undefined || milliseconds === undefined || milliseconds <= 0) continue;
    lines.set(what, [...(lines.get(what) ?? []), [Number(of.replaceAll(",", "")), milliseconds]]);
  }
  const points = [...lines.values()].flat();
  if (points.length === 0) return null;
  const [x0, x1] = decades(points.map(([x]) => x));
  const [y0, y1] = decades(points.map(([, y]) => y));
  const x = (rows: number): number => left + ((Math.log10(rows) - x0) / (x1 - x0)) * (width - left - right);
  const y = (took: number): number => height - bottom - ((Math.log10(took) - y0) / (y1 - y0)) * (height - top - bottom);
  const grid = [
    ...range(x0, x1).map((power) => {
      const at = x(10 ** power).toFixed(1);
      return `<line x1="${at}" y1="${top}" x2="${at}" y2="${height - bottom}"/><text x="${at}" y="${height - bottom + 18}" text-anchor="middle">${(10 ** power).toLocaleString("en")}</text>`;
    }),
    ...range(y0, y1).map((power) => {
      const at = y(10 ** power).toFixed(1);
      return `<line x1="${left}" y1="${at}" x2="${width - right}" y2="${at}"/><text x="${left - 8}" y="${Number(at) + 4}" text-anchor="end">${duration(10 ** power)}</text>`;
    }),
  ];
  const drawn = [...lines].map(([what, list], index) => {
    const colour = colours[index % colours.length] ?? "";
    const path = list.map(([rows, took]) => `${x(rows).toFixed(1)},${y(took).toFixed(1)}`).join(" ");
    const dots = list.map(([rows, took]) => `<circle cx="${x(rows).toFixed(1)}" cy="${y(took).toFixed(1)}" r="3"/>`);
    const label = top + 16 + index * 20;
    return `<g stroke="${colour}" fill="${colour}"><polyline points="${path}" fill="none" stroke-width="2"/>${dots.join("")}<line x1="${width - right + 16}" y1="${label - 4}" x2="${width - right + 34}" y2="${label - 4}" stroke-width="2"/></g><text x="${width - right + 40}" y="${label}">${what}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Milliseconds over rows">
<rect width="${width}" height="${height}" fill="#ffffff"/>
<g stroke="#d0d0d0" stroke-width="1" font-family="sans-serif" font-size="11" fill="none"><style>text { fill: #333333; stroke: none; font: 11px sans-serif }</style>
${grid.join("\n")}
${drawn.join("\n")}
<text x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">rows</text>
</g>
</svg>
`;
}

function decades(values: readonly number[]): readonly [number, number] {
  const from = Math.floor(Math.log10(Math.min(...values)));
  return [from, Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values))))];
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function duration(milliseconds: number): string {
  return milliseconds >= 1000 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}
