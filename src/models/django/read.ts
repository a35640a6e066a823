import type { ModelInfo, ProjectInfo, ReceiverInfo } from "../../protocol/models";
import { addedToClass } from "./additions";
import type { AppInfo } from "./apps";
import { type AssembleMemory, assemble } from "./assemble";
import { Classes } from "./classes";
import { type Evaluated, ExternalValue, orUnknown, UNKNOWN } from "./constant";
import { DJANGO_DEFAULTS } from "./defaults";
import { defined } from "./defined";
import { DraftBuilder, type ModelDraft } from "./drafts";
import { environmentFile } from "./environment";
import { Evaluator } from "./evaluate";
import type { FieldContext } from "./fieldDraft";
import { installedApps } from "./installed";
import { Loader, LoaderMemory } from "./loader";
import { problemsOf } from "./problems";
import { readReceivers } from "./receivers";
import { DraftRegistry } from "./registry";
import { Resolver } from "./resolver";
import { importRoots } from "./roots";
import type { PyClass, PyModule } from "./scope";
import { type DatabaseSetting, type Settings, SettingsReader, withoutSettings } from "./settings";
import { findSettings, namedConfiguration } from "./settingsFile";
import type { SourceFile } from "./source";
import type { Sources } from "./sources";
import { majorVersion } from "./version";

/** What the readers found in a Django project, and the databases its settings name. */
export interface DjangoProject extends ProjectInfo {
  readonly databases: readonly DatabaseSetting[];
}

/**
 * One project's reading: what its settings, apps and classes come to. After an edit that changes none of what the rest
 * hangs on, it is brought up to date by `edited` instead of being made anew.
 */
export class Reading {
  readonly #sources: Sources;
  readonly #root: string;
  readonly #resolver: Resolver;
  readonly #settings: Settings;
  readonly #settingsModules: ReadonlySet<PyModule>;
  readonly #context: FieldContext;
  readonly #evaluator: Evaluator;
  readonly #apps: readonly AppInfo[];
  readonly #appNames: ReadonlySet<string>;
  readonly #classes: Classes;
  readonly #builder: DraftBuilder;
  readonly #imports = new LoaderMemory();
  readonly #assembled: AssembleMemory = new WeakMap();
  #loader: Loader;

  /** `root` is the project's folder, `name` the workspace's. Nothing of the sources is run. */
  constructor(sources: Sources, root: string, name: string) {
    this.#sources = sources;
    this.#root = root;
    this.#resolver = new Resolver(sources, [...new Set([root, ""])]);
    const module = findSettings(sources, root, this.#resolver);
    const configuration = namedConfiguration(sources, root);
    const environment = environmentOf(sources, root);
    const major = majorVersion(sources, root, module?.file.text);
    const reader =
      module === null
        ? null
        : new SettingsReader(module, this.#resolver, { root, environment, major, ...defined({ configuration }) });
    this.#settings = reader?.read() ?? withoutSettings();
    this.#settingsModules = reader?.modules ?? new Set();
    this.#evaluator = new Evaluator(this.#resolver, {
      setting: (setting) => settingValue(setting, reader),
      environment,
      major,
    });
    const { authUserModel, installedApps: entries } = this.#settings.info;
    this.#resolver.addRoots(importRoots(entries, sources, root, this.#resolver));
    this.#context = { resolver: this.#resolver, evaluator: this.#evaluator, userModel: authUserModel };
    this.#apps = installedApps(this.#settings, sources, name, root, this.#resolver, this.#evaluator);
    this.#appNames = new Set(this.#apps.map((app) => app.name));
    this.#classes = new Classes(this.#resolver, this.#evaluator);
    this.#loader = new Loader(this.#resolver, this.#classes, this.#appNames, this.#imports);
    const owner = (cls: PyClass) => appFor(cls.module, this.#apps);
    const auto = (app: AppInfo | null) => autoField(app, this.#settings);
    this.#builder = new DraftBuilder(this.#context, this.#classes, (cls) => this.#loader.order(cls), owner, auto);
  }

  /** Forgets what hung on files that were read anew; false where so much does that all has to be read again. */
  edited(before: readonly SourceFile[]): boolean {
    const changed = new Set<PyModule>();
    for (const file of before) {
      const module = file.made;
      const after = this.#sources.loaded(file.path);
      if (module === null || after == null) {
        if (after == null) return false;
        continue;
      }
      const isCommon =
        this.#settingsModules.has(module) || this.#resolver.isInstalled(module) || /(^|\/)apps\.py$/.test(file.path);
      const isSame = JSON.stringify(file.outline.imports) === JSON.stringify(after.outline.imports);
      if (isCommon || !isSame || file.outline.acts || after.outline.acts) return false;
      changed.add(module);
    }
    const stale = importersOf(changed, this.#imports.imports);
    for (const module of stale) if (this.#settingsModules.has(module)) return false;
    this.#resolver.forget(new Set(before.map((file) => file.path)));
    for (const each of [this.#classes, this.#evaluator, this.#builder, this.#imports]) each.forget(stale);
    return true;
  }

  /** The project as its files stand. */
  project(): DjangoProject {
    return {
      root: this.#root,
      ...this.#models(),
      settings: this.#settings.info,
      databases: this.#settings.databases,
    };
  }

  #models(): Pick<ProjectInfo, "models" | "receivers" | "problems"> {
    const builder = this.#builder;
    const context = this.#context;
    const loader = new Loader(this.#resolver, this.#classes, this.#appNames, this.#imports);
    this.#loader = loader;
    const current = (module: PyModule | null) => (module === null ? [] : (this.#resolver.module(module.dotted) ?? []));
    loader.load([
      ...this.#apps.flatMap((app) => current(app.models)),
      // Some projects keep models in modules of other names, which only their views or admin import.
      ...this.#apps.flatMap((app) => app.others.flatMap(current)),
    ]);
    const drafts = loader.classes
      .filter((cls) => cls.outer === null && this.#classes.isModel(cls) && this.#evaluator.isLive(cls))
      .map((cls) => builder.build(cls))
      // Bases outside the installed apps give their fields but are no models of the project.
      .filter((draft) => draft.abstract || draft.app !== null || this.#apps.some((app) => app.label === draft.appLabel))
      // `Meta.apps` is a registry of the class's own.
      .filter((draft) => !draft.hasOwnRegistry && !isSwapped(draft, this.#evaluator));
    const registry = new DraftRegistry(drafts);
    const acting = loader.parsed.filter((module) => module.file.outline.acts);
    addedToClass(acting, drafts, registry, builder, context);
    const models = assemble(drafts, this.#classes, this.#assembled);
    const receivers = acting
      .flatMap((module) => readReceivers(module, context))
      .flatMap((draft): ReceiverInfo[] => {
        const { sender, through, ...receiver } = draft;
        if (sender === null) return [receiver];
        const label = registry.name(sender, null);
        if (through === undefined) return [{ ...receiver, sender: label }];
        const field = models.find((model) => model.label === label)?.fields.find((each) => each.name === through);
        return [{ ...receiver, sender: field?.relation?.through ?? `${label}.${through}` }];
      });
    const problems = problemsOf(loader, drafts, builder, this.#sources, this.#settings, this.#apps);
    return { models: this.#inOrder(unique(models)), receivers, problems };
  }

  /** The apps in the order of INSTALLED_APPS, as the registry has them. */
  #inOrder(models: readonly ModelInfo[]): readonly ModelInfo[] {
    const places = new Map(this.#apps.map((app, i) => [app.label, i]));
    const place = (model: ModelInfo) => places.get(model.app) ?? places.size;
    return [...models].sort((a, b) => place(a) - place(b));
  }
}

/** The modules that lead to changed ones, and those themselves. */
function importersOf(
  changed: ReadonlySet<PyModule>,
  imports: ReadonlyMap<PyModule, readonly PyModule[]>,
): Set<PyModule> {
  const stale = new Set(changed);
  for (let before = 0; before < stale.size; ) {
    before = stale.size;
    for (const [module, targets] of imports) {
      if (!stale.has(module) && targets.some((target) => stale.has(target))) stale.add(module);
    }
  }
  return stale;
}

/** The variables of the project's `.env` file; decouple's `settings.ini` is written the same way. */
function environmentOf(sources: Sources, root: string): ReadonlyMap<string, string> {
  const paths = [".env", "settings.ini"].flatMap((name) => [root === "" ? name : `${root}/${name}`, name]);
  const text = paths.flatMap((path) => sources.loaded(path)?.text ?? [])[0];
  return text === undefined ? new Map() : environmentFile(text);
}

/** `settings.NAME` as an expression in a model means it. */
function settingValue(name: string, reader: SettingsReader | null): Evaluated {
  const fallback = DJANGO_DEFAULTS.get(name);
  if (reader?.has(name) === true) {
    const value = reader.get(name);
    // A user model that cannot be known is still a model: Django's own is nearest.
    return value === UNKNOWN && name === "AUTH_USER_MODEL" ? "auth.User" : value;
  }
  return orUnknown(fallback);
}

/** The installed app a module belongs to: the one whose package is nearest above it. */
function appFor(module: PyModule, apps: readonly AppInfo[]): AppInfo | null {
  const inside = apps.filter(
    (app) => app.name === "" || module.dotted === app.name || module.dotted.startsWith(`${app.name}.`),
  );
  return inside.sort((a, b) => b.name.length - a.name.length)[0] ?? null;
}

function autoField(app: AppInfo | null, settings: Settings): string {
  if (app?.defaultAutoField !== undefined) return app.defaultAutoField;
  // Django's own apps say AutoField, whatever the project says.
  return app?.contrib === true ? "AutoField" : settings.info.defaultAutoField;
}

/** A model that another one stands in for has no table: Django's own User, where the project has its own. */
function isSwapped(draft: ModelDraft, evaluator: Evaluator): boolean {
  const setting = draft.swappable;
  const chosen =
    setting === undefined ? undefined : evaluator.attribute(new ExternalValue("django.conf.settings"), setting);
  return typeof chosen === "string" && chosen.toLowerCase() !== draft.label.toLowerCase();
}

function unique(models: readonly ModelInfo[]): ModelInfo[] {
  const byLabel = new Map<string, ModelInfo>();
  for (const model of models) if (!byLabel.has(model.label)) byLabel.set(model.label, model);
  return [...byLabel.values()];
}
