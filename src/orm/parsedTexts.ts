import { parseModule } from "../python/parse";
import type { Module } from "../python/tree";

/** Texts whose trees are kept; those not asked for the longest go first. */
const KEPT = 200;

const trees = new Map<string, Module>();

/**
 * The tree of a text of the workspace. Each run has an interpreter of its own over the same files, so their trees are kept;
 * nobody changes them.
 */
export function parsedText(text: string): Module {
  const known = trees.get(text);
  const tree = known ?? parseModule(text);
  trees.delete(text);
  trees.set(text, tree);
  const [oldest] = trees.keys();
  if (trees.size > KEPT && oldest !== undefined) trees.delete(oldest);
  return tree;
}
