/** Kinds of charts there are. */
export type ChartKind = "bar" | "line" | "pie";

/** One number of a chart: what it is drawn by, and how it is written, which can be more exact. */
export interface Point {
  readonly value: number;
  readonly text: string;
}

/** Numbers under one name, one for each label; null where a label has none. */
export interface Series {
  readonly name: string;
  readonly points: readonly (Point | null)[];
}

/** Colours and type as the editor's theme has them; any that CSS knows. */
export interface ChartTheme {
  readonly palette: readonly string[];
  readonly foreground: string;
  readonly background: string;
  readonly lines: string;
  /** Around what is filled; nothing where the theme draws no contrast borders. */
  readonly border: string | undefined;
  readonly font: string;
  /** Pixels. */
  readonly size: number;
}

/** All there is to a picture. */
export interface ChartSpec {
  readonly kind: ChartKind;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** What the labels, the numbers and the series are; empty where that needs no word. */
  readonly names: { readonly labels: string; readonly values: string; readonly series: string };
  readonly language: string;
  readonly theme: ChartTheme;
}

/** A picture on a canvas, until it is disposed of. */
export interface Drawing {
  draw(spec: ChartSpec): void;
  /** The picture as a PNG, in base64. */
  png(): string;
  dispose(): void;
}

/** What the script that is loaded with the first chart gives to the page. */
export interface Charts {
  on(canvas: HTMLCanvasElement): Drawing;
}

declare global {
  interface Window {
    querysetExplorerCharts?: Charts;
  }
}
