import { t } from "../text";
import type { Charts } from "./drawing";

let loading: Promise<Charts> | undefined;

/** What draws charts, loaded when it is first wanted: the page's own script, by the page's nonce. */
export function loadCharts(): Promise<Charts> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

function load(): Promise<Charts> {
  return new Promise((resolve, reject) => {
    const failed = (): void =>
      reject(new Error(t("What draws charts could not be loaded. Reload the window to try again.")));
    const script = document.createElement("script");
    script.nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content ?? "";
    script.src = document.body.dataset.chart ?? "";
    script.addEventListener("error", failed);
    script.addEventListener("load", () => {
      const charts = window.querysetExplorerCharts;
      if (charts === undefined) failed();
      else resolve(charts);
    });
    document.head.append(script);
  });
}
