import { FIELD_CLASSES } from "../../models/vocabulary/fields";
import { expressionFunctions } from "../api/expressions";
import { apiFunctions, databaseFunctions } from "../api/functions";
import { type Type, unknown, value } from "../types";
import type { Scope } from "./scope";

const modelNames = [
  ...expressionFunctions.map(({ name }) => name),
  ...Object.keys(FIELD_CLASSES).filter((name) => /Field$|^ForeignKey$/.test(name)),
  "CASCADE",
  "PROTECT",
  "RESTRICT",
  "SET_NULL",
  "SET_DEFAULT",
  "DO_NOTHING",
  "Manager",
  "Model",
  "QuerySet",
  "TextChoices",
  "IntegerChoices",
  "ProtectedError",
  "RestrictedError",
];

/** Modules that scripts import from, and what they have that is worth offering. */
const modules: ReadonlyMap<string, readonly string[]> = new Map([
  ["django", ["db", "utils", "core", "apps", "conf", "contrib", "shortcuts"]],
  ["django.db", ["models", "transaction", "connection", "IntegrityError", "DatabaseError"]],
  ["django.db.models", ["functions", ...modelNames]],
  ["django.db.models.functions", databaseFunctions],
  ["django.db.models.signals", ["pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"]],
  ["django.db.transaction", ["atomic", "on_commit"]],
  [
    "django.core.exceptions",
    ["FieldError", "FieldDoesNotExist", "MultipleObjectsReturned", "ObjectDoesNotExist", "ValidationError"],
  ],
  ["django.utils.timezone", ["now", "localtime", "localdate", "make_aware", "make_naive", "is_aware", "timedelta"]],
  ["django.apps", ["apps"]],
  ["django.contrib.auth", ["get_user_model"]],
  ["django.dispatch", ["receiver"]],
  ["django.shortcuts", ["get_object_or_404", "get_list_or_404"]],
  ["datetime", ["date", "datetime", "time", "timedelta", "timezone"]],
  ["decimal", ["Decimal", "ROUND_HALF_UP", "ROUND_HALF_EVEN", "ROUND_DOWN", "ROUND_UP"]],
  ["uuid", ["UUID", "uuid4"]],
  ["json", ["dumps", "loads"]],
  ["re", ["compile", "findall", "fullmatch", "match", "search", "split", "sub", "IGNORECASE"]],
  ["math", ["ceil", "floor", "sqrt", "log", "pi", "inf", "isclose"]],
  ["random", ["choice", "choices", "randint", "random", "sample", "shuffle"]],
  ["collections", ["Counter", "OrderedDict", "defaultdict", "deque", "namedtuple"]],
  ["itertools", ["chain", "count", "cycle", "groupby", "islice", "product", "zip_longest"]],
  ["functools", ["partial", "reduce", "lru_cache"]],
  ["operator", ["and_", "attrgetter", "itemgetter", "or_"]],
  ["statistics", ["mean", "median", "mode", "stdev"]],
]);

/** The modules that can be imported, by their dotted names. */
export const moduleNames: readonly string[] = [...modules.keys()];

/** Names in a module; undefined where the language does not know it. */
export function namesOfModule(name: string): readonly string[] | undefined {
  return modules.get(name);
}

const moments: Readonly<Record<string, Type>> = {
  "datetime.date": value("datetime.date"),
  "datetime.datetime": value("datetime.datetime"),
  "datetime.time": value("datetime.time"),
  "datetime.timedelta": value("datetime.timedelta"),
  // Django's field classes call it so.
  "decimal.Decimal": value("Decimal"),
  "uuid.UUID": value("uuid.UUID"),
};

/** `module.name`, or what `from module import name` brings. */
export function moduleMember(module: string, name: string, { graph }: Scope): Type {
  const path = `${module}.${name}`;
  if (modules.has(path)) return { kind: "module", name: path };
  const known = apiFunctions.get(name);
  if (known && modules.get(module)?.includes(name)) return { kind: "function", function: known };
  if (Object.hasOwn(moments, path)) return { kind: "function", function: constructorOf(name, path) };
  if (module.endsWith(".models") || module === "models") {
    const model = graph.named(name);
    if (model && !modules.has(module)) return { kind: "model", model };
  }
  const [model] = [graph.named(name)];
  // Where a model is imported from is the workspace's own business.
  return model && !modules.has(module) ? { kind: "model", model } : unknown;
}

function constructorOf(name: string, path: string): { name: string; parameters: string; doc: string; output: string } {
  const parameters: Readonly<Record<string, string>> = {
    date: "year, month, day",
    datetime: "year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None",
    time: "hour=0, minute=0, second=0, microsecond=0, tzinfo=None",
    timedelta: "days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0",
    Decimal: 'value="0"',
    UUID: "hex=None, int=None",
  };
  const type = Object.hasOwn(moments, path) ? moments[path] : undefined;
  const named = type?.kind === "value" ? type.name : path;
  return { name, parameters: parameters[name] ?? "", doc: `Python's own \`${path}\`.`, output: `=${named}` };
}

/** Names that scripts know without an import, as modules and classes of Python's and Django's. */
export function globalName(name: string, scope: Scope): Type {
  switch (name) {
    case "models":
      return { kind: "module", name: "django.db.models" };
    case "transaction":
      return { kind: "module", name: "django.db.transaction" };
    case "timezone":
      return { kind: "module", name: "django.utils.timezone" };
    case "datetime":
    case "json":
    case "re":
    case "math":
    case "random":
    case "uuid":
    case "decimal":
      return { kind: "module", name };
    case "date":
    case "timedelta":
      return moduleMember("datetime", name, scope);
    case "Decimal":
      return moduleMember("decimal", name, scope);
    case "UUID":
      return moduleMember("uuid", name, scope);
    case "ObjectDoesNotExist":
    case "MultipleObjectsReturned":
    case "FieldError":
    case "ValidationError":
    case "IntegrityError":
    case "ProtectedError":
    case "Exception":
    case "ValueError":
    case "TypeError":
    case "KeyError":
      return { kind: "exception", model: undefined, name };
    default:
      return unknown;
  }
}
