import { literal } from "./values";
import type { World } from "./world";

/** Statements that fill the tables: a few rows a model, parents before what refers to them. */
export function setupStatements(world: World): string[] {
  const { chance, graph } = world;
  const statements: string[] = [];
  const keys = new Map<string, number[]>();
  const add = (name: string, key: number): void => {
    for (const ancestor of graph.lineage(name)) keys.set(ancestor.name, [...(keys.get(ancestor.name) ?? []), key]);
  };
  const taken = new Map<string, Set<number>>();
  for (const model of world.models) {
    const parent = graph.lineage(model.name)[0]?.name ?? model.name;
    const first = Math.max(0, ...(keys.get(parent) ?? [])) + 1;
    for (let key = first; key < first + chance.int(3, 8); key++) {
      const values = [`id=${key}`];
      for (const field of graph.fields(model.name)) {
        const value = field.null && chance.oneIn(3) ? "None" : literal(world, field.kind);
        // None for a JSON field is NULL when it is saved.
        values.push(`${field.name}=${value === "None" && !field.null ? "{}" : value}`);
      }
      const many: string[] = [];
      for (const link of graph.links(model.name)) {
        const targets = keys.get(link.to) ?? [];
        if (link.kind === "m2m") {
          const chosen = chance.some(targets, 0, 3);
          if (chosen.length > 0)
            many.push(`${model.name}.objects.get(pk=${key}).${link.name}.set([${chosen.join(", ")}])`);
          continue;
        }
        const used = taken.get(link.name) ?? new Set();
        taken.set(link.name, used);
        const free = link.kind === "o2o" ? targets.filter((target) => !used.has(target)) : targets;
        if (free.length === 0 || (link.null && chance.oneIn(3))) {
          values.push(`${link.name}_id=None`);
          continue;
        }
        const target = chance.pick(free);
        used.add(target);
        values.push(`${link.name}_id=${target}`);
      }
      statements.push(`${model.name}.objects.create(${values.join(", ")})`, ...many);
      add(model.name, key);
    }
  }
  return statements;
}
