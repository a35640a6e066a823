import type { DiagramView } from "../../src/protocol/diagram";

/** Which fields the boxes show: `auto` goes by how many boxes there are. */
export type FieldsShown = "auto" | "all" | "keys" | "names";

/** What of the models a person wants to see. */
export interface Choices {
  /** Apps that are left out; undefined until the person has chosen: then the view says. */
  readonly hidden: readonly string[] | undefined;
  readonly fields: FieldsShown;
  /** Through tables are boxes of their own. */
  readonly through: boolean;
  /** Only this model and those within `depth` relations of it. */
  readonly around: string | undefined;
  readonly depth: 1 | 2;
}

export const firstChoices: Choices = { hidden: undefined, fields: "auto", through: false, around: undefined, depth: 1 };

/** The apps that are left out now. */
export function hiddenApps(view: DiagramView, { hidden }: Choices): ReadonlySet<string> {
  return new Set(hidden ?? view.apps.filter(({ aside }) => aside).map(({ name }) => name));
}
