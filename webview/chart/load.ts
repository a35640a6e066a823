import { addScript } from "../ownScript";
import { t } from "../text";
import type { Charts } from "./drawing";

let loading: Promise<Charts> | undefined;

/** What draws charts, loaded when it is first wanted. Rejects with words for people. */
export function loadCharts(): Promise<Charts> {
  loading ??= load().catch(() => {
    loading = undefined;
    throw new Error(t("What draws charts could not be loaded. Reload the window to try again."));
  });
  return loading;
}

async function load(): Promise<Charts> {
  await addScript("chart");
  const charts = window.querysetExplorerCharts;
  if (charts === undefined) throw new Error("The script is not what draws charts.");
  return charts;
}
