import type { Evaluator } from "./evaluate";
import { outerScope, type Resolver } from "./resolver";
import type { PyClass, PyModule } from "./scope";

/** An installed app. */
export interface AppInfo {
  readonly label: string;
  /** Dotted name of its package. */
  readonly name: string;
  /** `default_auto_field` of its AppConfig. */
  readonly defaultAutoField?: string;
  /** Its models module, where the workspace has one. */
  readonly models: PyModule | null;
  /** Modules of its own that an import of the project would run. */
  readonly others: readonly PyModule[];
  readonly contrib: boolean;
}

/** Modules besides `models` that Django or the project's URLs import, and what those import in turn. */
const OTHERS = ["apps", "signals", "receivers", "handlers", "admin", "views", "urls"];

/** The app that an entry of INSTALLED_APPS stands for: a package, or the path of its AppConfig. */
export function installedApp(entry: string, resolver: Resolver, evaluator: Evaluator): AppInfo | null {
  // What can be no name of a module would only match by accident.
  if (!/^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(entry)) return null;
  const dot = entry.lastIndexOf(".");
  const last = entry.slice(dot + 1);
  const holder = dot > 0 && /^[A-Z]/.test(last) ? resolver.module(entry.slice(0, dot)) : null;
  const binding = holder?.get(last);
  if (holder !== null && binding?.kind === "class" && !isConfig(binding.cls, resolver, 0)) return null;
  if (holder !== null && binding?.kind === "class") return fromConfig(binding.cls, holder, resolver, evaluator);
  // The config class may lie outside what we can see; its package still says where the models are.
  const name = /^[A-Z]/.test(last) && dot > 0 ? entry.slice(0, dot).replace(/\.apps$/, "") : entry;
  const named = namedByPackage(name, resolver, evaluator);
  if (named !== undefined && named !== entry) return installedApp(named, resolver, evaluator);
  const config = onlyConfig(resolver.module(`${name}.apps`), resolver, evaluator);
  if (config !== null) return fromConfig(config.cls, config.module, resolver, evaluator, name);
  return appOf(name, name.split(".").at(-1) ?? name, undefined, resolver);
}

/** `default_app_config` of a package, as it was before Django 4.1. */
function namedByPackage(name: string, resolver: Resolver, evaluator: Evaluator): string | undefined {
  const module = resolver.module(name);
  const binding =
    module?.file.text.includes("default_app_config") === true ? module.get("default_app_config") : undefined;
  if (module === null || binding?.kind !== "value") return undefined;
  const entry = evaluator.text(binding.node, { module, cls: null });
  // It only counts where the class is there to be found.
  const dot = entry?.lastIndexOf(".") ?? -1;
  const holder = entry === undefined || dot < 0 ? null : resolver.module(entry.slice(0, dot));
  return holder?.get(entry?.slice(dot + 1) ?? "")?.kind === "class" ? entry : undefined;
}

/** An app by its package alone. */
export function appOf(name: string, label: string, defaultAutoField: string | undefined, resolver: Resolver): AppInfo {
  const inside = (module: string) => (name === "" ? module : `${name}.${module}`);
  const models = resolver.module(inside("models"));
  const isInstalled = models !== null && resolver.isInstalled(models);
  return {
    label,
    name,
    ...(defaultAutoField === undefined ? {} : { defaultAutoField }),
    models,
    others: (isInstalled ? [] : OTHERS).flatMap((module) => resolver.ownModule(inside(module)) ?? []),
    contrib: name.startsWith("django."),
  };
}

function fromConfig(
  cls: PyClass,
  module: PyModule,
  resolver: Resolver,
  evaluator: Evaluator,
  fallback?: string,
): AppInfo {
  const text = (name: string) => {
    const found = resolver.member(cls, name);
    return found?.kind === "value" ? evaluator.text(found.node, found.scope) : undefined;
  };
  const name = text("name") ?? fallback ?? module.dotted.replace(/\.apps$/, "");
  const label = text("label") ?? name.split(".").at(-1) ?? name;
  return appOf(name, label, text("default_auto_field")?.split(".").at(-1), resolver);
}

/** The AppConfig Django picks by itself: the only one, or the one that says `default = True`. */
function onlyConfig(
  module: PyModule | null,
  resolver: Resolver,
  evaluator: Evaluator,
): { cls: PyClass; module: PyModule } | null {
  if (module === null) return null;
  const configs = module.members.flatMap(({ binding }) =>
    binding.kind === "class" && isConfig(binding.cls, resolver, 0) ? [binding.cls] : [],
  );
  const says = (cls: PyClass) => {
    const binding = cls.get("default");
    return binding?.kind === "value" ? evaluator.evaluate(binding.node, cls.scope) : undefined;
  };
  const candidates = configs.filter((cls) => says(cls) !== false);
  const cls = candidates.find((each) => says(each) === true) ?? (candidates.length === 1 ? candidates[0] : undefined);
  return cls === undefined ? null : { cls, module };
}

function isConfig(cls: PyClass, resolver: Resolver, depth: number): boolean {
  return (
    depth < 10 &&
    cls.bases.some((base) => {
      const resolved = resolver.resolve(base, outerScope(cls));
      if (resolved?.kind === "external") return /\bAppConfig$/.test(resolved.path);
      return resolved?.kind === "class" && isConfig(resolved.cls, resolver, depth + 1);
    })
  );
}
