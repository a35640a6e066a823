import { param } from "../../sql";
import type { PagingForm, Way } from "../paging";

/** Times the plain query's cost that a page by key may have. */
const DEARER = 2;
/** What a page may cost in any case: some milliseconds, where reading one page from a disk in order costs 1. */
const CHEAP = 1_000;

/** Nodes that hand on the rows below them in their order. */
const HANDS_ON = new Set(["Limit", "Gather", "Gather Merge", "Result", "ProjectSet", "LockRows", "Subquery Scan"]);

interface Node {
  readonly "Node Type": string;
  readonly "Total Cost": number;
  readonly Plans?: readonly Node[];
}

/**
 * Rows without an order come as the server pleases, and another read may begin elsewhere (synchronized scans); so the
 * order of the key is as good, and the planner says what it costs.
 */
export const postgresPaging: PagingForm = {
  wanders: true,
  prefix: "EXPLAIN (FORMAT JSON) ",
  way(rows): Way {
    const text = String(Object.values(rows[0] ?? {})[0] ?? "[]");
    const [{ Plan: root } = {}] = JSON.parse(text) as readonly { readonly Plan?: Node }[];
    return { text, sorts: root !== undefined && sorts(root), cost: root?.["Total Cost"] ?? null };
  },
  keeps: (plain, keyed) =>
    plain.cost !== null && keyed.cost !== null && keyed.cost <= Math.max(CHEAP, plain.cost * DEARER),
  compares: () => true,
  selected: (key) => key,
  // As text a value takes the type of its key, `real` for one: by its own type it would be another number.
  value: (value) => param(typeof value === "bigint" || typeof value === "number" ? String(value) : value),
};

function sorts(node: Node): boolean {
  if (node["Node Type"] === "Sort") return true;
  const [below] = node.Plans ?? [];
  return below !== undefined && HANDS_ON.has(node["Node Type"]) && sorts(below);
}
