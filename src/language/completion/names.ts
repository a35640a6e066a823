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

/** More models than these are not listed before a letter says which. */
const most = 150;

/** What can stand where a name begins, by the letters that are there: variables, models, Django's expressions, Python's own names. */
export function nameItems(replaced: Replaced, scope: Scope, typed: string): Completion[] {
  const { graph } = scope;
  const letters = typed.toLowerCase();
  const fits = (name: string): boolean => hasLetters(name, letters);
  const known = new Set<string>();
  const variables: Completion[] = [];
  for (const [name, type] of scope.names.entries()) {
    known.add(name);
    if (fits(name))
      variables.push(item(name, "variable", 0, replaced, type.kind === "unknown" ? {} : { detail: describe(type) }));
  }
  // Where two models share a name, the name means the one the graph knows by it.
  const models = graph.models
    .filter(
      (model) => fits(model.name) && !model.autoCreated && graph.named(model.name) === model && !known.has(model.name),
    )
    .slice(0, most)
    .map((model) => modelItem(model, replaced));
  const functions = [...apiFunctions.values()]
    .filter(({ name }) => fits(name) && !known.has(name))
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
    ...builtins.filter((name) => fits(name) && !known.has(name)).map((name) => item(name, "function", 3, replaced)),
    ...keywords.filter(fits).map((name) => item(name, "keyword", 4, replaced)),
  ];
}

/** Whether the letters are in the name, in their order: what editors look for themselves. */
function hasLetters(name: string, letters: string): boolean {
  if (letters === "") return true;
  const lower = name.toLowerCase();
  let at = 0;
  for (const letter of letters) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
