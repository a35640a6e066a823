import type { SettingsInfo, SourcePlace } from "../../protocol/models";
import type { Span } from "../../python/tree";
import {
  ClassValue,
  type Constant,
  type Evaluated,
  FunctionValue,
  InstanceValue,
  orUnknown,
  plain,
  UNKNOWN,
} from "./constant";
import { type DatabaseSetting, readDatabases, type UnknownSetting } from "./databases";
import { Evaluator } from "./evaluate";
import { lineage } from "./fieldInit";
import { Frame } from "./frame";
import { changedByBody } from "./mutations";
import type { Resolver } from "./resolver";
import type { PyClass, PyModule, Scope } from "./scope";

export type { DatabaseSetting } from "./databases";

/** The settings that matter here, worked out from a settings module's text. */
export interface Settings {
  readonly info: SettingsInfo;
  readonly databases: readonly DatabaseSetting[];
}

/** Values as Django's own defaults have them, where a settings module says nothing. */
const NO_SETTINGS: SettingsInfo = {
  useTz: true,
  timeZone: "America/Chicago",
  defaultAutoField: "AutoField",
  installedApps: [],
  authUserModel: "auth.User",
  unknown: [],
};

/** What surrounds a settings module. */
export interface SettingsSurroundings {
  /** The project's folder, where `manage.py` runs and plain file names are looked for. */
  readonly root: string;
  /** The variables of the project's `.env` file. */
  readonly environment: ReadonlyMap<string, string>;
  /** Django's major version, where something says it: some defaults depend on it. */
  readonly major: number | null;
  /** The class of django-configurations that manage.py names. */
  readonly configuration?: string;
}

/** Reads one settings module, with the modules it star-imports and includes. */
export class SettingsReader {
  readonly #module: PyModule;
  readonly #resolver: Resolver;
  readonly #surroundings: SettingsSurroundings;
  readonly #evaluator: Evaluator;
  readonly #frame: Frame;
  readonly #run = new Set<PyModule>();
  readonly #doubts: UnknownSetting[] = [];

  constructor(module: PyModule, resolver: Resolver, surroundings: SettingsSurroundings) {
    this.#module = module;
    this.#resolver = resolver;
    this.#surroundings = surroundings;
    this.#frame = new Frame(null, {
      star: (dotted) => this.#star(dotted),
      doubt: (where, span) => this.#doubt(where, span),
    });
    this.#evaluator = new Evaluator(resolver, {
      setting: (name) => orUnknown(this.#frame.get(name)),
      environment: surroundings.environment,
    });
    this.#execute(module);
    const configuration = this.#configuration();
    if (configuration !== null) this.#configure(configuration);
  }

  /** The settings module and those it runs. */
  get modules(): ReadonlySet<PyModule> {
    return this.#run;
  }

  /** Whether the project's settings say anything of a name. */
  has(name: string): boolean {
    return this.#frame.get(name) !== undefined;
  }

  /** `settings.NAME`, for expressions in models. */
  get(name: string): Evaluated {
    const value = plain(orUnknown(this.#frame.get(name)));
    if (!(value instanceof FunctionValue)) return value;
    // A property of a settings class.
    const self = value.self instanceof ClassValue ? new InstanceValue(value.self.cls) : null;
    for (const [key, known] of this.#frame.values) if (known !== value) self?.attributes.set(key, known);
    return self === null ? UNKNOWN : plain(this.#evaluator.call(new FunctionValue(value.node, value.scope, self), []));
  }

  /** The settings as they are known, and what of them is not. */
  read(): Settings {
    const unknown: UnknownSetting[] = [];
    const take = <T extends Constant>(name: string, accept: (value: Constant) => value is T, fallback: T): T => {
      if (!this.has(name)) return fallback;
      const value = this.get(name);
      if (value !== UNKNOWN && accept(value)) return value;
      unknown.push({ name, reason: "it is worked out when Django runs", place: this.#place(name) });
      return fallback;
    };
    const isText = (value: Constant): value is string => typeof value === "string";
    const isFlag = (value: Constant): value is boolean => typeof value === "boolean";
    const isList = (value: Constant): value is readonly Constant[] => Array.isArray(value);
    const { major } = this.#surroundings;
    const info: SettingsInfo = {
      file: this.#module.file.path,
      useTz: take("USE_TZ", isFlag, major === null || major >= 5),
      timeZone: take("TIME_ZONE", isText, NO_SETTINGS.timeZone),
      defaultAutoField: take(
        "DEFAULT_AUTO_FIELD",
        isText,
        major !== null && major >= 6 ? "BigAutoField" : NO_SETTINGS.defaultAutoField,
      )
        .split(".")
        .at(-1) as string,
      installedApps: [...new Set(take<readonly Constant[]>("INSTALLED_APPS", isList, []).filter(isText))],
      authUserModel: take("AUTH_USER_MODEL", isText, NO_SETTINGS.authUserModel),
      unknown,
    };
    const routers = this.get("DATABASE_ROUTERS");
    if (Array.isArray(routers) && routers.length > 0) {
      const reason = "routers choose a model's database when Django runs";
      unknown.push({ name: "DATABASE_ROUTERS", reason, place: this.#place("DATABASE_ROUTERS") });
    }
    const place = this.#place("DATABASES");
    const databases = this.has("DATABASES")
      ? readDatabases(this.get("DATABASES"), this.#surroundings.root, place, unknown)
      : [];
    unknown.push(...this.#doubts);
    return { info, databases };
  }

  #star(dotted: string): boolean {
    const module = this.#resolver.module(dotted);
    if (module === null) return false;
    this.#execute(module);
    return true;
  }

  /** Each top-level statement by itself: one that raises does not keep the rest from being known. */
  #execute(module: PyModule): void {
    if (this.#run.has(module)) return;
    this.#run.add(module);
    const scope: Scope = { module, cls: null, frame: this.#frame };
    for (const statement of module.file.tree.body) {
      this.#evaluator.statements([statement], scope);
      if (statement.type !== "ExpressionStatement" || statement.value.type !== "Call") continue;
      const { callee, args } = statement.value;
      // django-split-settings: include("base.py", optional("local.py")).
      if (callee.type === "Name" && callee.id === "include") for (const { value } of args) this.#include(value, scope);
    }
  }

  #include(node: Parameters<Evaluator["evaluate"]>[0], scope: Scope): void {
    const inner = node.type === "Call" ? node.args[0]?.value : node;
    const name = inner === undefined ? undefined : this.#evaluator.text(inner, scope);
    const folder = scope.module.file.path.split("/").slice(0, -1).join("/");
    const module = name === undefined ? null : this.#resolver.file(folder === "" ? name : `${folder}/${name}`);
    if (module !== null) this.#execute(module);
    else if (node.type !== "Call") this.#doubt(scope.module, node);
  }

  /** The settings class of django-configurations, where the module has one. */
  #configuration(): PyClass | null {
    const classes = this.#module.members.flatMap(({ binding }) => (binding.kind === "class" ? [binding.cls] : []));
    const settings = classes.filter((cls) => lineage(cls, this.#resolver).some((each) => this.#isConfiguration(each)));
    const { configuration } = this.#surroundings;
    return (
      settings.find((cls) => cls.name === configuration) ??
      settings.find((cls) => /^(dev|local)/i.test(cls.name)) ??
      settings.at(-1) ??
      null
    );
  }

  #isConfiguration(cls: PyClass): boolean {
    return cls.bases.some((base) => {
      const resolved = this.#resolver.resolve(base, { module: cls.module, cls: cls.outer });
      return resolved?.kind === "external" && /^configurations(\.\w+)?\.Configuration$/.test(resolved.path);
    });
  }

  #configure(cls: PyClass): void {
    for (const each of lineage(cls, this.#resolver).reverse()) {
      const scope: Scope = { module: each.module, cls: null, frame: this.#frame };
      for (const statement of each.node.body) {
        this.#evaluator.statements([statement], scope);
        if (statement.type !== "FunctionDefinition") continue;
        this.#frame.set(statement.name, new FunctionValue(statement, scope, new ClassValue(cls)));
      }
    }
  }

  #doubt(module: PyModule, span: Span): void {
    const source = module.file.text.slice(span.from, span.to).split("\n", 1)[0] ?? "";
    const place = module.file.place(span);
    if (this.#doubts.some((doubt) => doubt.place?.line === place.line && doubt.place.file === place.file)) return;
    this.#doubts.push({ name: source.slice(0, 60), reason: "it is worked out when Django runs", place });
  }

  /** Where a name was last bound or changed. */
  #place(name: string): SourcePlace {
    for (const module of [...this.#run].reverse()) {
      const { body } = module.file.tree;
      const statement =
        changedByBody(body).get(name)?.at(-1) ?? module.members.findLast((member) => member.name === name)?.statement;
      if (statement !== undefined) return module.file.place(statement);
    }
    return { file: this.#module.file.path, line: 1 };
  }
}

/** The settings of a project without a settings module. */
export function withoutSettings(): Settings {
  // Nothing is known, so times stay as they are stored.
  return { info: { ...NO_SETTINGS, useTz: false, timeZone: "UTC" }, databases: [] };
}
