import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LanguageService } from "../../../src/language/service";
import { findPython } from "./django";
import { sit } from "./exam";
import { seed, temporaryFolder } from "./run";
import { type ReadingSample, readingSamples } from "./samples";

const STATEMENTS = 100;
/** The projects are those that the querysets' own test reads; here some of them are enough. */
const SHARE = 4;
const python = findPython();
const folder = temporaryFolder("The language on random querysets");

describe(`the language on random querysets, seed ${seed}`, () => {
  for (const [i, one] of [...readingSamples(STATEMENTS).entries()].filter(([n]) => n % SHARE === 0)) {
    it.skipIf(python === null)(
      `project ${i + 1}: has no error where Django has none, and one for each FieldError`,
      async () => {
        expect(await faultsIn(one, i)).toEqual([]);
      },
    );
  }
});

async function faultsIn(one: ReadingSample, n: number): Promise<string[]> {
  const { answer, opened } = await sit(python ?? "", join(folder(), String(n)), one, "native");
  const service = new LanguageService();
  service.setModels(opened.host.registry.project.models);
  await opened.backend.close();
  return one.statements.flatMap(({ source }, i): string[] => {
    const error = answer.scripts[i]?.answers[0]?.error;
    const said = service.problems(source).filter(({ severity }) => severity === "error");
    if (error === undefined) return said.map(({ message }) => `${source}\n   is accepted, but: ${message}`);
    const missed = error.class === "FieldError" && said.length === 0;
    return missed ? [`${source}\n   ${error.class}: ${error.message}`] : [];
  });
}
