import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { momentOf } from "../../../src/engine/clock";
import { observeJson } from "../../../src/preview/observe";
import { rehearse } from "../../../src/preview/rehearsal";
import { toResult } from "../../../src/preview/report";
import { findPython } from "./django";
import { differences, NOW, sit } from "./exam";
import type { RandomStatement } from "./querysets";
import { seed, temporaryFolder } from "./run";
import { type ReadingSample, readingSamples } from "./samples";

const STATEMENTS = 100;
const python = findPython();
const folder = temporaryFolder("Random querysets");

describe(`random querysets, seed ${seed}`, () => {
  for (const [i, one] of readingSamples(STATEMENTS).entries()) {
    it.skipIf(python === null)(`project ${i + 1}: ${STATEMENTS} querysets answer as Django's`, async () => {
      expect(await faultsIn(one, i)).toEqual([]);
    });
  }
});

async function faultsIn(one: ReadingSample, n: number): Promise<string[]> {
  const kind = n % 2 === 0 ? "native" : "sqljs";
  const { answer, opened } = await sit(python ?? "", join(folder(), String(n)), one, kind);
  const { backend, host } = opened;
  const source = `${one.statements.map((each) => each.source).join("\n")}\n`;
  const script = { source, now: momentOf(NOW, host.project.settings), seed: 1, keepGoing: true };
  try {
    const run = await rehearse({ host, backend, signal: null, observe: observeJson }, { kind: "script", script });
    expect(run.statements.length).toBe(one.statements.length);
    return run.statements.flatMap((each, i) => {
      const { source: text, ordered } = one.statements[i] as RandomStatement;
      return differences(text, ordered, answer.scripts[i]?.answers[0], toResult(each, host.registry));
    });
  } finally {
    await backend.close();
  }
}
