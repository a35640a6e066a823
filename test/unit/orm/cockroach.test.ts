import { expect, it } from "vitest";
import { cockroachDialect } from "../../../src/orm/dialects/postgres";

/** As CockroachDB's documentation shows the answer to EXPLAIN. */
const ROWS = `distribution: local
vectorized: true

• sort
│ order: +name
│
└── • render
    │
    └── • scan
          missing stats
          table: app_widget@app_widget_pkey
          spans: FULL SCAN`
  .split("\n")
  .map((info) => ({ info }));

it("reads CockroachDB's plans: their steps, one below another, and whether they sort", () => {
  expect(cockroachDialect.explain.steps(ROWS)).toEqual([
    { id: 1, parent: 0, detail: "sort" },
    { id: 2, parent: 1, detail: "render" },
    { id: 3, parent: 2, detail: "scan" },
  ]);
  const { paging } = cockroachDialect;
  expect(paging.way(ROWS).sorts).toBe(true);
  expect(paging.way(ROWS.filter(({ info }) => info !== "• sort")).sorts).toBe(false);
  const plain = paging.way(ROWS.filter(({ info }) => info !== "• sort"));
  expect(paging.keeps(plain, paging.way(ROWS))).toBe(false);
  expect(paging.keeps(plain, plain)).toBe(true);
});
