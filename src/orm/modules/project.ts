import type { SettingsInfo } from "../../protocol/models";
import { builtin } from "../../python/builtins";
import {
  exceptionClass,
  PyException,
  PyExceptionClass,
  PyRaise,
  raise,
  UnsupportedError,
} from "../../python/exceptions";
import { PyModule, PyObject, type Runtime, type Value } from "../../python/objects";
import type { Orm } from "../context";
import { ModelClass } from "../modelClass";

/** `django.conf.settings`, as far as the readers know the project's. */
class Settings extends PyObject {
  readonly typeName = "LazySettings";
  readonly #known: ReadonlyMap<string, Value>;
  readonly #unknown: ReadonlyMap<string, string>;

  constructor(orm: Orm, settings: SettingsInfo | null) {
    super();
    this.#unknown = new Map(settings?.unknown.map(({ name, reason }) => [name, reason]) ?? []);
    this.#known = new Map<string, Value>([
      ["USE_TZ", orm.conversion.useTz],
      ["TIME_ZONE", orm.conversion.zone.label],
      ["AUTH_USER_MODEL", orm.userModel],
      ["DEFAULT_AUTO_FIELD", settings?.defaultAutoField ?? "django.db.models.BigAutoField"],
      ["INSTALLED_APPS", [...(settings?.installedApps ?? [])]],
    ]);
  }

  override attribute(name: string): Value | undefined {
    const found = this.#known.get(name);
    if (found !== undefined || !/^[A-Z]/.test(name)) return found;
    const reason = this.#unknown.get(name);
    throw new UnsupportedError(
      `settings.${name} is not known here${reason === undefined ? "" : ` (${reason})`}: the settings module is read, not run. Known are ${[...this.#known.keys()].join(", ")}`,
    );
  }

  attributeNames(): string[] {
    return [...this.#known.keys()];
  }

  override setAttribute(name: string): boolean {
    throw new UnsupportedError(`settings.${name} cannot be set here`);
  }
}

/** `django.db.connection`. */
export class DatabaseConnection extends PyObject {
  readonly typeName = "ConnectionProxy";

  constructor(readonly orm: Orm) {
    super();
  }

  override attribute(name: string): Value | undefined {
    if (name === "vendor") return this.orm.conversion.dialect.vendor;
    if (name === "alias") return this.orm.databases.alias;
    if (name === "queries" || name === "cursor")
      throw new UnsupportedError(
        name === "queries"
          ? "connection.queries is not kept here: each statement's SQL is shown with its result"
          : "connection.cursor() is not run here: use Model.objects.raw(…), which only reads",
      );
    return undefined;
  }
}

function modelOf(orm: Orm, app: string, name: string | null): Value {
  const label = name === null ? app : `${app}.${name}`;
  const [appLabel = "", modelName = ""] = label.split(".");
  if (!label.includes(".")) throw raise("ValueError", "not enough values to unpack (expected 2, got 1)");
  const model = orm.registry.models.find(
    (each) => each.app === appLabel && each.name.toLowerCase() === modelName.toLowerCase(),
  );
  if (model) return orm.modelClass(model);
  if (orm.registry.models.some((each) => each.app === appLabel))
    throw raise("LookupError", `App '${appLabel}' doesn't have a '${modelName}' model.`);
  throw raise("LookupError", `No installed app with label '${appLabel}'.`);
}

function userModel(orm: Orm): Value {
  const model = orm.registry.get(orm.userModel) ?? orm.registry.get("auth.User");
  if (!model) throw raise("LookupError", "No installed app with label 'auth'.");
  return orm.modelClass(model);
}

const HTTP_404 = new PyExceptionClass("Http404", [exceptionClass("Exception")], "django.http.response.Http404");

function notFound(name: string): PyRaise {
  const message = `No ${name} matches the given query.`;
  return new PyRaise(new PyException(HTTP_404, [message], message));
}

/** What `get_object_or_404` takes, as something with the queryset's methods. */
function queryable(value: Value, name: string, runtime: Runtime): Value | Promise<Value> {
  if (value instanceof ModelClass) return runtime.getAttribute(value, "_default_manager");
  if (value instanceof PyObject && value.attribute("get", runtime) !== undefined) return value;
  throw raise(
    "ValueError",
    `First argument to ${name}() must be a Model, Manager, or QuerySet, not '${typeof value}'.`,
  );
}

async function found(
  name: "get" | "filter",
  given: Value,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  runtime: Runtime,
): Promise<Value> {
  const source = await queryable(given, name === "get" ? "get_object_or_404" : "get_list_or_404", runtime);
  const model = await runtime.getAttribute(source, "model");
  const label = model instanceof ModelClass ? model.model.name : "object";
  try {
    const answer = await runtime.call(await runtime.getAttribute(source, name), { positional: args, keywords });
    if (name === "get") return answer;
    const rows = await runtime.list(answer);
    if (rows.length > 0) return rows;
  } catch (error) {
    if (!(error instanceof PyRaise) || error.exception.exceptionClass.name !== "DoesNotExist") throw error;
  }
  throw notFound(label);
}

/** What scripts ask of the project: settings, models by name, rows or Http404. */
export function projectModules(orm: Orm, settings: SettingsInfo | null): Map<string, Value> {
  const conf = new Settings(orm, settings);
  const apps = new PyModule(
    "apps",
    new Map<string, Value>([
      [
        "get_model",
        builtin("get_model", ["app_label", "model_name?", "require_ready?"], ({ named }) =>
          modelOf(orm, String(named.app_label), typeof named.model_name === "string" ? named.model_name : null),
        ),
      ],
      [
        "get_models",
        builtin("get_models", [], () =>
          orm.registry.models.filter((model) => !model.info.autoCreated).map((model) => orm.modelClass(model)),
        ),
      ],
      [
        "is_installed",
        builtin(
          "is_installed",
          ["app_name"],
          ({ named }) => settings?.installedApps.includes(String(named.app_name)) ?? false,
        ),
      ],
    ]),
  );
  const shortcut = (name: string, method: "get" | "filter"): [string, Value] => [
    name,
    builtin(name, ["klass", "/", "*args", "**kwargs"], ({ named, args, kwargs }, runtime) =>
      found(method, named.klass as Value, args, kwargs, runtime),
    ),
  ];
  const module = (name: string, members: readonly (readonly [string, Value])[]): [string, Value] => [
    name,
    new PyModule(name, new Map(members)),
  ];
  return new Map<string, Value>([
    module("django.conf", [["settings", conf]]),
    module("django.apps", [["apps", apps]]),
    module("django.http", [["Http404", HTTP_404]]),
    module("django.shortcuts", [shortcut("get_object_or_404", "get"), shortcut("get_list_or_404", "filter")]),
    module("django.contrib.auth", [["get_user_model", builtin("get_user_model", [], () => userModel(orm))]]),
  ]);
}
