import type { DiagramField, DiagramModel, DiagramRelation, DiagramView } from "../../src/protocol/diagram";
import { type Choices, type FieldsShown, hiddenApps } from "./choices";

/** What is drawn: some of the models, each with some of its fields, and the lines between them. */
export interface Graph {
  readonly boxes: readonly Box[];
  readonly lines: readonly DiagramRelation[];
}

export interface Box {
  readonly model: DiagramModel;
  readonly fields: readonly DiagramField[];
  /** Fields that are not shown for want of space. */
  readonly more: number;
}

/** Up to this many boxes all fields are shown, up to the next one the keys, beyond it names alone. */
const manyBoxes = 40;
const tooManyBoxes = 400;
/** Fields of one box before the rest is only counted. */
const mostFields = 24;

/** What is to be drawn of a view. */
export function graphOf(view: DiagramView, choices: Choices): Graph {
  const hidden = hiddenApps(view, choices);
  const isShown = (model: DiagramModel): boolean => (choices.through || !model.link) && !hidden.has(model.app);
  const isKnown = view.models.some(({ label }) => label === choices.around);
  const wanted = choices.around === undefined || !isKnown ? undefined : neighbours(view, choices, choices.around);
  const models = view.models.filter((model) => wanted?.has(model.label) ?? isShown(model));
  const labels = new Set(models.map(({ label }) => label));
  const lines = view.relations.filter((line) => labels.has(line.from) && labels.has(line.to) && isLine(line, labels));
  const shown = fieldsShown(choices.fields, models.length);
  return { boxes: models.map((model) => box(model, shown)), lines };
}

/** A many-to-many relation is a line where its through table is not a box. */
function isLine({ kind, through }: DiagramRelation, labels: ReadonlySet<string>): boolean {
  return kind !== "m2m" || through === undefined || !labels.has(through);
}

function fieldsShown(fields: FieldsShown, boxes: number): Exclude<FieldsShown, "auto"> {
  if (fields !== "auto") return fields;
  if (boxes <= manyBoxes) return "all";
  return boxes <= tooManyBoxes ? "keys" : "names";
}

function box(model: DiagramModel, shown: Exclude<FieldsShown, "auto">): Box {
  if (shown === "names") return { model, fields: [], more: 0 };
  if (shown === "keys") return { model, fields: model.fields.filter(({ key }) => key !== undefined), more: 0 };
  const fields = model.fields.slice(0, mostFields);
  return { model, fields, more: model.fields.length - fields.length };
}

/** The labels within `depth` relations of a model; a folded through table is no step of its own. */
function neighbours(view: DiagramView, { through, depth }: Choices, around: string): ReadonlySet<string> {
  const links = new Set(view.models.filter(({ link }) => link).map(({ label }) => label));
  const isFolded = (label: string): boolean => !through && links.has(label) && label !== around;
  const reached = new Set([around]);
  for (let step = 0; step < depth; step++) {
    const before = new Set(reached);
    for (const { from, to } of view.relations) {
      if (isFolded(from) || isFolded(to)) continue;
      if (before.has(from)) reached.add(to);
      if (before.has(to)) reached.add(from);
    }
  }
  return reached;
}

/** The models a model has a line to, in either direction. */
export function linkedTo({ lines }: Graph, label: string): ReadonlySet<string> {
  const linked = new Set<string>();
  for (const { from, to } of lines) {
    if (from === label) linked.add(to);
    if (to === label) linked.add(from);
  }
  return linked;
}
