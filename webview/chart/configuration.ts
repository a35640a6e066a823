import type { ChartConfiguration, ChartDataset, ChartType, Plugin, TooltipItem } from "chart.js";
import type { ChartSpec, Point, Series } from "./drawing";

/** Characters of a label along an axis or in a legend; a tooltip has it whole. */
const longest = 24;
/** Points beyond which each has no mark of its own. */
const mostMarks = 60;
/** Marks and dashes tell lines apart where colours do not. */
const marks = ["circle", "rect", "triangle", "rectRot", "star", "cross"] as const;

/** What the library needs to know to draw a chart. Nothing moves: a picture is there at once. */
export function configurationOf(spec: ChartSpec): ChartConfiguration {
  const { kind, theme, language, series, names } = spec;
  const font = { family: theme.font, size: theme.size };
  const isPie = kind === "pie";
  return {
    type: kind,
    data: { labels: [...spec.labels], datasets: series.map((each, at) => datasetOf(spec, each, at)) },
    plugins: [background(theme.background)],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      locale: language,
      color: theme.foreground,
      font,
      layout: { padding: 8 },
      interaction: { mode: isPie ? "nearest" : "index", intersect: isPie },
      plugins: {
        legend: {
          display: isPie || series.length > 1,
          position: isPie ? "right" : "top",
          title: { display: names.series !== "", text: names.series, color: theme.foreground, font },
          labels: { color: theme.foreground, font, usePointStyle: true },
        },
        tooltip: { callbacks: { title: (items) => titleOf(spec, items), label: (item) => lineOf(spec, item) } },
      },
      ...(isPie ? {} : { scales: scalesOf(spec, font) }),
    },
  };
}

function scalesOf({ theme, labels, names }: ChartSpec, font: { family: string; size: number }) {
  const title = (text: string) => ({ display: text !== "", text, color: theme.foreground, font });
  const ticks = { color: theme.foreground, font };
  const border = { color: theme.lines };
  return {
    x: {
      title: title(names.labels),
      border,
      grid: { display: false },
      ticks: { ...ticks, maxRotation: 60, callback: (_value: unknown, index: number) => cut(labels[index] ?? "") },
    },
    y: { title: title(names.values), border, beginAtZero: true, grid: { color: theme.lines, lineWidth: 0.5 }, ticks },
  };
}

function datasetOf(
  { kind, theme, series, labels }: ChartSpec,
  { name, points }: Series,
  at: number,
): ChartDataset<ChartType> {
  const data = points.map((point) => point?.value ?? null);
  const colour = colourAt(theme.palette, at);
  if (kind === "pie") {
    const colours = labels.map((_, index) => colourAt(theme.palette, index));
    return {
      label: name,
      data,
      backgroundColor: colours,
      borderColor: theme.border ?? theme.background,
      borderWidth: 1,
    };
  }
  if (kind === "bar") {
    return {
      type: "bar",
      label: name,
      data,
      backgroundColor: colour,
      borderColor: theme.border ?? colour,
      borderWidth: theme.border === undefined ? 0 : 1,
      maxBarThickness: 64,
      pointStyle: "rect",
    };
  }
  return {
    type: "line",
    label: name,
    data,
    backgroundColor: colour,
    borderColor: colour,
    borderWidth: 2,
    // A second round through the colours is dashed.
    borderDash: at < theme.palette.length ? [] : [6, 4],
    pointStyle: marks[at % marks.length] ?? "circle",
    pointRadius: points.length > mostMarks ? 0 : series.length > 1 ? 4 : 3,
    pointHitRadius: 8,
  };
}

/** A colour of the palette; from its end on, the same ones paler. */
function colourAt(palette: readonly string[], at: number): string {
  const colour = palette[at % palette.length] ?? "gray";
  return at < palette.length ? colour : `color-mix(in srgb, ${colour} 55%, transparent)`;
}

/** A picture has the editor's own ground, in a file as well. */
function background(colour: string): Plugin {
  return {
    id: "background",
    beforeDraw: ({ ctx, width, height }) => {
      ctx.save();
      ctx.fillStyle = colour;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  };
}

function titleOf({ labels }: ChartSpec, [first]: readonly TooltipItem<ChartType>[]): string {
  return labels[first?.dataIndex ?? -1] ?? "";
}

/** A number as it is written, to its last digit. */
function lineOf({ series }: ChartSpec, { datasetIndex, dataIndex }: TooltipItem<ChartType>): string {
  const own = series[datasetIndex];
  const point: Point | null | undefined = own?.points[dataIndex];
  return `${own?.name ?? ""}: ${point?.text ?? "NULL"}`;
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
