import fc from "fast-check";
import { Chance } from "./chance";
import type { Exam } from "./exam";
import { modelsText } from "./models";
import { type RandomStatement, statement } from "./querysets";
import { setupStatements } from "./rows";
import { projects, seed } from "./run";
import { World } from "./world";
import { script } from "./writes";

/** A project of random models and rows, with random statements that read them. */
export interface ReadingSample extends Exam {
  readonly statements: readonly RandomStatement[];
}

/** This run's projects, each with so many statements. */
export function readingSamples(count: number, numRuns = projects): readonly ReadingSample[] {
  const sample = fc.gen().map((draw): ReadingSample => {
    const chance = new Chance(draw);
    const world = new World(chance, chance.oneIn(2));
    const setup = setupStatements(world);
    const statements = chance.times(count, () => statement(world));
    const scripts = statements.map(({ source }) => [source]);
    return { useTz: world.zoned, models: modelsText(world.models), setup, scripts, statements };
  });
  return fc.sample(sample, { seed, numRuns });
}

/** This run's projects, each with so many scripts that write. */
export function writingSamples(count: number, numRuns = projects): readonly Exam[] {
  const sample = fc.gen().map((draw): Exam => {
    const chance = new Chance(draw);
    const world = new World(chance, chance.oneIn(2));
    const setup = setupStatements(world);
    const scripts = chance.times(count, () => script(world));
    return { useTz: world.zoned, models: modelsText(world.models), setup, scripts };
  });
  return fc.sample(sample, { seed, numRuns });
}
