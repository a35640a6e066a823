import { messages } from "../../models/vocabulary/messages";
import { FieldError, fail } from "../errors";
import type { Field } from "../fields";
import { type Model, type NamedField, ReverseRelation } from "../meta";
import type { FilteredRelation } from "./filteredRelation";

/** How two tables join: the columns that must be equal, and for generic relations the model that the rows must name. */
export interface JoinStep {
  /** Equal steps may share one join. */
  readonly identity: string;
  readonly pairs: readonly { readonly left: Field; readonly right: Field }[];
  /** The join may find no row on the other side. */
  readonly nullable: boolean;
  /** Generic relation: the content type column and the model it must name; `side` tells whose column it is. */
  readonly generic: { readonly contentType: Field; readonly model: Model; readonly side: "left" | "right" } | null;
  readonly relation: NamedField;
  /** The rows must also meet the condition of a FilteredRelation. */
  readonly filter?: FilteredRelation;
}

/** One hop of a lookup from a model to another. */
export interface PathStep {
  readonly from: Model;
  readonly to: Model;
  /** The fields of `to` that stand for the relation's value. */
  readonly targets: readonly Field[];
  readonly join: JoinStep;
  /** May find several rows. */
  readonly many: boolean;
  /** Follows a foreign key forwards. */
  readonly direct: boolean;
}

function forward(key: Field, from: Model): PathStep[] {
  const to = key.remote;
  const target = key.targetField;
  if (!to || !target) return [];
  const join: JoinStep = {
    identity: `>${key.label}`,
    pairs: [{ left: key, right: target }],
    nullable: key.isNullable,
    generic: null,
    relation: key,
  };
  return [{ from, to: to.concrete, targets: [target], join, many: false, direct: true }];
}

function backward(key: Field, from: Model): PathStep[] {
  const target = key.targetField;
  const relation = key.reverse;
  if (!target || !relation) return [];
  const join: JoinStep = {
    identity: `<${key.label}`,
    pairs: [{ left: target, right: key }],
    nullable: true,
    generic: null,
    relation,
  };
  return [{ from, to: key.model, targets: [key.model.pk], join, many: relation.multiple, direct: false }];
}

function generic(field: Field, relation: NamedField, forwards: boolean): PathStep[] {
  const { generic: columns, model: owner, remote: holder } = field;
  if (!columns || !holder) return [];
  const contentType = { contentType: columns.contentType, model: owner };
  if (forwards) {
    const join: JoinStep = {
      identity: `*>${field.label}`,
      pairs: [{ left: owner.pk, right: columns.objectId }],
      nullable: true,
      generic: { ...contentType, side: "right" },
      relation,
    };
    return [{ from: owner, to: holder, targets: [holder.pk], join, many: true, direct: false }];
  }
  const join: JoinStep = {
    identity: `*<${field.label}`,
    pairs: [{ left: columns.objectId, right: owner.pk }],
    nullable: true,
    generic: { ...contentType, side: "left" },
    relation,
  };
  return [{ from: holder, to: owner, targets: [owner.pk], join, many: false, direct: false }];
}

/** The hops that a relation field or reverse relation stands for; none where it could not be linked. */
export function stepsOf(field: NamedField): PathStep[] {
  if (field instanceof ReverseRelation) {
    const own = field.field;
    if (own.kind === "genericRelation") return generic(own, field, false);
    if (own.isManyToMany)
      return own.through
        ? [...backward(own.through.to, field.model), ...forward(own.through.from, own.through.model)]
        : [];
    return backward(own, field.model);
  }
  if (field.kind === "genericRelation") return generic(field, field, true);
  if (field.isManyToMany)
    return field.through
      ? [...backward(field.through.from, field.model), ...forward(field.through.to, field.through.model)]
      : [];
  return field.isForeignKey ? forward(field, field.model) : [];
}

/** The hops from a model up to the ancestor that declares a field. */
export function stepsToAncestor(model: Model, ancestor: Model): PathStep[] {
  const steps: PathStep[] = [];
  let at = model.concrete;
  for (const parent of model.chainTo(ancestor)) {
    const link = at.parents.get(parent);
    if (link) steps.push(...forward(link, at));
    at = parent;
  }
  return steps;
}

/** A multi-valued relation was met where none is allowed; `level` counts the names up to it. */
export class MultiJoin extends Error {
  constructor(
    readonly level: number,
    readonly names: readonly { readonly name: string; readonly steps: readonly PathStep[] }[],
  ) {
    super("multi-valued join");
  }
}

export interface NamesPath {
  readonly steps: readonly PathStep[];
  /** The last field or relation named. */
  readonly final: NamedField;
  readonly targets: readonly Field[];
  /** What no field could be found for: transforms and a lookup. */
  readonly rest: readonly string[];
  readonly model: Model;
}

export interface PathOptions {
  readonly allowMany: boolean;
  /** An unknown name is an error even behind a field; else it starts the rest. */
  readonly failOnMissing: boolean;
  /** Names that are known beside fields, for the message. */
  readonly annotations: Iterable<string>;
  /** Relations annotated with a condition, by name. */
  readonly filtered?: ReadonlyMap<string, FilteredRelation>;
}

/** Follows names from a model (Django's `names_to_path`). Throws FieldError for a name that is none. */
export function followNames(names: readonly string[], model: Model, options: PathOptions): NamesPath {
  const steps: PathStep[] = [];
  const named: { name: string; steps: PathStep[] }[] = [];
  let at = model;
  let final: NamedField | null = null;
  let targets: readonly Field[] = [];
  let position = 0;
  for (; position < names.length; position++) {
    const given = names[position] as string;
    const filter = position === 0 ? options.filtered?.get(given) : undefined;
    if (filter) {
      const { filtered: _, ...plain } = options;
      const inner = followNames(filter.relationName.split("__"), model, { ...plain, failOnMissing: true });
      const hops = inner.steps.map((step, i) => (i === inner.steps.length - 1 ? filter.own(step) : step));
      named.push({ name: given, steps: hops });
      steps.push(...hops);
      final = inner.final;
      targets = inner.targets;
      at = inner.model;
      continue;
    }
    const name = given === "pk" ? (at.pk?.name ?? given) : given;
    const field = at.find(name);
    const own: PathStep[] = [];
    named.push({ name, steps: own });
    if (!field) {
      if (position === 0 || options.failOnMissing) throw unknownName(given, at, options.annotations);
      break;
    }
    if (!(field instanceof ReverseRelation) && field.kind === "generic") {
      throw fail(FieldError, messages.generic(name));
    }
    const owner = field.model.concrete;
    if (owner !== at.concrete && at.isSubclassOf(owner)) {
      const up = stepsToAncestor(at, owner);
      own.push(...up);
      steps.push(...up);
      if (up.length > 0) at = owner;
    }
    const hops = stepsOf(field);
    if (hops.length === 0) {
      final = field;
      targets = [field as Field];
      position++;
      if (options.failOnMissing && position < names.length) {
        throw fail(
          FieldError,
          `Cannot resolve keyword '${names[position]}' into field. Join on '${given}' not permitted.`,
        );
      }
      break;
    }
    if (!options.allowMany) {
      for (const [i, hop] of hops.entries()) {
        if (hop.many) {
          own.push(...hops.slice(0, i + 1));
          throw new MultiJoin(position + 1, named);
        }
      }
    }
    own.push(...hops);
    steps.push(...hops);
    const last = hops.at(-1) as PathStep;
    final = field;
    at = last.to;
    targets = last.targets;
  }
  if (!final) throw unknownName(names[0] ?? "", model, options.annotations);
  return { steps, final, targets, rest: names.slice(position), model: at };
}

/** Django's message, with the nearest name as a hint. */
export function unknownName(name: string, model: Model, annotations: Iterable<string>): Error {
  const guess = model.closestName(name);
  const message = messages.unknownKeyword(name, model.choices(annotations));
  return fail(FieldError, message, guess ? { hint: `Did you mean \`${guess}\`?` } : {});
}
