import { apiFunctions } from "../api/functions";
import type { Place } from "../place";
import { describe } from "../types";
import { code } from "../wording";
import { type Completion, modelItem, type Replaced } from "./item";

const builtins = [
  "len",
  "range",
  "sorted",
  "sum",
  "min",
  "max",
  "any",
  "all",
  "zip",
  "enumerate",
  "map",
  "filter",
  "print",
  "str",
  "int",
  "float",
  "bool",
  "list",
  "dict",
  "set",
  "tuple",
  "isinstance",
  "getattr",
  "hasattr",
  "Decimal",
  "UUID",
  "date",
  "datetime",
  "timedelta",
  "timezone",
  "transaction",
  "models",
];

const keywords = [
  "for",
  "if",
  "elif",
  "else",
  "while",
  "def",
  "return",
  "in",
  "not",
  "and",
  "or",
  "True",
  "False",
  "None",
  "import",
  "from",
  "try",
  "except",
  "assert",
  "lambda",
];

/** What can stand where a name begins: variables, models, Django's expressions, Python's own names. */
export function nameItems(replaced: Replaced, place: Place): Completion[] {
  const item = (
    label: string,
    kind: Completion["kind"],
    rank: number,
    detail?: string,
    documentation?: string,
  ): Completion => ({
    label,
    kind,
    insert: label,
    ...replaced,
    rank,
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation }),
  });
  const variables = [...place.names].map(([name, type]) =>
    item(name, "variable", 0, type.kind === "unknown" ? undefined : describe(type)),
  );
  // Where two models share a name, the name means the one the graph knows by it.
  const models = place.graph.models
    .filter((model) => !model.autoCreated && place.graph.named(model.name) === model)
    .map((model) => modelItem(model, replaced));
  const functions = [...apiFunctions.values()].map(({ name, parameters, doc }) =>
    item(name, "function", 2, `(${parameters})`, `${code(`${name}(${parameters})`)}\n${doc}`),
  );
  return [
    ...variables,
    ...models,
    ...functions,
    ...builtins.map((name) => item(name, "function", 3)),
    ...keywords.map((name) => item(name, "keyword", 4)),
  ];
}
