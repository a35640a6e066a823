import { FIELD_CLASSES } from "../models/vocabulary/fields";
import type { SettingsInfo } from "../protocol/models";
import { builtin, pythonBuiltins } from "../python/builtins";
import { decimalModule } from "../python/decimalModule";
import { standardModules } from "../python/modules/standard";
import { PyModule, type Value } from "../python/objects";
import { uuidType } from "../python/uuid";
import { Atomic } from "./atomic";
import type { Orm } from "./context";
import { choicesBases } from "./enumeration";
import { DJANGO_EXCEPTIONS } from "./errors";
import { expressionNames, fieldNames } from "./expressions/constructors";
import { MODEL_BASE } from "./modelClass";
import { DatabaseConnection, projectModules } from "./modules/project";
import { timezoneModule } from "./modules/timezone";
import { utilityModules } from "./modules/utilities";
import { validatorsModule } from "./modules/validators";
import { ManagerBase, QuerySetBase } from "./nativeClasses";
import { prefetchFunction } from "./prefetch";
import { pyReceiver } from "./receiver";
import type { Signal } from "./signals";

/** Names and modules that scripts and the workspace's code can see. */
export interface Names {
  readonly builtins: Map<string, Value>;
  readonly modules: ReadonlyMap<string, Value>;
}

/** Builds the names of one run: Python's, Django's, and every model. `print` is handed each line that is printed. */
export function namesOf(
  orm: Orm,
  print: (line: string) => void,
  signals: ReadonlyMap<string, Signal>,
  settings: SettingsInfo | null = null,
): Names {
  const printed = printer(print);
  const standard = standardModules({
    now: () => orm.now(),
    local: orm.conversion.zone,
    random: () => fraction(orm.randomBytes(7)),
    randomBytes: (count) => orm.randomBytes(count),
    print: printed,
  });
  const datetime = standard.get("datetime") as PyModule;
  const expressions = expressionNames();
  const fields = fieldNames(Object.keys(FIELD_CLASSES));
  const onDelete = new Map<string, Value>(
    ["CASCADE", "PROTECT", "RESTRICT", "SET_NULL", "SET_DEFAULT", "DO_NOTHING"].map((name) => [name, name]),
  );
  const bases = new Map<string, Value>([
    ["Model", MODEL_BASE],
    ["Manager", new ManagerBase(orm)],
    // No class of Django's: tutorials import it for the form of `bulk_update` that takes conditions.
    ["BulkUpdateMixin", new ManagerBase(orm)],
    ["QuerySet", new QuerySetBase(orm)],
    ...choicesBases.map((base): [string, Value] => [base.name, base]),
  ]);
  const exceptions = new Map<string, Value>(DJANGO_EXCEPTIONS);
  const prefetching = prefetchFunction(orm);
  const models = new PyModule(
    "django.db.models",
    new Map<string, Value>([
      ...fields,
      ...expressions,
      ...onDelete,
      ...bases,
      ...pick(exceptions, ["ObjectDoesNotExist", "ProtectedError", "RestrictedError"]),
      ["prefetch_related_objects", prefetching],
    ]),
  );
  const functions = new PyModule("django.db.models.functions", expressions);
  const timezone = timezoneModule(orm, orm.conversion.zone);
  const transaction = new PyModule(
    "django.db.transaction",
    new Map<string, Value>([
      ["atomic", new Atomic(orm)],
      [
        "on_commit",
        builtin("on_commit", ["func", "using?", "robust?"], async ({ named }, runtime) => {
          orm.databases.check(named.using);
          await runtime.call(named.func as Value, { positional: [], keywords: new Map() });
          return null;
        }),
      ],
    ]),
  );
  const validators = validatorsModule();
  const database = pick(exceptions, [
    "Error",
    "DatabaseError",
    "IntegrityError",
    "OperationalError",
    "NotSupportedError",
    "DataError",
    "InternalError",
    "ProgrammingError",
    "InterfaceError",
  ]);
  const core = pick(exceptions, [
    "ObjectDoesNotExist",
    "MultipleObjectsReturned",
    "FieldError",
    "FieldDoesNotExist",
    "ValidationError",
    "ImproperlyConfigured",
    "PermissionDenied",
    "SuspiciousOperation",
    "EmptyResultSet",
    "FullResultSet",
  ]);
  const signalModule = new PyModule("django.db.models.signals", new Map<string, Value>(signals));
  const receiver = pyReceiver();
  const modules = new Map<string, Value>([
    ...standard,
    ...utilityModules(orm),
    ...projectModules(orm, settings),
    ["django.db.models", models],
    ["django.db.models.functions", functions],
    ["django.db.models.signals", signalModule],
    ["django.dispatch", new PyModule("django.dispatch", new Map([["receiver", receiver]]))],
    ["django.db.transaction", transaction],
    [
      "django.db",
      new PyModule(
        "django.db",
        new Map<string, Value>([
          ["models", models],
          ["transaction", transaction],
          ["connection", new DatabaseConnection(orm)],
          ["reset_queries", builtin("reset_queries", [], () => null)],
          ...database,
        ]),
      ),
    ],
    ["django.db.utils", new PyModule("django.db.utils", new Map(database))],
    ["django.core.exceptions", new PyModule("django.core.exceptions", new Map(core))],
    ["django.core.validators", validators],
    ["django.utils.timezone", timezone],
    ["django.utils", new PyModule("django.utils", new Map([["timezone", timezone]]))],
    ["django.db.models.expressions", models],
    ["django.db.models.query", models],
    ["django.db.models.manager", models],
    ["django.db.models.aggregates", models],
  ]);
  const builtins = new Map<string, Value>([
    ...pythonBuiltins(),
    ["print", printed],
    ...fields,
    ...expressions,
    ...onDelete,
    ...bases,
    ...core,
    ...database,
    ...pick(exceptions, ["ProtectedError", "RestrictedError"]),
    ["models", models],
    ["prefetch_related_objects", prefetching],
    ["functions", functions],
    ["transaction", transaction],
    ["timezone", timezone],
    ["datetime", datetime],
    ["date", member(datetime, "date")],
    ["timedelta", member(datetime, "timedelta")],
    ["Decimal", member(decimalModule, "Decimal")],
    ["UUID", uuidType],
    ["receiver", receiver],
    ...signals,
  ]);
  for (const model of orm.registry.models)
    if (!model.info.autoCreated && !builtins.has(model.name)) builtins.set(model.name, orm.modelClass(model));
  // A table that only the database knows may also be named as it is spelled there.
  for (const model of orm.registry.models)
    if (model.info.origin === "database" && !builtins.has(model.info.table))
      builtins.set(model.info.table, orm.modelClass(model));
  // The project's own models win over Django's names and over contrib's of the same name.
  for (const model of orm.registry.models)
    if (model.info.origin !== "contrib" && !model.info.autoCreated) builtins.set(model.name, orm.modelClass(model));
  return { builtins, modules };
}

/** A module of the workspace by dotted name: the models of `music.models`, or of `.models` from anywhere. */
export function workspaceModule(orm: Orm, name: string): Value | undefined {
  const parts = name
    .replace(/^\.+/, "")
    .split(".")
    .filter((part) => part !== "");
  const members = new Map<string, Value>();
  for (const model of orm.registry.models) {
    const module = (model.info.place?.file ?? "")
      .replace(/\.py$/, "")
      .split("/")
      .filter((part) => part !== "__init__");
    const path = module.join(".");
    const wanted = parts.join(".");
    const inModule =
      path === wanted ||
      path.endsWith(`.${wanted}`) ||
      wanted.endsWith(path) ||
      (parts.at(-1) === "models" && (parts.length === 1 || parts.at(-2) === model.app));
    if (inModule && !model.info.autoCreated) members.set(model.name, orm.modelClass(model));
  }
  if (parts.length === 0) for (const model of orm.registry.models) members.set(model.name, orm.modelClass(model));
  return members.size > 0 ? new PyModule(name, members) : undefined;
}

function pick(from: ReadonlyMap<string, Value>, names: readonly string[]): [string, Value][] {
  return names.map((name): [string, Value] => [name, from.get(name) ?? null]);
}

function member(module: PyModule, name: string): Value {
  return module.members.get(name) ?? null;
}

function printer(print: (line: string) => void): Value {
  return builtin("print", ["*args", "sep?", "end?", "flush?", "file?"], async ({ args, named }, runtime) => {
    const shown: string[] = [];
    for (const arg of args) shown.push(await runtime.str(arg));
    print(
      shown.join(typeof named.sep === "string" ? named.sep : " ") + (typeof named.end === "string" ? named.end : "\n"),
    );
    return null;
  });
}

/** A number from 0 to below 1 made of 53 random bits. */
function fraction(bytes: Uint8Array): number {
  const bits = bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n) >> 3n;
  return Number(bits) / 2 ** 53;
}
