// The only module that imports the library: it makes a bundle of its own, which is loaded with the first chart.
import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  PointElement,
  Tooltip,
} from "chart.js";
import { configurationOf } from "./configuration";
import type { Drawing } from "./drawing";

Chart.register(
  BarController,
  BarElement,
  LineController,
  LineElement,
  PointElement,
  PieController,
  ArcElement,
  CategoryScale,
  LinearScale,
  Legend,
  Tooltip,
);

/** Draws on a canvas, which takes the size of what it stands in. */
function on(canvas: HTMLCanvasElement): Drawing {
  let chart: Chart | undefined;
  return {
    draw(spec) {
      // Kinds differ in their axes: a chart of another kind is another chart.
      chart?.destroy();
      chart = new Chart(canvas, configurationOf(spec));
    },
    png: () => canvas.toDataURL("image/png").replace(/^data:image\/png;base64,/, ""),
    dispose() {
      chart?.destroy();
      chart = undefined;
    },
  };
}

window.querysetExplorerCharts = { on };
