import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findPython } from "./django";
import { sit } from "./exam";
import { pageFaults } from "./pages";
import { seed, temporaryFolder } from "./run";
import { readingSamples } from "./samples";

const STATEMENTS = 150;
const python = findPython();
const folder = temporaryFolder("Pages of random querysets");

describe(`pages of random querysets, seed ${seed}`, () => {
  for (const [i, one] of readingSamples(STATEMENTS).entries()) {
    it.skipIf(python === null)(
      `project ${i + 1}: pages hold what the queryset holds when it is read at once`,
      async () => {
        const kind = i % 2 === 0 ? "native" : "sqljs";
        const { opened } = await sit(python ?? "", join(folder(), String(i)), { ...one, scripts: [] }, kind);
        try {
          const sources = one.statements.map(({ source }) => source);
          const { byKey, faults } = await pageFaults(opened, sources, true);
          expect(faults).toEqual([]);
          expect(byKey).toBeGreaterThan(0);
        } finally {
          await opened.backend.close();
        }
      },
    );
  }
});
