import type { FirstView } from "../src/protocol/webview";
import { keep, kept } from "./results/kept";

/**
 * The view that came with the page; null where it was shown before. The editor keeps a page as it was made and loads it
 * again whenever it comes into sight: what came with it is old then.
 */
export function firstView(): FirstView | null {
  const element = document.getElementById("first");
  if (element === null || kept().first === element.nonce) return null;
  keep({ first: element.nonce });
  return JSON.parse(element.textContent) as FirstView;
}
