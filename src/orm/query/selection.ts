import { messages } from "../../models/vocabulary/messages";
import { FieldError, fail } from "../errors";
import type { Expression } from "../expressions/base";
import { Column } from "../expressions/columns";
import type { Field } from "../fields";
import { type Model, ReverseRelation } from "../meta";
import { stepsOf, stepsToAncestor } from "./paths";
import type { SelectedColumn } from "./plan";
import type { Query, RelatedTree } from "./query";

/** A related object selected with its owner: which columns make it, and where it is put. */
export interface RelatedSelection {
  readonly model: Model;
  readonly fields: readonly Field[];
  /** Places of the fields' columns among the selected ones. */
  readonly places: readonly number[];
  /** Where the owner is: null for the query's own model, else another selection's place. */
  readonly owner: number | null;
  readonly relation: Field | ReverseRelation;
  /** The attribute it is put in, where a FilteredRelation gives it a name of its own. */
  readonly attribute?: string;
}

export interface Selection {
  readonly columns: readonly SelectedColumn[];
  readonly related: readonly RelatedSelection[];
  readonly annotations: ReadonlyMap<string, number>;
}

/** The columns of a query's SELECT, joins for inherited and related ones added. */
export function selectedColumns(query: Query): Selection {
  const names = new Set<string>();
  for (const name of query.selectedAnnotations.keys()) names.add(name);
  const unique = (wanted: string): string => {
    let name = wanted;
    for (let n = 2; names.has(name); n++) name = `${wanted}_${n}`;
    names.add(name);
    return name;
  };
  const columns: SelectedColumn[] = [];
  if (query.existsOnly && query.select.length === 0 && query.selectedAnnotations.size === 0 && !query.defaultColumns) {
    if (query.baseAlias === null) query.initialAlias();
    return { columns, related: [], annotations: new Map() };
  }
  if (query.defaultColumns) {
    const start = query.initialAlias();
    for (const field of loadedFields(query, query.model, [])) {
      columns.push({ expression: columnOf(query, query.model, field, start), alias: unique(field.column) });
    }
  } else if (query.baseAlias === null) query.initialAlias();
  for (const expression of query.select)
    columns.push({ expression, alias: unique(expression instanceof Column ? expression.field.column : "col") });
  const annotations = new Map<string, number>();
  for (const [name, expression] of query.selectedAnnotations) {
    annotations.set(name, columns.length);
    columns.push({ expression, alias: name });
  }
  const related: RelatedSelection[] = [];
  if (query.selectRelated && query.defaultColumns) {
    addRelated(query, query.model, query.initialAlias(), query.selectRelated, null, columns, related, unique, 1, []);
  }
  return { columns, related, annotations };
}

/** A field's column, with the join up to the ancestor that has it. */
export function columnOf(query: Query, model: Model, field: Field, start: string): Expression {
  let alias = start;
  if (field.model !== model.concrete)
    for (const step of stepsToAncestor(model, field.model)) alias = query.joinStep(alias, step, null);
  return new Column(alias, field);
}

/** The concrete fields to load: all, or what `only()` and `defer()` left, the key always among them. */
export function loadedFields(query: Query, model: Model, prefix: readonly string[]): readonly Field[] {
  const { names, defer } = query.deferred;
  const path = prefix.length > 0 ? `${prefix.join("__")}__` : "";
  const own = [...names]
    .filter((name) => name.startsWith(path))
    .map((name) => name.slice(path.length))
    .filter((name) => !name.includes("__"));
  if (own.length === 0) {
    const mentioned = [...names].some((name) => name.startsWith(path));
    if (defer || names.size === 0 || (prefix.length > 0 && !mentioned)) return model.fields;
  }
  const wanted = new Set(own.map((name) => (name === "pk" ? model.pk.name : name)));
  const isNamed = (field: Field): boolean => wanted.has(field.name) || wanted.has(field.attname);
  const isKey = (field: Field): boolean => field === model.pk || model.pk.parts.includes(field);
  // A relation that is followed needs its key.
  const isFollowed = (field: Field): boolean => [...names].some((name) => name.startsWith(`${path}${field.name}__`));
  return model.fields.filter(
    (field) => isKey(field) || (defer ? !isNamed(field) : isNamed(field) || isFollowed(field)),
  );
}

function addRelated(
  query: Query,
  model: Model,
  alias: string,
  tree: true | RelatedTree,
  owner: number | null,
  columns: SelectedColumn[],
  out: RelatedSelection[],
  unique: (name: string) => string,
  depth: number,
  prefix: readonly string[],
): void {
  if (tree === true && depth > 5) return;
  const wanted = tree === true ? null : new Map(Object.entries(tree));
  const found = new Set<string>();
  for (const field of model.fields) {
    if (!field.isForeignKey || !field.remote) {
      if (wanted?.has(field.name)) {
        const next = wanted.get(field.name) ?? {};
        if (Object.keys(next).length > 0 || !field.isForeignKey)
          throw invalid(field.name, model, Object.keys(next).length > 0);
      }
      continue;
    }
    if (wanted ? !wanted.has(field.name) : field.isNullable || field.isParentLink) continue;
    found.add(field.name);
    if (isDeferred(query, model, field, prefix)) {
      throw fail(FieldError, messages.deferredRelated(model.name, field.name));
    }
    follow(query, model, alias, field, wanted?.get(field.name) ?? null, owner, columns, out, unique, depth, [
      ...prefix,
      field.name,
    ]);
  }
  if (!wanted) return;
  if (owner === null)
    for (const name of query.filteredRelations.keys()) {
      const subtree = wanted.get(name);
      if (subtree === undefined) continue;
      found.add(name);
      followFiltered(query, name, alias, subtree, columns, out, unique);
    }
  for (const relation of model.relations) {
    if (relation.multiple || !wanted.has(relation.name)) continue;
    found.add(relation.name);
    follow(query, model, alias, relation, wanted.get(relation.name) ?? null, owner, columns, out, unique, depth, [
      ...prefix,
      relation.name,
    ]);
  }
  for (const name of wanted.keys()) if (!found.has(name)) throw invalid(name, model, false);
}

function isDeferred(query: Query, model: Model, field: Field, prefix: readonly string[]): boolean {
  return !loadedFields(query, model, prefix).includes(field);
}

function follow(
  query: Query,
  model: Model,
  alias: string,
  relation: Field | ReverseRelation,
  subtree: RelatedTree | null,
  owner: number | null,
  columns: SelectedColumn[],
  out: RelatedSelection[],
  unique: (name: string) => string,
  depth: number,
  prefix: readonly string[],
): void {
  let at = alias;
  if (relation.model.concrete !== model.concrete)
    for (const step of stepsToAncestor(model, relation.model)) at = query.joinStep(at, step, null);
  const steps = stepsOf(relation);
  for (const step of steps) at = query.joinStep(at, step, null);
  const target = relation instanceof ReverseRelation ? relation.relatedModel : relation.remote;
  if (!target || steps.length === 0) return;
  const fields = loadedFields(query, target, prefix);
  const places: number[] = [];
  for (const field of fields) {
    places.push(columns.length);
    columns.push({
      expression: columnOf(query, target, field, at),
      alias: unique(`${relation.name}__${field.column}`),
    });
  }
  const place = out.length;
  out.push({ model: target, fields, places, owner, relation });
  if (subtree === null || Object.keys(subtree).length > 0) {
    addRelated(query, target, at, subtree ?? true, place, columns, out, unique, depth + 1, prefix);
  }
}

/** `select_related("hot")` of a FilteredRelation `hot`. */
function followFiltered(
  query: Query,
  name: string,
  alias: string,
  subtree: RelatedTree,
  columns: SelectedColumn[],
  out: RelatedSelection[],
  unique: (name: string) => string,
): void {
  const { path, joins } = query.setupJoins([name], { reuse: null, alias });
  const at = joins.at(-1) as string;
  const { model: target, final: relation } = path;
  const fields = loadedFields(query, target, [name]);
  const places = fields.map((field) => {
    const expression = columnOf(query, target, field, at);
    return columns.push({ expression, alias: unique(`${name}__${field.column}`) }) - 1;
  });
  const place = out.length;
  out.push({ model: target, fields, places, owner: null, relation, attribute: name });
  if (Object.keys(subtree).length > 0) addRelated(query, target, at, subtree, place, columns, out, unique, 2, [name]);
}

function invalid(name: string, model: Model, nonRelational: boolean): Error {
  const field = model.find(name);
  if (nonRelational)
    return fail(
      FieldError,
      `Non-relational field given in select_related: '${name}'. Choices are: ${relatedChoices(model)}`,
    );
  const kind =
    field && !(field instanceof ReverseRelation) && !field.info.relation
      ? "Non-relational field given in select_related"
      : "Invalid field name(s) given in select_related";
  return fail(FieldError, `${kind}: '${name}'. Choices are: ${relatedChoices(model)}`);
}

function relatedChoices(model: Model): string {
  const forward = model.fields.filter((field) => field.isForeignKey).map((field) => field.name);
  const back = model.relations.filter((relation) => !relation.multiple).map((relation) => relation.name);
  return [...forward, ...back].join(", ") || "(none)";
}
