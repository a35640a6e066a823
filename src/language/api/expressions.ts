import type { Arguments } from "./method";

/** A name that scripts know without an import. */
export interface ApiFunction extends Arguments {
  readonly name: string;
  readonly parameters: string;
  readonly doc: string;
  /** The field class of what it comes to: `first` for that of its first argument, `output` for `output_field`'s. */
  readonly output?: string;
  readonly aggregate?: true;
}

const expressions: readonly ApiFunction[] = [
  {
    name: "Q",
    parameters: "*args, **lookups",
    doc: "A condition that can be combined with `&`, `|` and `~`.",
    keywords: "lookups",
    options: ["_connector", "_negated"],
    output: "BooleanField",
  },
  {
    name: "F",
    parameters: "name",
    doc: "The value of a field, in the database.",
    strings: "paths",
    firstOnly: true,
    output: "first",
  },
  {
    name: "Value",
    parameters: "value, output_field=None",
    doc: "A plain value as an expression.",
    options: ["output_field"],
    output: "value",
  },
  {
    name: "Case",
    parameters: "*cases, default=None, output_field=None",
    doc: "The result of the first `When` that is true.",
    options: ["default", "output_field"],
    output: "case",
  },
  {
    name: "When",
    parameters: "condition=None, then=None, **lookups",
    doc: "One branch of a `Case`.",
    keywords: "lookups",
    options: ["condition", "then"],
  },
  { name: "Exists", parameters: "queryset", doc: "Whether a subquery finds any row.", output: "BooleanField" },
  {
    name: "OuterRef",
    parameters: "name",
    doc: "A field of the outer query, inside a subquery.",
    strings: "outer",
    firstOnly: true,
  },
  {
    name: "Subquery",
    parameters: "queryset, output_field=None",
    doc: "A queryset used as a value.",
    options: ["output_field"],
    output: "rows",
  },
  {
    name: "ExpressionWrapper",
    parameters: "expression, output_field",
    doc: "Says what type an expression has.",
    options: ["output_field"],
    output: "output",
  },
  {
    name: "Func",
    parameters: "*expressions, function=None, template=None, arity=None, output_field=None",
    doc: "A function of the database by its name.",
    options: ["function", "template", "arity", "output_field"],
    strings: "paths",
    output: "output",
  },
  {
    name: "Prefetch",
    parameters: "lookup, queryset=None, to_attr=None",
    doc: "A relation to prefetch, with a queryset of its own.",
    options: ["queryset", "to_attr"],
    strings: "prefetches",
    firstOnly: true,
  },
  {
    name: "FilteredRelation",
    parameters: "relation_name, *, condition=Q()",
    doc: "A relation with a condition on its join.",
    options: ["condition"],
    strings: "relations",
    firstOnly: true,
  },
  {
    name: "Window",
    parameters: "expression, partition_by=None, order_by=None, frame=None, output_field=None",
    doc: "A value over a window of rows.",
    options: ["partition_by", "order_by", "frame", "output_field"],
    output: "first",
  },
];

const aggregateOptions = ["distinct", "filter", "default", "output_field"];
const aggregates: readonly ApiFunction[] = [
  ["Count", "How many values there are.", "IntegerField"],
  ["Sum", "The sum of the values.", "first"],
  ["Avg", "The mean of the values.", "FloatField"],
  ["Min", "The smallest value.", "first"],
  ["Max", "The largest value.", "first"],
  ["StdDev", "The standard deviation.", "FloatField"],
  ["Variance", "The variance.", "FloatField"],
].map(([name = "", doc = "", output = ""]) => ({
  name,
  parameters: "expression, distinct=False, filter=None, default=None",
  doc,
  strings: "paths",
  options: aggregateOptions,
  firstOnly: true,
  output,
  aggregate: true,
}));

/** Everything of `django.db.models` that is called in a queryset. */
export const expressionFunctions: readonly ApiFunction[] = [...expressions, ...aggregates];
