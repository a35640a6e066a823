import type { Chance } from "./chance";
import { Graph, type Kind, type PlainField, type RandomModel, randomModels } from "./models";

/** A lookup path to a plain field: `fk_beta1__char1`. */
export interface FieldPath extends PlainField {
  readonly path: string;
  /** Goes through a relation that may find several rows. */
  readonly many: boolean;
}

/** Random models, and what is needed to write statements about them. */
export class World {
  readonly graph: Graph;
  readonly models: readonly RandomModel[];

  constructor(
    readonly chance: Chance,
    readonly zoned: boolean,
  ) {
    this.models = randomModels(chance);
    this.graph = new Graph(this.models);
  }

  /** A field near a model, of one of the kinds where they are given; null where there is none. */
  path(
    model: string,
    kinds: readonly Kind[] | null = null,
    options: { many?: boolean; depth?: number } = {},
  ): FieldPath | null {
    const { many = true, depth = 2 } = options;
    for (let attempt = 0; attempt < 4; attempt++) {
      let at = model;
      let path = "";
      let isMany = false;
      for (let hop = this.chance.int(0, depth); hop > 0; hop--) {
        const hops = this.graph.hops(at).filter((each) => many || each.single);
        if (hops.length === 0) break;
        const next = this.chance.pick(hops);
        path += `${next.name}__`;
        isMany ||= next.many;
        at = next.to;
      }
      const fields = this.graph.fields(at).filter((field) => kinds === null || kinds.includes(field.kind));
      if (fields.length === 0) continue;
      const field = this.chance.pick(fields);
      return { ...field, path: path + field.name, many: isMany };
    }
    return null;
  }
}
