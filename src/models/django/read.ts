import type { ModelInfo, ProjectInfo, ReceiverInfo } from "../../protocol/models";
import { addedToClass } from "./additions";
import type { AppInfo } from "./apps";
import { assemble } from "./assemble";
import { Classes } from "./classes";
import { type Evaluated, UNKNOWN } from "./constant";
import { DJANGO_DEFAULTS } from "./defaults";
import { DraftBuilder, type ModelDraft } from "./drafts";
import { environmentFile } from "./environment";
import { Evaluator } from "./evaluate";
import type { FieldContext } from "./fieldDraft";
import { installedApps } from "./installed";
import { Loader } from "./loader";
import { problemsOf } from "./problems";
import { readReceivers } from "./receivers";
import { DraftRegistry } from "./registry";
import { Resolver } from "./resolver";
import type { PyClass, PyModule } from "./scope";
import { type DatabaseSetting, type Settings, SettingsReader, withoutSettings } from "./settings";
import { findSettings, namedConfiguration } from "./settingsFile";
import type { Sources } from "./sources";
import { majorVersion } from "./version";

/** What the readers found in a Django project, and the databases its settings name. */
export interface DjangoProject extends ProjectInfo {
  readonly databases: readonly DatabaseSetting[];
}

/**
 * Reads the models of one project out of its Python files, none of which is run. `root` is the project's folder, `name`
 * the workspace's.
 */
export function readSources(sources: Sources, root: string, name: string): DjangoProject {
  const resolver = new Resolver(sources, [...new Set([root, ""])]);
  const settingsModule = findSettings(sources, root, resolver);
  const configuration = namedConfiguration(sources, root);
  const environment = environmentOf(sources, root);
  const reader =
    settingsModule === null
      ? null
      : new SettingsReader(settingsModule, resolver, {
          root,
          environment,
          major: majorVersion(sources, root, settingsModule.file.text),
          ...(configuration === undefined ? {} : { configuration }),
        });
  const settings: Settings = reader?.read() ?? withoutSettings();
  const evaluator = new Evaluator(resolver, { setting: (setting) => settingValue(setting, reader), environment });
  const context: FieldContext = { resolver, evaluator, userModel: settings.info.authUserModel };
  const apps = installedApps(settings, sources, name, root, resolver, evaluator);
  return {
    root,
    ...readModels(apps, settings, context, sources),
    settings: settings.info,
    databases: settings.databases,
  };
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
  return fallback ?? UNKNOWN;
}

function readModels(
  apps: readonly AppInfo[],
  settings: Settings,
  context: FieldContext,
  sources: Sources,
): Pick<ProjectInfo, "models" | "receivers" | "problems"> {
  const classes = new Classes(context.resolver);
  const loader = new Loader(context.resolver, classes);
  loader.load([
    ...apps.flatMap((app) => app.models ?? []),
    // Some projects keep models in modules of other names, which only their views or admin import.
    ...apps.flatMap((app) => app.others),
  ]);
  const owner = (cls: PyClass) => appFor(cls.module, apps);
  const auto = (app: AppInfo | null) => autoField(app, settings);
  const builder = new DraftBuilder(context, classes, (cls) => loader.order(cls), owner, auto);
  const drafts = loader.classes
    .filter((cls) => cls.outer === null && builder.classes.isModel(cls) && isLive(cls, context.evaluator))
    .map((cls) => builder.build(cls))
    // Bases outside the installed apps give their fields but are no models of the project.
    .filter((draft) => draft.abstract || draft.app !== null || draft.meta.text("app_label") !== undefined)
    .filter((draft) => !isSwapped(draft, settings));
  const registry = new DraftRegistry(drafts);
  addedToClass(loader.parsed, registry, builder, context);
  const models = assemble(drafts, builder.classes);
  const receivers = loader.parsed
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

/** Whether no `if` around the class statement is known to go the other way. */
function isLive(cls: PyClass, evaluator: Evaluator): boolean {
  return evaluator.members(cls.module).some(({ binding }) => binding.kind === "class" && binding.cls === cls);
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

function unique(models: readonly ModelInfo[]): ModelInfo[] {
  const byLabel = new Map<string, ModelInfo>();
  for (const model of models) if (!byLabel.has(model.label)) byLabel.set(model.label, model);
  return [...byLabel.values()];
}
