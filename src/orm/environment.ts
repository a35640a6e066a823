import { FIELD_CLASSES } from "../models/vocabulary/fields";
import { builtin, pythonBuiltins } from "../python/builtins";
import { datetimeModule, localTime } from "../python/dateModule";
import { PyDateTime, type PyTimezone, PyTimezone as Timezone, UTC } from "../python/datetime";
import { decimalModule } from "../python/decimalModule";
import { raise } from "../python/exceptions";
import { PyDescriptor } from "../python/functions";
import { jsonModule } from "../python/jsonModule";
import { mathModule } from "../python/mathModule";
import { PyBuiltin, PyModule, PyType, type Value } from "../python/objects";
import { randomModule } from "../python/randomModule";
import { reModule } from "../python/reModule";
import { uuidModule, uuidType } from "../python/uuid";
import { Atomic } from "./atomic";
import type { Orm } from "./context";
import { ChoicesBase } from "./enumeration";
import { DJANGO_EXCEPTIONS } from "./errors";
import { expressionNames, fieldNames } from "./expressions/constructors";
import { makeAware } from "./fieldTypes";
import { ManagerBase, QuerySetBase } from "./nativeClasses";
import { pyReceiver } from "./receiver";
import type { Signal } from "./signals";

/** Names and modules that scripts and the workspace's code can see. */
export interface Names {
  readonly builtins: Map<string, Value>;
  readonly modules: ReadonlyMap<string, Value>;
}

/** Builds the names of one run: Python's, Django's, and every model. `print` is handed each line that is printed. */
export function namesOf(orm: Orm, print: (line: string) => void, signals: ReadonlyMap<string, Signal>): Names {
  const clock = { now: () => orm.now(), local: orm.conversion.zone };
  const datetime = datetimeModule(clock);
  const uuid = uuidModule(() => orm.randomBytes(16));
  const expressions = expressionNames();
  const fields = fieldNames(Object.keys(FIELD_CLASSES));
  const onDelete = new Map<string, Value>(
    ["CASCADE", "PROTECT", "RESTRICT", "SET_NULL", "SET_DEFAULT", "DO_NOTHING"].map((name) => [name, name]),
  );
  const bases = new Map<string, Value>([
    ["Manager", new ManagerBase(orm)],
    // No class of Django's: tutorials import it for the form of `bulk_update` that takes conditions.
    ["BulkUpdateMixin", new ManagerBase(orm)],
    ["QuerySet", new QuerySetBase(orm)],
    ...["Choices", "TextChoices", "IntegerChoices"].map((name): [string, Value] => [name, new ChoicesBase(name)]),
  ]);
  const exceptions = new Map<string, Value>(DJANGO_EXCEPTIONS);
  const models = new PyModule(
    "django.db.models",
    new Map<string, Value>([
      ...fields,
      ...expressions,
      ...onDelete,
      ...bases,
      ...pick(exceptions, ["ObjectDoesNotExist", "ProtectedError", "RestrictedError"]),
    ]),
  );
  const functions = new PyModule("django.db.models.functions", expressions);
  const timezone = timezoneModule(orm, clock.local);
  const transaction = new PyModule(
    "django.db.transaction",
    new Map<string, Value>([
      ["atomic", new Atomic(orm)],
      [
        "on_commit",
        builtin("on_commit", ["func", "using?", "robust?"], async ({ named }, runtime) => {
          await runtime.call(named.func as Value, { positional: [], keywords: new Map() });
          return null;
        }),
      ],
    ]),
  );
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
    ["datetime", datetime],
    ["decimal", decimalModule],
    ["json", jsonModule],
    ["math", mathModule],
    ["random", randomModule(() => fraction(orm.randomBytes(7)))],
    ["re", reModule],
    ["uuid", uuid],
    ["django.db.models", models],
    ["django.db.models.functions", functions],
    ["django.db.models.signals", signalModule],
    ["django.dispatch", new PyModule("django.dispatch", new Map([["receiver", receiver]]))],
    ["django.db.transaction", transaction],
    [
      "django.db",
      new PyModule(
        "django.db",
        new Map<string, Value>([["models", models], ["transaction", transaction], ...database]),
      ),
    ],
    ["django.db.utils", new PyModule("django.db.utils", new Map(database))],
    ["django.core.exceptions", new PyModule("django.core.exceptions", new Map(core))],
    ["django.utils.timezone", timezone],
    ["django.utils", new PyModule("django.utils", new Map([["timezone", timezone]]))],
    [
      "django.utils.functional",
      new PyModule("django.utils.functional", new Map<string, Value>([["cached_property", cachedProperty()]])),
    ],
    ["functools", new PyModule("functools", new Map<string, Value>([["cached_property", cachedProperty()]]))],
    ["django.utils.translation", translationModule()],
    ["django.db.models.expressions", models],
    ["django.db.models.query", models],
    ["django.db.models.manager", models],
    ["django.db.models.aggregates", models],
    [
      "django.contrib.auth",
      new PyModule(
        "django.contrib.auth",
        new Map<string, Value>([["get_user_model", new PyBuiltin("get_user_model", () => userModel(orm))]]),
      ),
    ],
    ["zoneinfo", new PyModule("zoneinfo", new Map<string, Value>([["ZoneInfo", zoneInfo()]]))],
  ]);
  const builtins = new Map<string, Value>([
    ...pythonBuiltins(),
    ["print", printer(print)],
    ...fields,
    ...expressions,
    ...onDelete,
    ...bases,
    ...core,
    ...database,
    ...pick(exceptions, ["ProtectedError", "RestrictedError"]),
    ["models", models],
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

function userModel(orm: Orm): Value {
  const model = orm.registry.get(orm.userModel) ?? orm.registry.get("auth.User");
  if (!model) throw raise("LookupError", "No installed app with label 'auth'.");
  return orm.modelClass(model);
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

function cachedProperty(): Value {
  return builtin(
    "cached_property",
    ["func", "name?"],
    ({ named }) => new PyDescriptor("cached_property", named.func as Value),
  );
}

function translationModule(): Value {
  const same = (name: string): [string, Value] => [
    name,
    builtin(name, ["message"], ({ named }) => named.message as Value),
  ];
  return new PyModule(
    "django.utils.translation",
    new Map<string, Value>(["gettext", "gettext_lazy", "ugettext", "ugettext_lazy"].map(same)),
  );
}

function zoneInfo(): Value {
  return new PyType(
    "ZoneInfo",
    (args) => new Timezone(String(args.positional[0] ?? args.keywords.get("key"))),
    (value) => value instanceof Timezone,
  );
}

/** `django.utils.timezone`. */
function timezoneModule(orm: Orm, zone: PyTimezone): PyModule {
  const now = (): PyDateTime => (orm.conversion.useTz ? orm.now() : localTime(orm.now(), zone));
  const asMoment = (value: Value | undefined): PyDateTime => {
    if (value instanceof PyDateTime) return value;
    throw raise("AttributeError", "expected a datetime");
  };
  const zoneOr = (value: Value | undefined): PyTimezone => (value instanceof Timezone ? value : zone);
  return new PyModule(
    "django.utils.timezone",
    new Map<string, Value>([
      ["now", builtin("now", [], now)],
      [
        "localtime",
        builtin("localtime", ["value?", "timezone?"], ({ named }) =>
          (named.value === undefined ? orm.now() : asMoment(named.value)).in(zoneOr(named.timezone)),
        ),
      ],
      [
        "localdate",
        builtin("localdate", ["value?", "timezone?"], ({ named }, runtime) =>
          Promise.resolve(
            runtime.getAttribute(
              (named.value === undefined ? orm.now() : asMoment(named.value)).in(zoneOr(named.timezone)),
              "date",
            ),
          ).then((method) => runtime.call(method, { positional: [], keywords: new Map() })),
        ),
      ],
      [
        "make_aware",
        builtin("make_aware", ["value", "timezone?"], ({ named }) =>
          makeAware(asMoment(named.value), zoneOr(named.timezone)),
        ),
      ],
      [
        "make_naive",
        builtin(
          "make_naive",
          ["value", "timezone?"],
          ({ named }) => new PyDateTime(asMoment(named.value).in(zoneOr(named.timezone)).plain),
        ),
      ],
      ["is_aware", builtin("is_aware", ["value"], ({ named }) => asMoment(named.value).zone !== null)],
      ["is_naive", builtin("is_naive", ["value"], ({ named }) => asMoment(named.value).zone === null)],
      ["get_current_timezone", builtin("get_current_timezone", [], () => zone)],
      ["get_default_timezone", builtin("get_default_timezone", [], () => zone)],
      ["utc", UTC],
      ["timedelta", member(datetimeModule({ now, local: zone }), "timedelta")],
      ["datetime", member(datetimeModule({ now, local: zone }), "datetime")],
    ]),
  );
}

/** A number from 0 to below 1 made of 53 random bits. */
function fraction(bytes: Uint8Array): number {
  const bits = bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n) >> 3n;
  return Number(bits) / 2 ** 53;
}
