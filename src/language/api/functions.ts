import type { Arguments } from "./method";

/** A name that scripts know without an import. */
export interface ApiFunction extends Arguments {
  readonly name: string;
  readonly parameters: string;
  readonly doc: string;
}

const expressions: readonly ApiFunction[] = [
  {
    name: "Q",
    parameters: "*args, **lookups",
    doc: "A condition that can be combined with `&`, `|` and `~`.",
    keywords: "lookups",
  },
  { name: "F", parameters: "name", doc: "The value of a field, in the database.", strings: "paths" },
  {
    name: "Value",
    parameters: "value, output_field=None",
    doc: "A plain value as an expression.",
    options: ["output_field"],
  },
  {
    name: "Case",
    parameters: "*cases, default=None, output_field=None",
    doc: "The result of the first `When` that is true.",
    options: ["default", "output_field"],
  },
  {
    name: "When",
    parameters: "condition=None, then=None, **lookups",
    doc: "One branch of a `Case`.",
    keywords: "lookups",
    options: ["condition", "then"],
  },
  { name: "Exists", parameters: "queryset", doc: "Whether a subquery finds any row." },
  { name: "OuterRef", parameters: "name", doc: "A field of the outer query, inside a subquery." },
  {
    name: "Subquery",
    parameters: "queryset, output_field=None",
    doc: "A queryset used as a value.",
    options: ["output_field"],
  },
  {
    name: "ExpressionWrapper",
    parameters: "expression, output_field",
    doc: "Says what type an expression has.",
    options: ["output_field"],
  },
  {
    name: "Prefetch",
    parameters: "lookup, queryset=None, to_attr=None",
    doc: "A relation to prefetch, with a queryset of its own.",
    options: ["queryset", "to_attr"],
    strings: "prefetches",
  },
  {
    name: "Window",
    parameters: "expression, partition_by=None, order_by=None, frame=None",
    doc: "A value over a window of rows.",
    options: ["partition_by", "order_by", "frame"],
  },
];

const aggregateOptions = ["distinct", "filter", "default"];
const aggregates: readonly ApiFunction[] = [
  ["Count", "How many values there are."],
  ["Sum", "The sum of the values."],
  ["Avg", "The mean of the values."],
  ["Min", "The smallest value."],
  ["Max", "The largest value."],
  ["StdDev", "The standard deviation."],
  ["Variance", "The variance."],
].map(([name = "", doc = ""]) => ({
  name,
  parameters: "expression, distinct=False, filter=None, default=None",
  doc,
  strings: "paths",
  options: aggregateOptions,
}));

const functions: readonly ApiFunction[] = [
  ["Coalesce", "*expressions", "The first value that is not null."],
  ["Concat", "*expressions", "Texts joined together."],
  ["Lower", "expression", "Text in lower case."],
  ["Upper", "expression", "Text in upper case."],
  ["Length", "expression", "How many characters a text has."],
  ["Trim", "expression", "Text without spaces around it."],
  ["Substr", "expression, pos, length=None", "A part of a text; the first character is 1."],
  ["Replace", "expression, text, replacement", "Text with one piece replaced by another."],
  ["Left", "expression, length", "The first characters of a text."],
  ["Right", "expression, length", "The last characters of a text."],
  ["Cast", "expression, output_field", "A value turned into another type."],
  ["Greatest", "*expressions", "The largest of several values."],
  ["Least", "*expressions", "The smallest of several values."],
  ["NullIf", "expression1, expression2", "Null where two values are equal."],
  ["Abs", "expression", "A number without its sign."],
  ["Round", "expression, precision=0", "A rounded number."],
  ["Ceil", "expression", "The next whole number upwards."],
  ["Floor", "expression", "The next whole number downwards."],
  ["Now", "", "The database's present moment."],
  ["TruncYear", "expression", "A date cut to its year."],
  ["TruncMonth", "expression", "A date cut to its month."],
  ["TruncDay", "expression", "A moment cut to its day."],
  ["TruncDate", "expression", "The date of a moment."],
  ["ExtractYear", "expression", "The year of a date."],
  ["ExtractMonth", "expression", "The month of a date."],
  ["ExtractDay", "expression", "The day of a date."],
  ["RowNumber", "", "The row's number in its window."],
  ["Rank", "", "The row's rank in its window, with gaps."],
].map(([name = "", parameters = "", doc = ""]) => ({ name, parameters, doc, strings: "paths" }));

/** Everything of `django.db.models` and its `functions` that the language tells about, by name. */
export const apiFunctions: ReadonlyMap<string, ApiFunction> = new Map(
  [...expressions, ...aggregates, ...functions].map((entry) => [entry.name, entry]),
);
