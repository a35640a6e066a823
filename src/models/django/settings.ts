import type { SettingsInfo, SourcePlace } from "../../protocol/models";
import type { Call, Expression } from "../../python/tree";
import { type Constant, type Evaluated, UNKNOWN } from "./constant";
import { Evaluator } from "./evaluate";
import { PathValue } from "./paths";
import type { Resolver } from "./resolver";
import type { PyModule, Scope } from "./scope";

/** A database the settings name. `name` of a SQLite file is a path: relative to the workspace, or absolute. */
export interface DatabaseSetting {
  readonly alias: string;
  /** `sqlite3`, `postgresql`, `mysql`: the last part of ENGINE. */
  readonly engine: string;
  readonly name: string;
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: string;
  readonly place: SourcePlace;
}

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

/** Reads one settings module, with the modules it star-imports. */
export class SettingsReader {
  readonly #module: PyModule;
  readonly #root: string;
  readonly #evaluator: Evaluator;
  readonly #values = new Map<string, Evaluated>();
  readonly #places = new Map<string, SourcePlace>();

  /** `root` is the project's folder, where `manage.py` runs and plain file names are looked for. */
  constructor(module: PyModule, resolver: Resolver, root = "") {
    this.#module = module;
    this.#root = root;
    this.#evaluator = new Evaluator(resolver);
    this.#run(module, resolver, new Set());
  }

  /** Whether the project's settings say anything of a name. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** `settings.NAME`, for expressions in models. */
  get(name: string): Evaluated {
    return this.#values.get(name) ?? UNKNOWN;
  }

  read(): Settings {
    const unknown: { name: string; reason: string; place?: SourcePlace }[] = [];
    const take = <T extends Constant>(name: string, accept: (value: Constant) => value is T, fallback: T): T => {
      if (!this.#values.has(name)) return fallback;
      const value = this.get(name);
      if (value !== UNKNOWN && accept(value)) return value;
      const place = this.#places.get(name);
      unknown.push({ name, reason: "it is worked out when Django runs", ...(place === undefined ? {} : { place }) });
      return fallback;
    };
    const isText = (value: Constant): value is string => typeof value === "string";
    const isFlag = (value: Constant): value is boolean => typeof value === "boolean";
    const apps = this.#values.has("INSTALLED_APPS") ? this.get("INSTALLED_APPS") : [];
    const installed = Array.isArray(apps) ? apps.filter(isText) : [];
    if (apps === UNKNOWN) take("INSTALLED_APPS", (value): value is string => isText(value), "");
    const info: SettingsInfo = {
      file: this.#module.file.path,
      useTz: take("USE_TZ", isFlag, NO_SETTINGS.useTz),
      timeZone: take("TIME_ZONE", isText, NO_SETTINGS.timeZone),
      defaultAutoField:
        take("DEFAULT_AUTO_FIELD", isText, NO_SETTINGS.defaultAutoField).split(".").at(-1) ?? "AutoField",
      installedApps: installed,
      authUserModel: take("AUTH_USER_MODEL", isText, NO_SETTINGS.authUserModel),
      unknown,
    };
    return { info, databases: this.#databases(unknown) };
  }

  #databases(unknown: { name: string; reason: string; place?: SourcePlace }[]): DatabaseSetting[] {
    const place = this.#places.get("DATABASES") ?? { file: this.#module.file.path, line: 1 };
    const value = this.get("DATABASES");
    if (!(value instanceof Map)) {
      if (this.#values.has("DATABASES"))
        unknown.push({ name: "DATABASES", reason: "it is worked out when Django runs", place });
      return [];
    }
    return [...value].flatMap(([alias, options]) => {
      if (typeof alias !== "string" || !(options instanceof Map)) return [];
      const text = (name: string) => textOf(options.get(name));
      const engine = text("ENGINE")?.split(".").at(-1);
      const given = options.get("NAME");
      const isPlain =
        typeof given === "string" && engine === "sqlite3" && !/^([/\\]|[A-Za-z]:|:memory:|file:)/.test(given);
      const name = isPlain && this.#root !== "" ? `${this.#root}/${given}` : text("NAME");
      if (engine === undefined || name === undefined) {
        unknown.push({
          name: `DATABASES["${alias}"]`,
          reason: "its ENGINE or NAME is worked out when Django runs",
          place,
        });
        return [];
      }
      const more = { user: text("USER"), password: text("PASSWORD"), host: text("HOST"), port: text("PORT") };
      const known = Object.fromEntries(Object.entries(more).filter(([, item]) => item !== undefined && item !== ""));
      return [{ alias, engine, name, ...known, place }];
    });
  }

  /** Assignments in order; a name may be assigned from itself (`INSTALLED_APPS += […]`). */
  #run(module: PyModule, resolver: Resolver, seen: Set<PyModule>): void {
    if (seen.has(module)) return;
    seen.add(module);
    const scope: Scope = { module, cls: null };
    for (const statement of module.statements) {
      if (statement.type === "ImportFrom" && statement.names.some(({ name }) => name === "*")) {
        const starred = resolver.module(module.absolute(statement.module, statement.level));
        if (starred !== null) this.#run(starred, resolver, seen);
      } else if (statement.type === "Assign" || (statement.type === "AnnotatedAssign" && statement.value !== null)) {
        const targets = statement.type === "Assign" ? statement.targets : [statement.target];
        const { value } = statement;
        if (value === null) continue;
        for (const target of targets) {
          if (target.type === "Name") this.#set(target.id, this.#evaluate(value, scope), module, statement);
          else if (target.type === "Subscript" && target.value.type === "Name") {
            this.#setItem(target.value.id, this.#evaluate(target.index, scope), this.#evaluate(value, scope));
          }
        }
      } else if (
        statement.type === "AugmentedAssign" &&
        statement.target.type === "Name" &&
        statement.operator === "+"
      ) {
        const { id } = statement.target;
        const before = this.get(id);
        const more = this.#evaluate(statement.value, scope);
        // What is added last may be unknown; what was there stays known.
        if (Array.isArray(before) && Array.isArray(more)) this.#set(id, [...before, ...more], module, statement);
      } else if (statement.type === "ExpressionStatement" && statement.value.type === "Call") {
        this.#append(statement.value, scope);
      }
    }
  }

  /** `INSTALLED_APPS.append("x")`. */
  #append(call: Call, scope: Scope): void {
    const { callee } = call;
    if (callee.type !== "Attribute" || callee.value.type !== "Name") return;
    const before = this.get(callee.value.id);
    const first = call.args[0]?.value;
    const more = first === undefined ? UNKNOWN : this.#evaluate(first, scope);
    if (!Array.isArray(before) || more === UNKNOWN) return;
    if (callee.name === "append") this.#values.set(callee.value.id, [...before, more]);
    if (callee.name === "extend" && Array.isArray(more)) this.#values.set(callee.value.id, [...before, ...more]);
  }

  #evaluate(node: Expression, scope: Scope): Evaluated {
    if (node.type === "Name") {
      // The value so far, not the last one in the text.
      const known = this.#values.get(node.id);
      if (known !== undefined) return known;
    }
    if (node.type === "Binary" && node.operator === "+") {
      const left = this.#evaluate(node.left, scope);
      const right = this.#evaluate(node.right, scope);
      if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
    }
    return this.#evaluator.evaluate(node, scope);
  }

  #set(name: string, value: Evaluated, module: PyModule, span: { from: number; to: number }): void {
    this.#values.set(name, value);
    this.#places.set(name, module.file.place(span));
  }

  #setItem(name: string, key: Evaluated, value: Evaluated): void {
    const before = this.get(name);
    if (!(before instanceof Map) || key === UNKNOWN || value === UNKNOWN) return;
    this.#values.set(name, new Map([...before, [key, value]]));
  }
}

/** The settings of a project without a settings module. */
export function withoutSettings(): Settings {
  // Nothing is known, so times stay as they are stored.
  return { info: { ...NO_SETTINGS, useTz: false, timeZone: "UTC" }, databases: [] };
}

function textOf(value: Constant | undefined): string | undefined {
  if (value instanceof PathValue) return value.path;
  if (typeof value === "bigint") return String(value);
  return typeof value === "string" ? value : undefined;
}
