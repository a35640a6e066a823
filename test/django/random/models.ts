import type { Chance } from "./chance";

export type Kind =
  | "char"
  | "text"
  | "int"
  | "bigint"
  | "float"
  | "decimal"
  | "bool"
  | "date"
  | "datetime"
  | "time"
  | "duration"
  | "uuid"
  | "json";

export interface PlainField {
  readonly name: string;
  readonly kind: Kind;
  readonly null: boolean;
}

/** A relation to another model, with the name it has from there. */
export interface Link {
  readonly name: string;
  readonly kind: "fk" | "o2o" | "m2m";
  readonly to: string;
  readonly null: boolean;
  readonly onDelete: "CASCADE" | "PROTECT" | "RESTRICT" | "SET_NULL";
  readonly back: string;
}

export interface RandomModel {
  readonly name: string;
  readonly parent: string | null;
  readonly fields: readonly PlainField[];
  readonly links: readonly Link[];
  readonly ordering: readonly string[];
}

const NAMES = ["Alpha", "Beta", "Gamma", "Delta", "Omega"];

const CLASSES: Readonly<Record<Kind, string>> = {
  char: "CharField(max_length=40",
  text: "TextField(",
  int: "IntegerField(",
  bigint: "BigIntegerField(",
  float: "FloatField(",
  decimal: "DecimalField(max_digits=8, decimal_places=2",
  bool: "BooleanField(",
  date: "DateField(",
  datetime: "DateTimeField(",
  time: "TimeField(",
  duration: "DurationField(",
  uuid: "UUIDField(",
  json: "JSONField(",
};

const KINDS: readonly Kind[] = [
  ...(["char", "char", "char", "int", "int", "int", "text", "bigint", "float", "decimal", "bool", "date"] as const),
  ...(["datetime", "datetime", "time", "duration", "uuid", "json"] as const),
];

/** Between three and five models with relations among them, some inherited. */
export function randomModels(chance: Chance): RandomModel[] {
  const models: RandomModel[] = [];
  const names = NAMES.slice(0, chance.int(3, 5));
  for (const name of names) {
    const earlier = models.filter((model) => model.parent === null);
    const parent = models.length >= 2 && chance.oneIn(3) ? chance.pick(earlier).name : null;
    const own = name.toLowerCase();
    const fields = chance.times(chance.int(parent ? 1 : 3, parent ? 3 : 6), (i): PlainField => {
      const kind = chance.pick(KINDS);
      return { name: `${parent ? "own_" : ""}${kind}${i + 1}`, kind, null: chance.oneIn(3) };
    });
    const links = chance.times(models.length === 0 ? (chance.oneIn(2) ? 1 : 0) : chance.int(0, 2), (i): Link => {
      const kind = chance.pick(["fk", "fk", "fk", "m2m", "m2m", "o2o"] as const);
      const to = chance.oneIn(5) || models.length === 0 ? name : chance.pick(models).name;
      // A one-to-one or a key to the model itself needs to be empty somewhere.
      const isNull = kind === "o2o" || to === name || chance.oneIn(2);
      const onDelete = isNull
        ? chance.pick(["CASCADE", "SET_NULL", "SET_NULL", "PROTECT"] as const)
        : chance.pick(["CASCADE", "CASCADE", "PROTECT", "RESTRICT"] as const);
      return { name: `${kind}_${own}${i + 1}`, kind, to, null: isNull, onDelete, back: `${own}_back${i + 1}` };
    });
    const sortable = fields.filter(({ kind }) => kind !== "json").map((field) => field.name);
    const ordering = chance.oneIn(3) ? chance.some(sortable, 1, 2).map((by) => (chance.oneIn(3) ? `-${by}` : by)) : [];
    models.push({ name, parent, fields, links, ordering });
  }
  return models;
}

/** The text of their `models.py`. */
export function modelsText(models: readonly RandomModel[]): string {
  const classes = models.map((model) => {
    const lines = model.fields.map(
      ({ name, kind, null: isNull }) =>
        `    ${name} = models.${CLASSES[kind]}${isNull ? `${CLASSES[kind].endsWith("(") ? "" : ", "}null=True` : ""})`,
    );
    for (const link of model.links) {
      const to = link.to === model.name ? '"self"' : `"${link.to}"`;
      if (link.kind === "m2m") {
        const asymmetric = link.to === model.name ? ", symmetrical=False" : "";
        lines.push(`    ${link.name} = models.ManyToManyField(${to}, related_name="${link.back}"${asymmetric})`);
        continue;
      }
      const type = link.kind === "fk" ? "ForeignKey" : "OneToOneField";
      const nulls = link.null ? ", null=True" : "";
      lines.push(
        `    ${link.name} = models.${type}(${to}, on_delete=models.${link.onDelete}, related_name="${link.back}"${nulls})`,
      );
    }
    if (model.ordering.length > 0)
      lines.push("    class Meta:", `        ordering = [${model.ordering.map((by) => `"${by}"`).join(", ")}]`);
    return `class ${model.name}(${model.parent ?? "models.Model"}):\n${lines.join("\n")}\n`;
  });
  return `from django.db import models\n\n${classes.join("\n")}`;
}

/** The models with what they inherit put in, and the lookups that lead from one to another. */
export class Graph {
  constructor(readonly models: readonly RandomModel[]) {}

  model(name: string): RandomModel {
    const found = this.models.find((model) => model.name === name);
    if (!found) throw new Error(`no model ${name}`);
    return found;
  }

  lineage(name: string): RandomModel[] {
    const model = this.model(name);
    return model.parent ? [...this.lineage(model.parent), model] : [model];
  }

  fields(name: string): PlainField[] {
    return this.lineage(name).flatMap((model) => model.fields);
  }

  links(name: string): Link[] {
    return this.lineage(name).flatMap((model) => model.links);
  }

  /** Every relation from a model, forwards and backwards. */
  hops(name: string): { name: string; to: string; many: boolean; single: boolean }[] {
    const lineage = this.lineage(name).map((model) => model.name);
    const forward = this.links(name).map((link) => ({
      name: link.name,
      to: link.to,
      many: link.kind === "m2m",
      single: link.kind !== "m2m",
    }));
    const backward = this.models.flatMap((model) =>
      model.links
        .filter((link) => lineage.includes(link.to))
        .map((link) => ({ name: link.back, to: model.name, many: link.kind !== "o2o", single: link.kind === "o2o" })),
    );
    const children = this.models
      .filter((model) => model.parent === name)
      .map((model) => ({ name: model.name.toLowerCase(), to: model.name, many: false, single: true }));
    return [...forward, ...backward, ...children];
  }
}
