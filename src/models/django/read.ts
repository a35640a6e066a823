import type { ModelInfo, ProjectInfo, ReceiverInfo, SourcePlace } from "../../protocol/models";
import { CONTRIB_FILES } from "../contrib/files";
import { type AppInfo, appOf, installedApp } from "./apps";
import { assemble } from "./assemble";
import { DraftBuilder, type ModelDraft } from "./drafts";
import { Evaluator } from "./evaluate";
import type { FieldContext } from "./fieldDraft";
import { readFieldCall } from "./fields";
import { Loader } from "./loader";
import { readReceivers } from "./receivers";
import { DraftRegistry } from "./registry";
import { Resolver } from "./resolver";
import type { PyClass, PyModule } from "./scope";
import { type DatabaseSetting, type Settings, SettingsReader, withoutSettings } from "./settings";
import { findSettings } from "./settingsFile";
import type { SourceFile } from "./source";

/** What the readers found in a Django project, and the databases its settings name. */
export interface DjangoProject extends ProjectInfo {
  readonly databases: readonly DatabaseSetting[];
}

/**
 * Reads the models of one project out of its Python files, none of which is run. `root` is the project's folder, `name`
 * the workspace's.
 */
export function readSources(sources: ReadonlyMap<string, SourceFile>, root: string, name: string): DjangoProject {
  const resolver = new Resolver(sources, [...new Set([root, ""])]);
  const settingsModule = findSettings(sources, root, resolver);
  const reader = settingsModule === null ? null : new SettingsReader(settingsModule, resolver, root);
  const settings: Settings = reader?.read() ?? withoutSettings();
  const evaluator = new Evaluator(
    resolver,
    (setting) => reader?.get(setting) ?? (setting === "AUTH_USER_MODEL" ? "auth.User" : null),
  );
  const context: FieldContext = { resolver, evaluator, userModel: settings.info.authUserModel };
  const apps = installedApps(settings, sources, name, root, resolver, evaluator);
  return {
    root,
    ...readModels(apps, settings, context, sources),
    settings: settings.info,
    databases: settings.databases,
  };
}

/** The apps of INSTALLED_APPS; where no settings say, every folder that has models. */
function installedApps(
  settings: Settings,
  sources: ReadonlyMap<string, SourceFile>,
  workspace: string,
  root: string,
  resolver: Resolver,
  evaluator: Evaluator,
): AppInfo[] {
  const { installedApps: entries } = settings.info;
  if (entries.length > 0) return entries.flatMap((entry) => installedApp(entry, resolver, evaluator) ?? []);
  const apps: AppInfo[] = [];
  for (const path of [...sources.keys()].sort()) {
    const match = /^(?:(.*)\/)?models(?:\/__init__)?\.py$/.exec(path);
    if (match === null || path in CONTRIB_FILES) continue;
    const folder = match[1] ?? "";
    const relative = root === "" ? folder : folder.slice(root.length + 1);
    const label = (folder === "" ? workspace : folder).split("/").at(-1)?.replace(/\W/g, "_") ?? "main";
    apps.push(appOf(relative.replaceAll("/", "."), label, undefined, resolver));
  }
  // Without settings, what models import of Django's own is installed too.
  const contrib = ["django.contrib.contenttypes", "django.contrib.auth"].filter((name) =>
    [...sources.values()].some((source) => !(source.path in CONTRIB_FILES) && source.text.includes(name)),
  );
  return [...contrib.map((name) => appOf(name, name.split(".").at(-1) ?? name, undefined, resolver)), ...apps];
}

function readModels(
  apps: readonly AppInfo[],
  settings: Settings,
  context: FieldContext,
  sources: ReadonlyMap<string, SourceFile>,
): Pick<ProjectInfo, "models" | "receivers" | "problems"> {
  const loader = new Loader(context.resolver);
  for (const app of apps) if (app.models !== null) loader.load(app.models);
  for (const app of apps) {
    // Some projects keep models in modules of other names, which only their views or admin import.
    for (const module of app.contrib ? [] : app.others) loader.load(module);
  }
  const owner = (cls: PyClass) => appFor(cls.module, apps);
  const auto = (app: AppInfo | null) => autoField(app, settings);
  const builder = new DraftBuilder(context, owner, auto);
  const drafts = loader.classes
    .filter((cls) => cls.outer === null && builder.classes.isModel(cls))
    .map((cls) => builder.build(cls))
    // Bases outside the installed apps give their fields but are no models of the project.
    .filter((draft) => draft.abstract || draft.app !== null || draft.meta.text("app_label") !== undefined)
    .filter((draft) => !isSwapped(draft, settings));
  const registry = new DraftRegistry(drafts);
  addedToClass(loader.modules, registry, builder, context);
  const models = assemble(drafts, builder.classes);
  const receivers = loader.modules
    .flatMap((module) => readReceivers(module, context))
    .flatMap((draft): ReceiverInfo[] => {
      const { sender, through, ...receiver } = draft;
      if (sender === null) return [receiver];
      const label = registry.name(sender, null);
      if (through === undefined) return [{ ...receiver, sender: label }];
      const field = models.find((model) => model.label === label)?.fields.find((each) => each.name === through);
      return [{ ...receiver, sender: field?.relation?.through ?? `${label}.${through}` }];
    });
  return { models: unique(models), receivers, problems: problemsOf(loader, drafts, builder, sources, settings, apps) };
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
function isSwapped(draft: ModelDraft, settings: Settings): boolean {
  return (
    draft.meta.text("swappable") === "AUTH_USER_MODEL" &&
    settings.info.authUserModel.toLowerCase() !== draft.label.toLowerCase()
  );
}

/** `User.add_to_class("following", ManyToManyField(…))` at the level of a module. */
function addedToClass(
  modules: readonly PyModule[],
  registry: DraftRegistry,
  builder: DraftBuilder,
  context: FieldContext,
): void {
  for (const module of modules) {
    const scope = { module, cls: null };
    for (const statement of module.statements) {
      if (statement.type !== "ExpressionStatement" || statement.value.type !== "Call") continue;
      const { callee, args } = statement.value;
      const [name, field] = args;
      if (
        callee.type !== "Attribute" ||
        callee.name !== "add_to_class" ||
        field?.value.type !== "Call" ||
        name === undefined
      )
        continue;
      const resolved = context.resolver.resolve(callee.value, scope);
      const draft = resolved?.kind === "class" ? registry.target({ kind: "class", cls: resolved.cls }, null) : null;
      const text = context.evaluator.text(name.value, scope);
      const reading = readFieldCall(field.value, scope, context);
      if (draft === null || text === undefined || reading === null) continue;
      const order = draft.cls.order + 1e6 + statement.from / 1e9;
      const options = { ...reading.options, source: module.file.place(statement) };
      builder.addToClass(draft, { ...reading, options, name: text, order, declaredIn: draft.cls });
    }
  }
}

function unique(models: readonly ModelInfo[]): ModelInfo[] {
  const byLabel = new Map<string, ModelInfo>();
  for (const model of models) if (!byLabel.has(model.label)) byLabel.set(model.label, model);
  return [...byLabel.values()];
}

function problemsOf(
  loader: Loader,
  drafts: readonly ModelDraft[],
  builder: DraftBuilder,
  sources: ReadonlyMap<string, SourceFile>,
  settings: Settings,
  apps: readonly AppInfo[],
): { place: SourcePlace; message: string }[] {
  const broken = loader.modules.flatMap(({ file }) => {
    const first = file.tree.diagnostics.find(({ code }) => code !== "unsupported");
    return first === undefined ? [] : [{ place: file.place(first), message: `Read only in part: ${first.message}` }];
  });
  const bases = drafts.flatMap((draft) =>
    builder.classes.unknownBases(draft.cls).map((base) => ({
      place: draft.cls.module.file.place(draft.cls.node),
      message: `${draft.name}: its base ${base} is not in the workspace; the fields it adds are known from the database only.`,
    })),
  );
  const loaded = new Set(loader.modules.map((module) => module.file.path));
  const outside = [...sources.values()].flatMap((source) => {
    const isModels = /(^|\/)models\.py$/.test(source.path) && !(source.path in CONTRIB_FILES);
    if (!isModels || loaded.has(source.path) || apps.length === 0) return [];
    return [
      {
        place: { file: source.path, line: 1 },
        message: "Its app is not in INSTALLED_APPS, so its models are left out.",
      },
    ];
  });
  const file = settings.info.file;
  const unknown = settings.info.unknown.flatMap(({ name, reason, place }) =>
    file === undefined ? [] : [{ place: place ?? { file, line: 1 }, message: `${name} could not be read: ${reason}.` }],
  );
  return [...broken, ...bases, ...outside, ...unknown];
}
