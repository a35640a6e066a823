import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { momentOf } from "../../../src/engine/clock";
import { observeJson } from "../../../src/preview/observe";
import { rehearse } from "../../../src/preview/rehearsal";
import { toResult } from "../../../src/preview/report";
import { findPython } from "./django";
import { differences, NOW, sit } from "./exam";
import { MODELS, SETUP, STATEMENTS } from "./statements";

const python = findPython();

for (const backend of ["native", "sqljs"] as const) {
  it.skipIf(python === null)(`${STATEMENTS.length} statements answer as Django's on ${backend}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "queryset-statements-"));
    const scripts = STATEMENTS.map((source) => [source]);
    const exam = { useTz: false, models: MODELS, setup: SETUP, scripts };
    const { answer, opened } = await sit(python ?? "", folder, exam, backend);
    try {
      const now = momentOf(NOW, opened.host.project.settings);
      const script = { source: `${STATEMENTS.join("\n")}\n`, now, seed: 1, keepGoing: true };
      const context = { ...opened, signal: null, observe: observeJson };
      const { statements } = await rehearse(context, { kind: "script", script });
      const faults = statements.flatMap((each, i) => {
        const source = STATEMENTS[i] as string;
        // Where Django says no order, ours is as good as its own.
        const isOrdered = source.includes("order_by") || source.includes("dates(") || source.includes("datetimes(");
        return differences(source, isOrdered, answer.scripts[i]?.answers[0], toResult(each, opened.host.registry));
      });
      expect(faults).toEqual([]);
    } finally {
      await opened.backend.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
