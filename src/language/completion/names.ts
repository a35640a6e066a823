import { apiFunctions } from "../api/functions";
import { describe } from "../describe";
import type { Scope } from "../infer/scope";
import { code } from "../wording";
import { type Completion, item, modelItem, type Replaced } from "./item";

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
  "reversed",
  "round",
  "abs",
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
  "with",
  "pass",
  "break",
  "continue",
  "raise",
  "finally",
  "is",
  "as",
  "del",
  "class",
  "yield",
];

/** What can stand where a name begins: variables, models, Django's expressions, Python's own names. */
export function nameItems(replaced: Replaced, scope: Scope): Completion[] {
  const { graph } = scope;
  const variables = [...scope.names.entries()].map(([name, type]) =>
    item(name, "variable", 0, replaced, type.kind === "unknown" ? {} : { detail: describe(type) }),
  );
  const known = new Set(variables.map(({ label }) => label));
  // Where two models share a name, the name means the one the graph knows by it.
  const models = graph.models
    .filter((model) => !model.autoCreated && graph.named(model.name) === model && !known.has(model.name))
    .map((model) => modelItem(model, replaced));
  const functions = [...apiFunctions.values()]
    .filter(({ name }) => !known.has(name))
    .map(({ name, parameters, doc }) =>
      item(name, "function", 2, replaced, {
        detail: `(${parameters})`,
        documentation: `${code(`${name}(${parameters})`)}\n${doc}`,
      }),
    );
  return [
    ...variables,
    ...models,
    ...functions,
    ...builtins.filter((name) => !known.has(name)).map((name) => item(name, "function", 3, replaced)),
    ...keywords.map((name) => item(name, "keyword", 4, replaced)),
  ];
}
