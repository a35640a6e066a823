import type { Page } from "../../src/protocol/results";
import type { PanelView } from "../../src/protocol/webview";
import { PanelPage } from "../unit/webview/page";
import { database, statement } from "../unit/webview/samples";
import { record } from "./record";

const ROWS = 1_000_000;
const COLUMNS = 30;
const FRAMES = Number(process.env.QUERYSET_BENCH_FRAMES ?? 300);
const ROUNDS = 5;
/** Pixels that each frame scrolls by: a fast turn of a wheel, and a drag of the scroll bar. */
const STEPS = [120, 20_000];

const columns = Array.from({ length: COLUMNS }, (_, index) => ({ name: `column_${index}` }));

function rows({ id, start, count }: { id: string; start: number; count: number }): Page {
  const length = Math.max(0, Math.min(count, ROWS - start));
  const page = Array.from({ length }, (_, row) =>
    columns.map((__, column) => ({ kind: "str" as const, text: `row ${start + row}, ${column}` })),
  );
  return { id, start, rows: page, rowCount: ROWS };
}

/** Results as the engine sends them, their first rows along with them; the first cell says which they are. */
function view(id: string): PanelView {
  const [[, ...cells] = [], ...others] = rows({ id, start: 0, count: 100 }).rows;
  const first = [[{ kind: "str" as const, text: id }, ...cells], ...others];
  const result = { id, columns, rowCount: ROWS, first };
  return { kind: "results", source: "", database, statements: [statement({ source: "Song.objects.all()", result })] };
}

/** Scrolling a million rows of thirty columns beside an empty list of the same height, and the time to the first row. */
export async function benchGrid(): Promise<void> {
  const panel = await PanelPage.open({ page: rows });
  const { page } = panel;
  try {
    await page.setViewportSize({ width: 1600, height: 900 });
    await measureFirstRows(panel);
    await page.evaluate(addEmptyList);
    await page.evaluate(answerPages, { columns: COLUMNS, rows: ROWS });
    const before = await page.evaluate(heap);
    for (const step of STEPS) {
      const empty = spread(await page.evaluate(trace, { selector: "#empty", step, frames: FRAMES }));
      const grid = spread(await page.evaluate(trace, { selector: ".grid", step, frames: FRAMES }));
      const ratio = grid.p95 / empty.p95;
      console.log(
        `${step} px a frame: p95 ${grid.p95.toFixed(1)} ms (empty list ${empty.p95.toFixed(1)} ms, ratio ${ratio.toFixed(2)}), ` +
          `median ${grid.p50.toFixed(1)} ms, worst ${grid.worst.toFixed(0)} ms`,
      );
      const of = `1,000,000 rows × ${COLUMNS} columns, ${step} px a frame`;
      record({ bench: "grid", what: "scroll, p95 frame", of, by: "grid", milliseconds: grid.p95 });
      record({ bench: "grid", what: "scroll, p95 frame", of, by: "empty list", milliseconds: empty.p95 });
    }
    const after = await page.evaluate(heap);
    console.log(`heap ${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after ${STEPS.length * FRAMES} frames`);
    if (panel.complaints.length > 0) throw new Error(panel.complaints.join("\n"));
  } finally {
    await panel.close();
  }
}

/** From results that come to the page to their first row on the screen: in a new page, and in one that showed others. */
async function measureFirstRows(panel: PanelPage): Promise<void> {
  const times: Record<"new page" | "open page", number[]> = { "new page": [], "open page": [] };
  for (let round = 0; round < ROUNDS; round++) {
    await panel.page.reload();
    await panel.page.locator("qe-panel").waitFor();
    await panel.page.waitForTimeout(300);
    times["new page"].push(await firstRow(panel, `first ${round}`));
    times["open page"].push(await firstRow(panel, `next ${round}`));
  }
  for (const [page, taken] of Object.entries(times)) {
    const milliseconds = spread(taken).p50;
    console.log(`first row in a ${page}: painted ${milliseconds.toFixed(0)} ms after the results came to it`);
    const of = `${COLUMNS} columns, ${page}`;
    record({ bench: "grid", what: "first row", of, by: "grid", milliseconds, target: "≤ 50 ms" });
  }
}

async function firstRow(panel: PanelPage, id: string): Promise<number> {
  const painted = panel.page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        let start = 0;
        window.addEventListener("message", () => {
          start ||= performance.now();
        });
        const look = (): void => {
          const isShown = document.querySelector('[role="gridcell"]')?.textContent === wanted;
          if (!isShown || start === 0) requestAnimationFrame(look);
          else requestAnimationFrame(() => resolve(performance.now() - start));
        };
        look();
      }),
    id,
  );
  await panel.show(view(id));
  return await painted;
}

function spread(times: readonly number[]): { readonly p50: number; readonly p95: number; readonly worst: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), worst: at(1) };
}

// What follows runs in the page.

/** Answers for pages in the page itself, a moment later: what is measured is the grid, not the line to this program. */
function answerPages({ columns, rows }: { columns: number; rows: number }): void {
  type Asked = { call: number; name: string; argument: { id: string; start: number; count: number } };
  const window = globalThis as unknown as { toHost: (message: Asked) => void };
  const { toHost } = window;
  window.toHost = (message) => {
    if (message.name !== "page") {
      toHost(message);
      return;
    }
    const { id, start, count } = message.argument;
    const cells = (row: number) =>
      Array.from({ length: columns }, (_, column) => ({ kind: "str", text: `row ${row}, ${column}` }));
    const page = Array.from({ length: Math.max(0, Math.min(count, rows - start)) }, (_, row) => cells(start + row));
    setTimeout(() => postMessage({ answer: message.call, value: { id, start, rows: page, rowCount: rows } }), 5);
  };
}

function heap(): number {
  return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 2 ** 20;
}

function addEmptyList(): void {
  const grid = document.querySelector(".grid");
  const list = document.createElement("div");
  const height = document.createElement("div");
  list.id = "empty";
  Object.assign(list.style, { position: "fixed", inset: "0 auto auto 0", width: "60px", overflow: "auto" });
  list.style.height = `${grid?.clientHeight ?? 400}px`;
  height.style.height = `${grid?.scrollHeight ?? 24_000_000}px`;
  list.append(height);
  document.body.append(list);
}

interface Trace {
  readonly selector: string;
  readonly step: number;
  readonly frames: number;
}

async function trace({ selector, step, frames }: Trace): Promise<number[]> {
  const scroller = document.querySelector(selector);
  if (scroller === null) throw new Error(`There is no ${selector}.`);
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  scroller.scrollTop = 0;
  for (let i = 0; i < 10; i++) await frame();
  const times: number[] = [];
  let last = await frame();
  for (let i = 0; i < frames; i++) {
    scroller.scrollTop += step;
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  return times;
}
